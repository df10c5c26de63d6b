"""What VMs have and tell beside their CPU, through the real adapters, against the truth."""

import json
from math import isclose
from typing import Any

import pytest

from demo.run import Running
from intents.catalog import subject
from intents.period import span
from providers.base import MetricNeed, Provider, Scope
from providers.context import Context
from providers.model import joined

Row = dict[str, Any]
FACTS = ("vcpus", "memory_gib", "architecture", "image", "scaling_group")
METRICS = ("memory", "network_in_gib", "network_out_gib")


@pytest.fixture(scope="module")
def there(served: Running) -> dict[str, Row]:
    vms = json.loads(served.truth.read_text())["vms"]
    return {one["id"]: one for one in vms if one["visible"]}


def test_what_machines_have_is_what_is_read(
    served: Running, clouds: tuple[Provider, ...], there: dict[str, Row]
) -> None:
    context = Context(now=served.estate.now)
    got = joined(cloud.inventory("vm", Scope(), context) for cloud in clouds)
    read = {row["id"]: row for table in got.items for row in table.to_pylist()}
    assert {key: [row[name] for name in FACTS] for key, row in read.items()} == {
        key: [row[name] for name in FACTS] for key, row in there.items()
    }


@pytest.mark.parametrize("metric", METRICS)
def test_what_machines_tell_is_what_is_read(
    metric: str, served: Running, clouds: tuple[Provider, ...], there: dict[str, Row]
) -> None:
    context = Context(now=served.estate.now)
    agg = subject("vm").fields[metric].agg
    window = span("last_14_days", context.today)
    for cloud in clouds:
        own = [one for one in there.values() if one["cloud"] == cloud.cloud]
        ids = [(one["account_id"], one["region"], one["id"]) for one in own]
        got = cloud.metrics(MetricNeed("vm", metric, window, ids, aggs=frozenset({agg})), context)
        assert not got.gaps
        read = {row["id"]: row for table in got.items for row in table.to_pylist()}
        for one in own:
            if one[metric] is not None:
                # Daily means of days with fewer points weigh as much as those of whole days.
                assert isclose(read[one["id"]][agg], one[metric], rel_tol=0.03), one["name"]
            elif one["name"] and one["name"].startswith("noagent") and metric == "memory":
                assert one["id"] not in read


def test_disk_operations_are_a_rate_of_both_reads_and_writes(
    served: Running, clouds: tuple[Provider, ...], there: dict[str, Row]
) -> None:
    context = Context(now=served.estate.now)
    window = span("last_14_days", context.today)
    for cloud in clouds:
        busy = next(
            one for one in there.values()
            if one["cloud"] == cloud.cloud and one["name"].startswith("busy")
        )  # fmt: skip
        ids = [(busy["account_id"], busy["region"], busy["id"])]
        (table,) = cloud.metrics(MetricNeed("vm", "disk_ops", window, ids), context).items
        # 40,000 reads and 60,000 writes in six hours for each percent of CPU.
        expected = busy["cpu"]["avg"] * 100_000 / (6 * 3600)
        assert isclose(table["avg"][0].as_py(), expected, rel_tol=0.05)

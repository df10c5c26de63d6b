"""Each subject of the stock, through the real adapters and SDKs: what is true is what is read."""

import json
from datetime import datetime
from decimal import Decimal
from math import isclose
from typing import Any

import pytest

from demo.run import Running
from demo.stock import SUBJECTS
from intents.catalog import subject as catalog_subject
from intents.period import span
from providers.base import MetricNeed, Provider, Scope
from providers.context import Context
from providers.model import joined

Row = dict[str, Any]
# Where the bot may not look.
DENIED = {"aws 333333333333 ap-southeast-1", "azure legacy-erp"}


@pytest.fixture(scope="module")
def context(served: Running) -> Context:
    return Context(now=served.estate.now)


@pytest.fixture(scope="module")
def truth(served: Running) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = json.loads(served.truth.read_text())["resources"]
    return found


def told(value: Any) -> Any:
    """A cell as the truth writes it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def same(read: Any, true: Any) -> bool:
    if isinstance(true, dict):
        return dict(read or {}) == true
    if isinstance(read, Decimal):
        # Money: the truth writes it as text.
        return true is not None and read == Decimal(str(true))
    if isinstance(true, int | float) and not isinstance(true, bool):
        return read is not None and isclose(float(read), float(true), rel_tol=1e-9)
    return bool(told(read) == true)


def having(clouds: tuple[Provider, ...], subject: str) -> list[Provider]:
    """The clouds that have the subject at all."""
    return [one for one in clouds if one.cloud in catalog_subject(subject).clouds]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_is_there_is_what_is_read(
    subject: str, clouds: tuple[Provider, ...], context: Context, truth: dict[str, list[Row]]
) -> None:
    got = joined(cloud.inventory(subject, Scope(), context) for cloud in having(clouds, subject))
    rows = {row["id"].lower(): row for table in got.items for row in table.to_pylist()}
    facts = {f.name for f in catalog_subject(subject).fields.values() if f.kind == "fact"}
    there = [one for one in truth[subject] if one["visible"]]
    assert there
    assert {one["cloud"] for one in there} == set(catalog_subject(subject).clouds)
    assert set(rows) == {one["id"].lower() for one in there}
    for one in there:
        row = rows[one["id"].lower()]
        wrong = {
            name: (row[name], value)
            for name, value in one.items()
            if name in facts and not same(row[name], value)
        }
        assert not wrong, one["id"]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_is_denied_is_a_gap_and_nothing_else_is(
    subject: str, clouds: tuple[Provider, ...], context: Context
) -> None:
    got = joined(cloud.inventory(subject, Scope(), context) for cloud in having(clouds, subject))
    assert {gap.where for gap in got.gaps if gap.matters} <= DENIED


@pytest.mark.parametrize("subject", SUBJECTS)
def test_metrics_are_those_of_the_estate(
    subject: str, clouds: tuple[Provider, ...], context: Context, truth: dict[str, list[Row]]
) -> None:
    window = span("last_14_days", context.today)
    every = catalog_subject(subject).fields.values()
    fields = [field for field in every if field.kind == "metric" and not field.of]
    for field in fields:
        there = [one for one in truth[subject] if one["visible"] and field.name in one]
        assert there, f"nothing of the estate tells {field.name}"
        found: dict[str, float | None] = {}
        for cloud in clouds:
            own = [one for one in there if one["cloud"] == cloud.cloud]
            ids = [(one["account_id"], one["region"], one["id"]) for one in own]
            if ids and field.sources.get(cloud.cloud):
                aggs = frozenset({field.agg})
                got = cloud.metrics(
                    MetricNeed(subject, field.name, window, ids, aggs=aggs), context
                )
                assert not [gap for gap in got.gaps if gap.matters]
                found |= {
                    row["id"].lower(): row[field.agg]
                    for table in got.items
                    for row in table.to_pylist()
                }
        for one in there:
            value = found.get(one["id"].lower())
            assert (value is None) == (one[field.name] is None), (one["id"], field.name)
            assert value is None or isclose(value, one[field.name], rel_tol=1e-9)

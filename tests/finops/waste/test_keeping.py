"""Keeping findings over days on which not everything can be looked at."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from benchmarks.waste import NOW, Made, resources, warehouse
from finops.reply import reply
from finops.warehouse import Warehouse
from finops.waste.life import keep
from intents.catalog import by_name
from intents.query import parse
from providers.base import MetricNeed, Scope
from providers.context import Context
from providers.model import Account, Fetched, Gap

TODAY, TOMORROW = Context(now=NOW), Context(now=NOW + timedelta(days=1))
COUNTS = {"vm": 20, "disk": 20, "nat_gateway": 10}
ACCOUNT = "111111111111"


@dataclass
class Dimmed(Made):
    """A cloud of which something cannot be read: places of inventory, accounts, or metrics."""

    denied: tuple[str, ...] = ()
    has_accounts: bool = True
    is_measured: bool = True
    has_regions: bool = True
    gone: set[str] = field(default_factory=set)

    def accounts(self, context: Context) -> Fetched[Account]:
        """None where it is not set up any more."""
        return super().accounts(context) if self.has_accounts else Fetched()

    def inventory(self, subject: str, scope: Scope, context: Context) -> Fetched[pa.Table]:
        """What is denied is not in it, and is a gap."""
        if self.denied:
            return Fetched(
                (), tuple(Gap(where, "AccessDenied", "grant it") for where in self.denied)
            )
        if not self.has_regions:
            return Fetched((), tuple(map(_not_set_up, scope.regions)))
        found = super().inventory(subject, scope, context)
        if not self.gone:
            return found
        kept = [table.filter(pa.array([one not in self.gone for one in table["id"].to_pylist()]))
                for table in found.items]  # fmt: skip
        return replace(found, items=tuple(kept))

    def metrics(self, need: MetricNeed, context: Context) -> Fetched[pa.Table]:
        """None at all where they are denied."""
        if not self.is_measured:
            return Fetched((), (Gap("aws metrics", "AccessDenied", "grant it"),))
        return super().metrics(need, context)


def _not_set_up(region: str) -> Gap:
    """As AWS tells of a region that the settings do not name, where it is asked for by name."""
    return Gap(f"aws {ACCOUNT} {region}", "NotSetUp: it is not read", "add it to the settings")


@pytest.fixture
def tables() -> dict[str, pa.Table]:
    return {name: resources(by_name()[name], count) for name, count in COUNTS.items()}


@pytest.fixture
def store(tmp_path: Path, tables: dict[str, pa.Table]) -> Warehouse:
    kept = warehouse(tmp_path, tables)
    keep(kept, (Dimmed(tables),), TODAY)
    assert kept.lives.read().lives
    return kept


def gone(store: Warehouse) -> set[str]:
    """Those resources of which a finding is gone."""
    lives = store.lives.read().lives.values()
    return {str(one.told["resource_id"]) for one in lives if one.gone}


@pytest.mark.parametrize(
    "denied",
    [
        ("aws",), (f"aws {ACCOUNT}",), ("aws prod",),
        (f"aws {ACCOUNT} us-east-1",), ("aws prod us-east-1",),
        (f"aws {ACCOUNT} eu-west-1", f"aws {ACCOUNT} us-east-1"),
    ],
)  # fmt: skip
def test_what_could_not_be_looked_at_is_neither_gone_nor_saved(
    denied: tuple[str, ...], store: Warehouse, tables: dict[str, pa.Table]
) -> None:
    kept = keep(store, (Dimmed(tables, denied=denied),), TOMORROW)
    assert (kept.gone, gone(store)) == (0, set())
    saved = {"name": "saved", "agg": "sum", "field": "realised_saving"}
    asked = {"subject": "finding", "analysis": "aggregate", "measures": [saved],
             "where": [{"field": "status", "op": "eq", "value": "gone"}]}  # fmt: skip
    answer = reply(parse(asked), (Dimmed(tables, denied=denied),), store, TOMORROW)
    assert not any(row["saved"] for row in answer.rows)


def test_an_account_or_region_that_is_dropped_or_has_no_metrics_makes_nothing_go(
    store: Warehouse, tables: dict[str, pa.Table]
) -> None:
    keep(store, (Dimmed(tables, has_accounts=False),), TOMORROW)
    assert gone(store) == set()
    keep(store, (), TOMORROW)
    assert gone(store) == set()
    keep(store, (Dimmed(tables, has_regions=False),), TOMORROW)
    assert gone(store) == set()
    keep(store, (Dimmed(tables, is_measured=False),), TOMORROW)
    lives = store.lives.read().lives.values()
    assert not [one.id for one in lives if one.gone and one.told["rule"] == "underused_vm"]


def test_what_is_deleted_is_gone_and_nothing_else(
    store: Warehouse, tables: dict[str, pa.Table]
) -> None:
    keep(store, (Dimmed(tables, gone={"vm-000000"}),), TOMORROW)
    assert gone(store) == {"vm-000000"}

"""Roll-ups change how fast an answer is, never what it says."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from finops.plan import Plan
from finops.source import source
from finops.warehouse import Warehouse, rollups
from finops.warehouse.rollups import ROLLUPS, smallest
from intents.period import Calendar
from intents.query import parse
from providers.context import Allowed

from .estate import ask, charge, warehouse

ALL = frozenset(rollup.name for rollup in ROLLUPS)
TODAY = date(2026, 11, 18)


def table(limits: Any = None, **query: Any) -> str:
    asked = parse({"subject": "cost", "period": "last_month", **query})
    return source(Plan(asked, TODAY, Calendar(), limits), ALL)


def test_sums_over_whole_months_are_read_from_the_smallest_that_has_the_columns() -> None:
    assert table(group_by=["service_name"]) == "rollups.charges_by_month"
    assert table(group_by=["resource_id"], limit=20) == "rollups.resources_by_month"
    service = {"group_by": ["service_name"]}
    quarters = table(analysis="trend", grain="quarter", period="2025", **service)
    assert quarters == "rollups.charges_by_month"


def test_sums_over_any_days_by_account_are_read_from_the_one_by_day() -> None:
    assert table(period="last_30_days") == "rollups.charges_by_day"
    assert table(analysis="trend", grain="day", group_by=["cloud"]) == "rollups.charges_by_day"


@pytest.mark.parametrize(
    "query",
    [
        {"period": "last_30_days", "group_by": ["service_name"]},
        {"analysis": "trend", "grain": "day", "group_by": ["service_name"]},
        {"analysis": "list"},
        {"group_by": ["tags.team"]},
        {"group_by": ["sku_meter"]},
        {"where": [{"field": "charge_class", "op": "missing"}]},
        {"measures": [{"name": "n", "agg": "count"}]},
        {"measures": [{"name": "n", "agg": "avg", "field": "cost"}]},
        {"having": [{"field": "count", "op": "gt", "value": 3}], "group_by": ["service_name"]},
        {"period_on": "billing"},
        {"compare_to": "2026-09-02/2026-10-01", "group_by": ["service_name"]},
        {"order_by": ["-consumed_quantity"], "group_by": ["service_name"]},
    ],
)
def test_what_they_do_not_know_is_read_from_the_charges(query: dict[str, Any]) -> None:
    assert table(**query) == "charges"


def test_a_grant_to_tags_needs_the_charges() -> None:
    assert table(limits=((Allowed(tags=(("team", "a"),)),),)) == "charges"
    assert table(limits=((Allowed(accounts=("1",)),),)) == "rollups.charges_by_day"
    assert smallest((), (), by_day=False) == "charges"


@pytest.fixture
def stores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Warehouse, Warehouse]]:
    lines = [
        charge(
            f"2026-{month:02d}-{day:02d}", str(day * month), f"i-{day % 5}", service=f"s{day % 3}"
        )
        for month in (8, 9, 10)
        for day in range(1, 29)
    ]
    lines += [charge("2026-10-05", "-7", category="Credit", service="s1")]
    lines += [charge("2026-10-06", "3", currency="EUR", service="s9")]
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    plain = warehouse(tmp_path / "a", *lines)
    plain.manifest()
    monkeypatch.setattr(rollups, "LEAST_ROWS", 1)
    rolled = warehouse(tmp_path / "b", *lines)
    rolled.manifest()
    yield plain, rolled
    plain.close()
    rolled.close()


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"group_by": ["service_name"]},
        {"group_by": ["service_name"], "limit": 1, "others": True},
        {"group_by": ["resource_id"], "limit": 2},
        {"analysis": "trend", "grain": "month", "period": "2026-08/2026-10"},
        {"analysis": "trend", "grain": "day"},
        {"group_by": ["charge_category"], "cost_basis": "list"},
        {"compare_to": "previous", "group_by": ["service_name"]},
    ],
)
def test_an_answer_is_the_same_with_them_and_without(
    stores: tuple[Warehouse, Warehouse], query: dict[str, Any]
) -> None:
    period = {"period": "2026-08-01/2026-11-01"} if "grain" in query else {"period": "last_month"}
    plain, rolled = (ask({"subject": "cost", **query, **period}, store) for store in stores)
    assert not stores[0].rollups()
    assert stores[1].rollups() == ALL
    same = {"sources": (), "id": ""}
    assert rolled.model_copy(update=same) == plain.model_copy(update=same)


def test_no_question_can_reach_a_file(stores: tuple[Warehouse, Warehouse], tmp_path: Path) -> None:
    with stores[1].connection() as connection:
        with pytest.raises(duckdb.Error, match=r"disabled|locked"):
            connection.execute("SET enable_external_access = true")
        with pytest.raises(duckdb.Error, match="disabled"):
            connection.execute(f"ATTACH '{tmp_path / 'x.duckdb'}'")
        with pytest.raises(duckdb.Error, match="read-only"):
            connection.execute("CREATE TABLE rollups.x (a INTEGER)")

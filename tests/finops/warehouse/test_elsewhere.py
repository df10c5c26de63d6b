"""The same Query gives the same rows on DuckDB, PostgreSQL and Spark."""

import runpy
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finops.reply import reply
from finops.warehouse import Warehouse
from finops.warehouse.elsewhere import Elsewhere
from finops.warehouse.opening import open_warehouse
from intents.query import EFFECTS, parse
from providers.context import Context

from .engines import load_postgres, load_spark, postgres

NOW = datetime(2024, 11, 5, 12, tzinfo=UTC)
QUERIES: dict[str, dict[str, Any]] = {
    "total": {},
    "by service": {"group_by": ["service_name"]},
    "billed, by account and region": {
        "group_by": ["sub_account_name", "region_id"], "cost_basis": "billed",
    },
    "by month and category": {
        "analysis": "trend", "grain": "month", "group_by": ["charge_category"],
    },
    "by week": {"analysis": "trend", "grain": "week"},
    "by day": {"analysis": "trend", "grain": "day", "period": "2024-10"},
    "by quarter": {"analysis": "trend", "grain": "quarter", "period": "2024"},
    "by tag": {"group_by": ["tags.application"]},
    "untagged": {"where": [{"field": "tags.application", "op": "missing"}]},
    "any tags": {"where": [{"field": "tags", "op": "exists"}], "group_by": ["cloud"]},
    "changed by service": {"analysis": "change", "group_by": ["service_name"]},
    "why it changed, by service": {
        "analysis": "change", "group_by": ["service_name"], "select": EFFECTS, "period": "2024-10",
    },
    "why it changed, with what happened": {
        "analysis": "change", "group_by": ["service_name"], "select": EFFECTS, "period": "2024-10",
        "where": [{"field": "billing_currency", "op": "eq", "value": "USD"}],
    },
    "why it changed, by resource": {
        "analysis": "change", "group_by": ["resource_id"], "select": EFFECTS, "period": "2024-10",
    },
    "why: new resources": {
        "analysis": "change", "group_by": ["resource_id"], "select": ["new"], "period": "2023-09",
        "having": [{"field": "new", "op": "gt", "value": 0}],
    },
    "why: resources gone, by service": {
        "analysis": "change", "group_by": ["service_name"], "select": ["gone"],
        "period": "2024-09", "having": [{"field": "gone", "op": "lt", "value": 0}],
    },
    "top 3 services": {"group_by": ["service_name"], "limit": 3, "others": True},
    "services over 10": {
        "group_by": ["service_name"], "having": [{"field": "cost", "op": "gt", "value": 10}],
    },
    "share": {
        "group_by": ["service_category"],
        "measures": [
            {"name": "cost", "agg": "sum", "field": "cost"},
            {"name": "part", "agg": "share", "field": "cost"},
        ],
    },
    "95th percentile, average and count": {
        "group_by": ["service_name"],
        "measures": [
            {"name": "high", "agg": "p95", "field": "cost"},
            {"name": "mean", "agg": "avg", "field": "cost"},
            {"name": "resources", "agg": "distinct", "field": "resource_id"},
            {"name": "count", "agg": "count"},
        ],
    },
    "unit cost": {
        "group_by": ["consumed_unit"],
        "measures": [
            {"name": "unit_cost", "agg": "sum", "field": "cost", "per": "quantity"},
            {"name": "quantity", "agg": "sum", "field": "consumed_quantity"},
        ],
    },
    "not tax, or cheap": {
        "group_by": ["charge_category"],
        "where": [{"field": "charge_category", "op": "ne", "value": "Tax"}],
    },
    "like": {
        "group_by": ["service_name"],
        "where": [{"field": "service_name", "op": "matches", "value": "a*s*"}],
    },
    "by billing period": {"analysis": "trend", "grain": "month", "period_on": "billing"},
}  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = runpy.run_path(str(Path(__file__).parents[2] / "usecases" / "charges.py"))
    path = tmp_path_factory.mktemp("focus") / "focus.csv"
    made["write"](path)
    return path


@pytest.fixture(scope="module")
def embedded(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    store = Warehouse(tmp_path_factory.mktemp("duckdb"), [str(file)], NOW)
    yield store
    store.close()


@pytest.fixture(scope="module", params=["postgresql", "spark"])
def engine(
    request: pytest.FixtureRequest, file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Elsewhere]:
    folder = tmp_path_factory.mktemp("engine")
    if request.param == "spark":
        yield from opened(load_spark(file), folder)
        return
    with postgres() as url:
        load_postgres(url, file)
        yield from opened(url, folder)


def opened(url: str, folder: Path) -> Iterator[Elsewhere]:
    store = open_warehouse(url, folder / "known", [], lambda: NOW)
    assert isinstance(store, Elsewhere)
    yield store
    store.close()


def rows(store: Warehouse, query: dict[str, Any]) -> list[dict[str, object]]:
    asked = parse({"subject": "cost", "period": "2024-07-01/2024-11-01", **query})
    answer = reply(asked, (), store, Context(now=NOW))
    assert answer.outcome in ("answered", "partial"), answer.headline
    return [{name: rounded(cell) for name, cell in row.items()} for row in answer.rows]


def rounded(cell: object) -> object:
    """Sums are exact; what was divided, or interpolated, is equal in ten digits."""
    return f"{float(cell):.10g}" if isinstance(cell, int | float | Decimal) else cell


@pytest.mark.parametrize("name", QUERIES)
def test_every_engine_gives_the_same_rows(
    name: str, embedded: Warehouse, engine: Elsewhere
) -> None:
    expected = rows(embedded, QUERIES[name])
    assert expected
    assert rows(engine, QUERIES[name]) == expected


def test_what_an_engine_holds_is_what_the_file_holds(
    embedded: Warehouse, engine: Elsewhere
) -> None:
    here, there = embedded.manifest(), engine.manifest()
    assert there.reach == here.reach
    assert there.currencies == here.currencies
    assert set(there.tag_keys) == set(here.tag_keys)
    assert set(there.accounts) == set(here.accounts)

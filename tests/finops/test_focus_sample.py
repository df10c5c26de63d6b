"""A thousand real FOCUS rows, quirks and all: our numbers equal independent SQL over the file."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from finops.answer import Answer
from finops.warehouse import Warehouse

from .estate import ask

SAMPLE = Path(__file__).parents[3] / "shared/data/focus_sample_1000_v1.0.csv"
NOW = datetime(2024, 10, 15, tzinfo=UTC)
pytestmark = pytest.mark.skipif(not SAMPLE.exists(), reason="the FOCUS sample is not there")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return Warehouse(tmp_path_factory.mktemp("home") / "warehouse", [str(SAMPLE)], NOW)


@pytest.fixture(scope="module")
def raw() -> Iterator[duckdb.DuckDBPyConnection]:
    """The file as it is, every cell as text."""
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE raw AS FROM read_csv(?, all_varchar = true, nullstr = 'NULL')",
            [str(SAMPLE)],
        )
        yield connection


def independent(
    raw: duckdb.DuckDBPyConnection, key: str, where: str = "true"
) -> dict[object, Decimal]:
    rows = raw.execute(
        f"SELECT {key}, sum(CAST(EffectiveCost AS DECIMAL(38, 15))) FROM raw "
        f"WHERE {where} GROUP BY 1"
    ).fetchall()
    return dict(rows)


def grouped(answer: Answer, key: str) -> dict[object, object]:
    return {row[key]: row["cost"] for row in answer.rows}


def test_every_row_is_taken_in(store: Warehouse) -> None:
    manifest = store.manifest()
    assert sum(reach.rows for reach in manifest.reach) == 1000
    assert manifest.gaps == ()


@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("service_name", "ServiceName"),
        ("provider_name", "ProviderName"),
        ("charge_category", "ChargeCategory"),
        ("resource_id", "ResourceId"),
        ("sub_account_name", "SubAccountName"),
        ("tags.environment", "json_extract_string(Tags, '$.environment')"),
    ],
)
def test_a_breakdown_equals_independent_sql(
    field: str, key: str, store: Warehouse, raw: duckdb.DuckDBPyConnection
) -> None:
    query = {"subject": "cost", "period": "2024-09", "group_by": [field]}
    answer = ask(query, store, now=NOW)
    assert grouped(answer, field) == independent(raw, key)


def test_daily_cost_equals_independent_sql(
    store: Warehouse, raw: duckdb.DuckDBPyConnection
) -> None:
    query = {"subject": "cost", "period": "2024-09", "analysis": "trend", "grain": "day"}
    answer = ask(query, store, now=NOW)
    assert grouped(answer, "day") == independent(raw, "ChargePeriodStart[:10]")


def test_the_top_ten_resources_equal_independent_sql(
    store: Warehouse, raw: duckdb.DuckDBPyConnection
) -> None:
    query = {"subject": "cost", "period": "2024-09", "group_by": ["resource_id"], "limit": 10}
    answer = ask(query, store, now=NOW)
    costs = sorted(independent(raw, "ResourceId").values(), reverse=True)
    assert [row["cost"] for row in answer.rows] == costs[:10]


@pytest.mark.parametrize("basis", ["effective", "billed", "list", "contracted"])
def test_every_cost_basis_has_the_total_of_its_column(
    basis: str, store: Warehouse, raw: duckdb.DuckDBPyConnection
) -> None:
    query = {"subject": "cost", "period": "2024-09", "cost_basis": basis}
    answer = ask(query, store, now=NOW)
    found = raw.execute(
        f"SELECT sum(CAST({basis.title()}Cost AS DECIMAL(38, 15))) FROM raw"
    ).fetchone()
    assert found is not None
    assert answer.rows[0]["cost"] == found[0]

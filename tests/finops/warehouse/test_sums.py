"""Sums equal, to the cent and for every dimension, those computed from the files by other means.

The charges are generated: two clouds in their own types, credits, refunds, commitments, two
currencies, empty names. The other means is pandas-free Python over Arrow, with exact decimals.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pyarrow import parquet

from benchmarks.charges import generate
from finops.warehouse import Warehouse
from finops.warehouse.focus import focus_columns
from finops.warehouse.formats.cells import plain

NOW = datetime(2026, 12, 1, tzinfo=UTC)
CENT = Decimal("0.01")
# Made alike for all clouds, so they differ from the files on purpose.
ALIKE = {"sub_account_id", "region_id", "commitment_discount_id"}
NAMES = [name for name, kind in focus_columns() if kind == "VARCHAR" and name not in ALIKE]
Sums = dict[tuple[str, str | None], Decimal]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    generate(folder, 12_000)
    return folder


@pytest.fixture(scope="module")
def store(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    made = Warehouse(tmp_path_factory.mktemp("home") / "warehouse", [str(files)], NOW)
    yield made
    made.close()


@pytest.fixture(scope="module")
def rows(files: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for file in sorted(files.rglob("*.parquet")):
        table = parquet.read_table(file).drop(["Tags"])
        found += [{plain(name): cell for name, cell in row.items()} for row in table.to_pylist()]
    return found


def by_hand(rows: list[dict[str, object]], name: str, cost: str) -> Sums:
    sums: Sums = defaultdict(Decimal)
    for row in rows:
        value = row.get(plain(name))
        # As the Azure rules have it: no name, then the meter's.
        if name == "service_name" and row["providername"] == "Microsoft":
            value = value or row["xskumetersubcategory"]
        if name == "publisher_name" and row["commitmentdiscountid"] and not value:
            value = "Microsoft"
        sums[str(row["billingcurrency"]), str(value) if value else None] += Decimal(
            str(row[plain(cost)])
        )
    return sums


@pytest.mark.parametrize("cost", ["effective_cost", "billed_cost"])
@pytest.mark.parametrize("name", NAMES)
def test_sums_by_every_text_column_are_those_of_the_files(
    name: str, cost: str, store: Warehouse, rows: list[dict[str, object]]
) -> None:
    with store.connection() as connection:
        found = connection.execute(
            f'SELECT billing_currency, "{name}", sum("{cost}") FROM charges GROUP BY ALL'
        ).fetchall()
    ours = {(currency, value): amount for currency, value, amount in found}
    wanted = by_hand(rows, name, cost)
    assert ours.keys() == wanted.keys()
    assert all(abs(ours[key] - wanted[key]) < CENT for key in wanted)


def test_the_manifest_agrees_with_every_file(
    store: Warehouse, rows: list[dict[str, object]]
) -> None:
    manifest = store.manifest()
    assert manifest.gaps == ()
    assert all(total.agrees for total in manifest.totals)
    assert sum(total.kept_rows for total in manifest.totals) == len(rows) == 12_000
    assert len(manifest.totals) == 13 * 3, "thirteen months of dollars twice and euros"


def test_tags_are_those_of_the_files_whether_map_or_text(store: Warehouse) -> None:
    with store.connection() as connection:
        found = connection.execute(
            "SELECT cloud, count(tags['team']), count(DISTINCT tags['team']) FROM charges "
            "GROUP BY cloud ORDER BY cloud"
        ).fetchall()
    assert [cloud for cloud, _, _ in found] == ["aws", "azure"]
    assert all(count > 1000 and teams == 40 for _, count, teams in found)

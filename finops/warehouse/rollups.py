"""Roll-ups: sums that many questions need, kept ready beside the charges of a generation.

Each is a table with the names of `charges` for what it keeps, one row for each month (or day) and
each combination of its columns; the four costs are sums. A question is answered from the smallest
that has all that it names. They are derived: without them every answer is the same, only slower.
So they are a file of their own, made once the new charges are already being answered from.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from finops.warehouse.focus import COST_COLUMNS

DATABASE = "rollups.duckdb"
CATALOG = "rollups"
_WRITING = {"memory_limit": "1GB", "preserve_insertion_order": "false"}
# The start of every month that has charges, and its end.
_MONTHS = (
    "SELECT DISTINCT CAST(date_trunc('month', charge_period_start) AS TIMESTAMP) AS start, "
    "CAST(date_trunc('month', charge_period_start) + INTERVAL 1 MONTH AS TIMESTAMP) "
    "FROM warehouse.charges ORDER BY start"
)
# Below this many charges a question takes milliseconds without them.
LEAST_ROWS = 500_000
_WHERE_AND_WHAT = (
    "cloud", "sub_account_id", "sub_account_name", "service_name", "service_category",
    "region_id", "charge_category", "billing_currency",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rollup:
    """A table of sums by month or day, and the columns that it keeps apart."""

    name: str
    grain: Literal["day", "month"]
    columns: tuple[str, ...]

    def rows(self) -> str:
        """The SELECT of its rows of one month, whose start and end are parameters."""
        kept = ", ".join(f'"{name}"' for name in self.columns)
        sums = ", ".join(f'sum("{cost}") AS "{cost}"' for cost in COST_COLUMNS)
        start = f"CAST(date_trunc('{self.grain}', charge_period_start) AS TIMESTAMP)"
        return (
            f"SELECT {start} AS charge_period_start, {kept}, {sums} FROM warehouse.charges "  # noqa: S608 - ours
            "WHERE charge_period_start >= $1 AND charge_period_start < $2 GROUP BY ALL"
        )


_WHERE = ("cloud", "sub_account_id", "sub_account_name", "charge_category", "billing_currency")
# The smallest first.
ROLLUPS = (
    Rollup("charges_by_day", "day", _WHERE),
    Rollup("charges_by_month", "month", _WHERE_AND_WHAT),
    Rollup(
        "resources_by_month", "month",
        (*_WHERE_AND_WHAT, "resource_id", "resource_key", "resource_name", "resource_type"),
    ),
)  # fmt: skip


def build(place: Path, charges: Path) -> None:
    """Make them all in the generation's folder, where there are enough charges to be worth it.

    Month by month: the groups of all at once would not fit into the memory that they may take.
    """
    part = place / "rollups.part"
    with duckdb.connect(str(part), config=dict(_WRITING)) as connection:
        connection.execute(f"ATTACH '{charges}' AS warehouse (READ_ONLY)")
        (rows,) = connection.execute("SELECT count(*) FROM warehouse.charges").fetchone() or (0,)
        months = connection.execute(_MONTHS).fetchall()
        for rollup in ROLLUPS if rows >= LEAST_ROWS else ():
            none = [months[0][0], months[0][0]]
            connection.execute(f"CREATE TABLE {rollup.name} AS {rollup.rows()}", none)
            for bounds in months:
                connection.execute(f"INSERT INTO {rollup.name} {rollup.rows()}", list(bounds))
    part.replace(place / DATABASE)


def attach(connection: duckdb.DuckDBPyConnection, place: Path) -> None:
    """Let SQL see those that there are."""
    if (place / DATABASE).exists():
        connection.execute(f"ATTACH '{place / DATABASE}' AS {CATALOG} (READ_ONLY)")


def attached(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The names of those that SQL sees."""
    found = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = ?", [CATALOG]
    ).fetchall()
    return frozenset(row[0] for row in found)


def smallest(have: Collection[str], needed: Collection[str], *, by_day: bool) -> str:
    """The table to answer from: the smallest roll-up with these columns, else `charges`."""
    for rollup in ROLLUPS:
        fits = rollup.grain == "day" or not by_day
        if rollup.name in have and fits and set(needed) <= {*rollup.columns, *COST_COLUMNS}:
            return f"{CATALOG}.{rollup.name}"
    return "charges"

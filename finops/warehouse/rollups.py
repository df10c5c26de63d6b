"""Roll-ups: sums that many questions need, kept ready beside the charges of a generation.

Each is a table with the names of `charges` for what it keeps, one row for each month (or day) and
each combination of its columns; the four costs are sums. A question is answered from the smallest
that has all that it names. They are derived: without them every answer is the same, only slower.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import duckdb

from finops.warehouse.focus import COST_COLUMNS

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

    def sql(self) -> str:
        """The statement that makes it from `charges`."""
        kept = ", ".join(f'"{name}"' for name in self.columns)
        sums = ", ".join(f'sum("{cost}") AS "{cost}"' for cost in COST_COLUMNS)
        start = f"CAST(date_trunc('{self.grain}', charge_period_start) AS TIMESTAMP)"
        return (
            f"CREATE TABLE {self.name} AS SELECT {start} AS charge_period_start, {kept}, {sums} "  # noqa: S608 - ours
            "FROM charges GROUP BY ALL ORDER BY charge_period_start"
        )


# The smallest first.
ROLLUPS = (
    Rollup("charges_by_month", "month", _WHERE_AND_WHAT),
    Rollup(
        "resources_by_month", "month",
        (*_WHERE_AND_WHAT, "resource_id", "resource_key", "resource_name", "resource_type"),
    ),
)  # fmt: skip


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Make them all, where there are enough charges to be worth it."""
    (rows,) = connection.execute("SELECT count(*) FROM charges").fetchone() or (0,)
    if rows >= LEAST_ROWS:
        for rollup in ROLLUPS:
            connection.execute(rollup.sql())


def known(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The names of those that there are."""
    names = [rollup.name for rollup in ROLLUPS]
    found = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE table_name IN (SELECT unnest(?))", [names]
    ).fetchall()
    return frozenset(row[0] for row in found)


def smallest(have: Collection[str], needed: Collection[str], *, by_day: bool) -> str:
    """The table to answer from: the smallest roll-up with these columns, else `charges`."""
    for rollup in ROLLUPS:
        fits = rollup.grain == "day" or not by_day
        if rollup.name in have and fits and set(needed) <= {*rollup.columns, *COST_COLUMNS}:
            return rollup.name
    return "charges"

"""Roll-ups: sums that many questions need, kept ready beside the charges of a generation.

Each is a table with the names of `charges` for what it keeps, one row for each month (or day) and
each combination of its columns; the four costs are sums. A question is answered from the smallest
that has all that it names. They are derived: without them every answer is the same, only slower.
So they are a file of their own, made once the new charges are already being answered from.

Where a resource or a set of tags would stand, the largest has a number, which takes less room and
is grouped by in half the time:

    resources   `number`, `resource_id`: in the order of the ids, so that both sort alike
    tag_sets    `number`, `tags`: a hash of the tags, of which no two in the charges have the same
                (of what hash, `_HASHES` says)
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Literal, NamedTuple

import duckdb

from finops.warehouse.focus import COST_COLUMNS

CATALOG = "rollups"
_WRITING = {"memory_limit": "1GB", "preserve_insertion_order": "false"}
# As many charges are added up at once: their resources fit into that memory.
MOST_ROWS = 2_500_000
# Below this many charges a question takes milliseconds without them.
LEAST_ROWS = 500_000
_WHERE = ("cloud", "sub_account_id", "sub_account_name", "charge_category", "billing_currency")
_WHAT = ("service_name", "service_category")
# The column of numbers of `tag_sets`.
TAG_SET = "tag_set"
# The first that tells the sets apart is taken. DuckDB's own, which is quick, is the same for some
# texts that differ little; of a digest it is not.
_HASHES = ("hash(tags)", "hash(md5_number(CAST(tags AS VARCHAR)))")
_WITH_TAG_SETS = "(SELECT *, tag_set_of(tags) AS tag_set FROM warehouse.charges)"


@dataclass(frozen=True, slots=True)
class Rollup:
    """A table of sums by month or day, the columns that it keeps apart, and what it adds up."""

    name: str
    grain: Literal["day", "month"]
    columns: tuple[str, ...]
    of: str

    def rows(self) -> str:
        """The SELECT of its rows of some months, whose start and end are parameters."""
        kept = ", ".join(f'"{name}"' for name in self.columns)
        sums = ", ".join(f'sum("{cost}") AS "{cost}"' for cost in COST_COLUMNS)
        start = f"CAST(date_trunc('{self.grain}', charge_period_start) AS TIMESTAMP)"
        summed = (
            f"SELECT {start} AS charge_period_start, {kept}, {sums} FROM {self.of} "  # noqa: S608 - ours
            "WHERE charge_period_start >= $1 AND charge_period_start < $2 GROUP BY ALL"
        )
        return self._renumbered(f"({summed})", "resources") if self.of == _WITH_TAG_SETS else summed

    def rows_before(self) -> str:
        """The same from the generation before, whose resources may have had other numbers."""
        of = f"before.{self.name}"
        rows = self._renumbered(of, "moved") if self.of == _WITH_TAG_SETS else f"FROM {of} old"
        return f"{rows} WHERE charge_period_start >= $1 AND charge_period_start < $2"

    def _renumbered(self, rows: str, numbers: str) -> str:
        """Rows with the number of each resource in the place of its id, or number before."""
        return (
            f"SELECT old.* REPLACE (new.number AS resource_id) FROM {rows} old "  # noqa: S608 - ours
            f"LEFT JOIN {numbers} new ON new.resource_id = old.resource_id"
        )


# The smallest first. Two are made from charges, the others from the next larger by month.
ROLLUPS = (
    Rollup(
        "services_by_month", "month", ("cloud", *_WHAT, "charge_category", "billing_currency"),
        "charges_by_month",
    ),
    Rollup("charges_by_day", "day", _WHERE, "warehouse.charges"),
    Rollup("charges_by_month", "month", (*_WHERE, *_WHAT, "region_id"), "resources_by_month"),
    Rollup(
        "resources_by_month", "month",
        (*_WHERE, *_WHAT, "region_id", "resource_id", TAG_SET), _WITH_TAG_SETS,
    ),
)  # fmt: skip
_NAMES = frozenset(rollup.name for rollup in ROLLUPS)
NUMBERED = f"{CATALOG}.{ROLLUPS[-1].name}"
RESOURCES, TAG_SETS = f"{CATALOG}.resources", f"{CATALOG}.tag_sets"
# Another version of ours, or of DuckDB and its hashes, makes them anew.
_SHAPE = sha256(repr((ROLLUPS, _HASHES, duckdb.__version__)).encode()).hexdigest()[:8]
DATABASE = f"rollups-{_SHAPE}.duckdb"


def build(place: Path, charges: str, before: Path | None) -> None:
    """Make them all in the generation's folder, where there are enough charges to be worth it.

    `charges` is the name of a generation's file of charges. `before` is the generation that this
    one started from as a copy, if any: of months that are the same there, so are the roll-ups.
    A few months at a time: the resources of all would not fit into the memory that they may take.
    """
    part = place / "rollups.part"
    with duckdb.connect(str(part), config=dict(_WRITING)) as connection:
        connection.execute(f"ATTACH '{place / charges}' AS warehouse (READ_ONLY)")
        (rows,) = connection.execute("SELECT count(*) FROM warehouse.charges").fetchone() or (0,)
        if rows >= LEAST_ROWS and _numbered(connection):
            _fill(connection, _same(connection, before, charges) if before else frozenset())
    part.replace(place / DATABASE)


def _numbered(connection: duckdb.DuckDBPyConnection) -> bool:
    """Give resources and sets of tags their numbers; false where two sets would have the same."""
    connection.execute(
        "CREATE TABLE resources AS SELECT CAST(row_number() OVER (ORDER BY resource_id) AS INTEGER)"
        " AS number, resource_id FROM (SELECT DISTINCT resource_id FROM warehouse.charges) "
        "WHERE resource_id IS NOT NULL"
    )
    connection.execute("CREATE TEMP TABLE sets AS SELECT DISTINCT tags FROM warehouse.charges")
    return any(_told_apart(connection, hashed) for hashed in _HASHES)


def _told_apart(connection: duckdb.DuckDBPyConnection, hashed: str) -> bool:
    """Number the sets of tags by this hash; whether no two have the same number."""
    connection.execute(f"CREATE OR REPLACE TEMP MACRO tag_set_of(tags) AS {hashed}")
    connection.execute(
        "CREATE OR REPLACE TABLE tag_sets AS SELECT tag_set_of(tags) AS number, tags FROM sets"
    )
    told_apart = "SELECT count(*) = count(DISTINCT number) FROM tag_sets"
    return bool((connection.execute(told_apart).fetchone() or (False,))[0])


def _fill(connection: duckdb.DuckDBPyConnection, same: Collection[object]) -> None:
    """Every roll-up; `same` are the starts of months that are as in the generation before.

    In one transaction: else DuckDB writes what a statement leaves of a row group a second time.
    """
    months = list(_months(connection))
    first, last = months[0].start, months[-1].end
    connection.begin()
    for rollup in reversed(ROLLUPS):
        if rollup.of in _NAMES:
            connection.execute(f"CREATE TABLE {rollup.name} AS {rollup.rows()}", [first, last])
            continue
        connection.execute(f"CREATE TABLE {rollup.name} AS {rollup.rows()}", [first, first])
        for old, start, end in _together(months, same):
            rows = rollup.rows_before() if old else rollup.rows()
            connection.execute(f"INSERT INTO {rollup.name} {rows}", [start, end])
    connection.commit()


class _Month(NamedTuple):
    start: object
    end: object
    rows: int


def _months(connection: duckdb.DuckDBPyConnection) -> Iterator[_Month]:
    """Every month that has charges."""
    found = connection.execute(
        "SELECT CAST(date_trunc('month', charge_period_start) AS TIMESTAMP) AS start, "
        "start + INTERVAL 1 MONTH, count(*) FROM warehouse.charges GROUP BY ALL ORDER BY start"
    ).fetchall()
    yield from (_Month(*row) for row in found)


def _together(
    months: Sequence[_Month], same: Collection[object]
) -> Iterator[tuple[bool, object, object]]:
    """Whether they are as before, the start and the end of months that are added up at once."""
    for old, run in groupby(months, key=lambda month: month.start in same):
        waiting: list[_Month] = []
        for month in run:
            if waiting and sum(one.rows for one in (*waiting, month)) > MOST_ROWS:
                yield old, waiting[0].start, waiting[-1].end
                waiting = []
            waiting.append(month)
        yield old, waiting[0].start, waiting[-1].end


def _same(connection: duckdb.DuckDBPyConnection, before: Path, charges: str) -> frozenset[object]:
    """The starts of months whose charges and roll-ups are in the generation before as well.

    A file's charges never change under its number, and of an account's month in it all are counted
    or (`overlap`) none, or its purchases alone: so months with the same counts have the same rows.
    """
    if not (before / DATABASE).exists():
        return frozenset()
    connection.execute(f"ATTACH '{before / DATABASE}' AS before (READ_ONLY)")
    if not attached(connection, "before") or _differently_hashed(connection):
        return frozenset()
    connection.execute(f"ATTACH '{before / charges}' AS warehouse_before (READ_ONLY)")
    counts = (
        "SELECT CAST(date_trunc('month', charge_period_start) AS TIMESTAMP) AS start, export, "
        "date_trunc('month', billing_period_start), cloud, sub_account_id, count(*) "
        "FROM {}.charges GROUP BY ALL"
    )
    now, then = counts.format("warehouse"), counts.format("warehouse_before")
    same = connection.execute(
        f"SELECT start FROM ({now}) EXCEPT "  # noqa: S608 - ours
        f"SELECT start FROM (({now} EXCEPT {then}) UNION ALL ({then} EXCEPT {now}))"
    ).fetchall()
    connection.execute(
        "CREATE TEMP TABLE moved AS SELECT old.number AS resource_id, resources.number "
        "FROM before.resources old JOIN resources USING (resource_id)"
    )
    return frozenset(start for (start,) in same)


def _differently_hashed(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a set of tags had another number in the generation before."""
    found = connection.execute(
        "SELECT count(*) FROM before.tag_sets old JOIN tag_sets new "
        "ON old.tags IS NOT DISTINCT FROM new.tags WHERE old.number <> new.number"
    ).fetchone()
    return bool(found and found[0])


def attach(connection: duckdb.DuckDBPyConnection, place: Path) -> None:
    """Let SQL see those that there are."""
    if (place / DATABASE).exists():
        connection.execute(f"ATTACH '{place / DATABASE}' AS {CATALOG} (READ_ONLY)")


def attached(connection: duckdb.DuckDBPyConnection, catalog: str = CATALOG) -> frozenset[str]:
    """The names of those that SQL sees."""
    found = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = ?", [catalog]
    ).fetchall()
    return frozenset(row[0] for row in found) & _NAMES


def smallest(have: Collection[str], needed: Collection[str], *, by_day: bool) -> str:
    """The table to answer from: the smallest roll-up with these columns, else `charges`."""
    for rollup in ROLLUPS:
        fits = rollup.grain == "day" or not by_day
        if rollup.name in have and fits and set(needed) <= {*rollup.columns, *COST_COLUMNS}:
            return f"{CATALOG}.{rollup.name}"
    return "charges"

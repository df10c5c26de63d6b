"""The same charges in two files are counted once.

- Two files with the very same rows, be one CSV and the other Parquet: the later is set aside.
- Two kinds of export that cover the same account and month (CUR and FOCUS, Azure's actual and
  amortised cost): the better known kind counts, the other's rows are set aside. Of Azure's actual
  cost, beside the amortised, the purchases of commitments stay: no other row bills them.
- Two versions of FOCUS that cover the same account and month: the newer counts where both bill the
  same within a percent, in the same currencies; where they do not, both count, and it is said.

What is set aside stays in the generation's table `aside`, so that it is there when the other goes.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

import duckdb

from finops.warehouse.focus import columns
from finops.warehouse.formats import azure, by_name
from finops.warehouse.manifest import Delivery
from providers.model import Gap

# Versions of one export differ by less, in roundings and in when they were written.
SAME = "0.01"
_MONTH = "date_trunc('month', coalesce(billing_period_start, charge_period_start))"
_SCOPE = ("cloud", "sub_account_id", "month")


def restore(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring back all that was set aside: which rows that is may be otherwise now."""
    connection.execute("INSERT INTO charges SELECT * EXCLUDE (why) FROM aside")
    connection.execute("DELETE FROM aside")


def settle(connection: duckdb.DuckDBPyConnection, deliveries: Sequence[Delivery]) -> Iterator[Gap]:
    """Set aside what is there twice; gaps say what was, and what could not be decided."""
    yield from _copies(connection, deliveries)
    if len({one.format for one in deliveries}) > 1:
        yield from _kinds(connection, deliveries)


# -- copies ----------------------------------------------------------------------------------------


def _copies(connection: duckdb.DuckDBPyConnection, deliveries: Sequence[Delivery]) -> Iterator[Gap]:
    """Files with the same totals are looked at row by row."""
    alike = connection.execute(
        "SELECT list(export ORDER BY export) FROM (SELECT export, "
        "list((cloud, month, currency, rows, round(billed, 4), round(effective, 4)) "
        "ORDER BY cloud, month, currency, rows) AS said FROM tally GROUP BY export) "
        "GROUP BY said HAVING count(*) > 1"
    ).fetchall()
    paths = {one.number: one.file.path for one in deliveries}
    for (numbers,) in alike:
        for same in _same_rows(connection, numbers):
            for copy in same[1:]:
                _set_aside(connection, f"export = {copy}", f"a copy of {paths[same[0]]}")
                yield Gap(
                    f"charges {paths[copy]}",
                    f"it has the same charges as {paths[same[0]]}, which are counted once",
                    "leave one of the two out of [[charges]]",
                    matters=False,
                )


def _same_rows(connection: duckdb.DuckDBPyConnection, numbers: list[int]) -> Iterator[list[int]]:
    cells = ", ".join(_comparable(name, kind) for name, kind in columns())
    listed = ", ".join(str(number) for number in numbers)
    found = connection.execute(
        f"SELECT export, (count(*), sum(hash({cells}))) AS print FROM charges "  # noqa: S608 - ours
        f"WHERE export IN ({listed}) GROUP BY export ORDER BY print, export"
    ).fetchall()
    for _, same in groupby(found, key=lambda row: row[1]):
        yield [row[0] for row in same]


def _comparable(name: str, kind: str) -> str:
    if kind.startswith("DECIMAL"):
        # Beyond that, a double from Parquet and a decimal from CSV may differ.
        return f'CAST("{name}" AS DECIMAL(38, 8))'
    return f'CAST("{name}" AS VARCHAR)' if kind.startswith("MAP") else f'"{name}"'


def _set_aside(connection: duckdb.DuckDBPyConnection, which: str, why: str) -> int:
    counted = connection.execute(
        f"INSERT INTO aside SELECT *, ? FROM charges WHERE {which}",  # noqa: S608 - ours
        [why],
    ).fetchone()
    connection.execute(f"DELETE FROM charges WHERE {which}")  # noqa: S608 - ours
    return int(counted[0]) if counted else 0


# -- kinds -----------------------------------------------------------------------------------------


def _kinds(connection: duckdb.DuckDBPyConnection, deliveries: Sequence[Delivery]) -> Iterator[Gap]:
    """Each pair of kinds, the better one first."""
    numbers: dict[str, list[int]] = {}
    for one in deliveries:
        numbers.setdefault(one.format, []).append(one.number)
    kinds = sorted(numbers, key=lambda name: by_name(name).rank)
    for at, worse in enumerate(kinds):
        for better in kinds[:at]:
            yield from _between(connection, (better, worse), numbers)


def _between(
    connection: duckdb.DuckDBPyConnection, pair: tuple[str, str], numbers: dict[str, list[int]]
) -> Iterator[Gap]:
    better, worse = pair
    versions = better.startswith("FOCUS") and worse.startswith("FOCUS")
    theirs = [", ".join(map(str, numbers[kind])) for kind in pair]
    # Every scope that both cover, and whether both bill the same in the same currencies.
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE both_bill AS SELECT w.cloud, w.sub_account_id, w.month, "  # noqa: S608 - ours
        "w.currencies IS NOT DISTINCT FROM b.currencies AND list_bool_and("
        f"[coalesce(abs(one[1] - one[2]) <= {SAME} * abs(one[2]), false) "
        "FOR one IN list_zip(w.billed, b.billed)]) AS same "
        f"FROM ({_scopes(theirs[1])}) w JOIN ({_scopes(theirs[0])}) b ON {_same_scope('w', 'b')}"
    )
    test = "b.same" if versions else "true"
    which = (
        f"export IN ({theirs[1]}) AND EXISTS (SELECT 1 FROM both_bill b "  # noqa: S608 - ours
        f"WHERE {test} AND {_same_scope('charges', 'b', _MONTH)})"
    )
    if (better, worse) == (azure.AMORTISED.name, azure.ACTUAL.name):
        which += " AND NOT (charge_category = 'Purchase' AND commitment_discount_id IS NOT NULL)"
    if count := _set_aside(connection, which, f"{better} has the same charges"):
        why = f"{count:,} rows of {worse} are what {better} has for the same accounts and months"
        yield Gap(
            "charges", f"{why}; they are counted once", "nothing has to be done", matters=False
        )
    if versions:
        yield from _undecided(connection, better, worse)


def _scopes(exports: str) -> str:
    """What is billed of each account and month, by the order of its currencies."""
    sums = (
        f"SELECT cloud, sub_account_id, {_MONTH} AS month, billing_currency AS currency, "  # noqa: S608 - ours
        f"sum(billed_cost) AS cost FROM charges WHERE export IN ({exports}) GROUP BY ALL"
    )
    return (
        "SELECT cloud, sub_account_id, month, list(currency ORDER BY currency) AS currencies, "  # noqa: S608 - ours
        f"list(cost ORDER BY currency) AS billed FROM ({sums}) GROUP BY ALL"
    )


def _same_scope(one: str, other: str, month: str = "") -> str:
    tests = [f"{one}.{name} IS NOT DISTINCT FROM {other}.{name}" for name in _SCOPE[:2]]
    return " AND ".join([*tests, f"{month or f'{one}.month'} = {other}.month"])


def _undecided(connection: duckdb.DuckDBPyConnection, better: str, worse: str) -> Iterator[Gap]:
    found = connection.execute(
        "SELECT cloud, strftime(min(month), '%Y-%m'), count(*) FROM both_bill WHERE NOT same "
        "GROUP BY cloud ORDER BY cloud"
    ).fetchall()
    for cloud, first, count in found:
        why = f"{better} and {worse} both have charges of {count} accounts' months, from {first} on"
        fix = "if these are the same charges, leave one export out of [[charges]]"
        yield Gap(f"charges {cloud}", f"{why}, with other amounts: both are counted", fix)

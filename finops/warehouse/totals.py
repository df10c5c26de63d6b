"""What the files say that they hold, beside what the warehouse keeps of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

import duckdb

from finops.warehouse.formats import azure
from finops.warehouse.manifest import NAMELESS, Delivery, Reach, Total
from providers.model import Account, Gap

# More names of services than these are no company's: somebody writes them anew for every charge.
MOST_NAMES = 5_000
# One line for each file, month and currency; everything below is read from it, not from the rows.
_KEPT = """
CREATE OR REPLACE TEMP TABLE kept AS
SELECT export, cloud, CAST(date_trunc('month', charge_period_start) AS DATE) AS month,
    billing_currency AS currency, sub_account_id, sub_account_name, count(*) AS rows,
    sum(billed_cost) AS billed, sum(effective_cost) AS effective,
    count(*) FILTER (effective_cost IS NULL) AS unknown,
    count(*) FILTER (billed_cost IS NULL) AS unbilled, count(tags) AS tagged,
    min(charge_period_start) AS first, max(charge_period_start) AS last
FROM charges GROUP BY ALL
"""
_TOTALS = """
WITH parts AS (
    SELECT export, cloud, month, currency, 'said' AS part, rows, billed, effective FROM tally
    UNION ALL
    SELECT export, cloud, month, currency, 'broken', rows, billed, effective FROM tally
    WHERE is_broken
    UNION ALL
    SELECT export, cloud, month, currency, 'kept', rows, billed, effective FROM kept
    UNION ALL
    SELECT export, cloud, CAST(date_trunc('month', charge_period_start) AS DATE), billing_currency,
        'aside', count(*), sum(billed_cost), sum(effective_cost) FROM aside GROUP BY ALL
)
SELECT export, cloud, month, currency,
    coalesce(sum(rows) FILTER (part = 'said'), 0),
    sum(billed) FILTER (part = 'said'), sum(effective) FILTER (part = 'said'),
    {parts}
FROM parts GROUP BY export, cloud, month, currency ORDER BY ALL
"""


def gather(connection: duckdb.DuckDBPyConnection) -> None:
    """Add up what is kept: the functions below read it."""
    connection.execute(_KEPT)


def reach(connection: duckdb.DuckDBPyConnection) -> tuple[Reach, ...]:
    """How many rows each cloud has, and from when to when."""
    rows = connection.execute(
        "SELECT coalesce(cloud, ?) AS cloud, CAST(sum(rows) AS BIGINT), min(first)::DATE, "
        "max(last)::DATE FROM kept GROUP BY ALL ORDER BY cloud",
        [NAMELESS],
    ).fetchall()
    return tuple(Reach(*row) for row in rows)


def currencies(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """The billing currencies."""
    rows = connection.execute(
        "SELECT DISTINCT currency FROM kept WHERE currency IS NOT NULL ORDER BY 1"
    ).fetchall()
    return tuple(row[0] for row in rows)


def names(connection: duckdb.DuckDBPyConnection, column: str) -> tuple[str, ...]:
    """What charges call their services, or publishers; at most as many as a question may name."""
    rows = connection.execute(
        f"SELECT DISTINCT {column} FROM charges WHERE {column} IS NOT NULL "  # noqa: S608 - ours
        f"ORDER BY 1 LIMIT {MOST_NAMES}"
    ).fetchall()
    return tuple(row[0] for row in rows)


def accounts(connection: duckdb.DuckDBPyConnection) -> tuple[Account, ...]:
    """The accounts that were charged."""
    rows = connection.execute(
        "SELECT DISTINCT cloud, sub_account_id, coalesce(sub_account_name, sub_account_id) AS name "
        "FROM kept WHERE sub_account_id IS NOT NULL AND cloud IS NOT NULL ORDER BY ALL"
    ).fetchall()
    return tuple(Account(*row) for row in rows)


def by_file(connection: duckdb.DuckDBPyConnection) -> dict[int, list[Total]]:
    """Every file's totals by its number."""
    parts = ", ".join(
        f"coalesce(sum({name}) FILTER (part = '{part}'), 0)"
        for part in ("kept", "aside", "broken")
        for name in ("rows", "billed", "effective")
    )
    found: dict[int, list[Total]] = defaultdict(list)
    for number, *cells in connection.execute(_TOTALS.format(parts=parts)).fetchall():
        found[number].append(Total(*cells))
    return found


def summed(totals: Mapping[int, Sequence[Total]]) -> tuple[Total, ...]:
    """The totals of all files together, by cloud, month and currency."""
    lines: dict[tuple[object, ...], list[Total]] = defaultdict(list)
    for of_file in totals.values():
        for one in of_file:
            lines[one.cloud, one.month, one.currency].append(one)
    return tuple(_sum(lines[key]) for key in sorted(lines, key=lambda key: tuple(map(str, key))))


def _sum(totals: list[Total]) -> Total:
    added: dict[str, Any] = {}
    for field in fields(Total)[3:]:
        values = [getattr(one, field.name) for one in totals]
        # Beside a file that does not say, the others' sum would be compared with too much.
        added[field.name] = None if None in values else sum(values)
    first = totals[0]
    return Total(first.cloud, first.month, first.currency, **added)


def gaps(
    connection: duckdb.DuckDBPyConnection,
    deliveries: Sequence[Delivery],
    totals: Mapping[int, Sequence[Total]],
) -> Iterator[Gap]:
    """Rows that could not be read, sums that differ from the files', what a file cannot tell."""
    paths = {one.number: one.file.path for one in deliveries}
    broken = connection.execute(
        "SELECT export, count(*), min(problem) FROM quarantine GROUP BY export ORDER BY export"
    ).fetchall()
    for number, count, example in broken:
        rows, are = ("1 row", "is") if count == 1 else (f"{count:,} rows", "are")
        why = f"{rows} could not be read and {are} in no sum, for example {example}"
        fix = "look at them in the quarantine table and export again"
        yield Gap(f"charges {paths[number]}", why, fix)
    yield from _untagged(connection, paths)
    for number, of_file in totals.items():
        yield from (_differs(paths[number], one) for one in of_file if not one.agrees)
    yield from _without(connection, deliveries)
    yield from _azure(connection, deliveries)


def _untagged(connection: duckdb.DuckDBPyConnection, paths: Mapping[int, str]) -> Iterator[Gap]:
    """Charges whose tags could not be read: as many as have tags in the file and none here."""
    found = connection.execute(
        "SELECT export, CAST(sum(said) - sum(read) AS BIGINT) AS lost FROM ("
        "SELECT export, tagged AS said, 0 AS read FROM tally WHERE NOT is_broken "
        "UNION ALL SELECT export, 0, tagged FROM kept "
        "UNION ALL SELECT export, 0, count(tags) FROM aside GROUP BY export) "
        "GROUP BY export HAVING lost > 0 ORDER BY export"
    ).fetchall()
    for number, lost in found:
        have = "1 charge has" if lost == 1 else f"{lost:,} charges have"
        why = f"{have} tags that cannot be read: they count as untagged"
        yield Gap(f"charges {paths[number]}", why, "export it again: tags are JSON in FOCUS")


def _without(
    connection: duckdb.DuckDBPyConnection, deliveries: Sequence[Delivery]
) -> Iterator[Gap]:
    """Charges that a sum leaves out since they lack its cost, or that name no currency or cloud."""
    actual = ", ".join(str(one.number) for one in deliveries if one.format == azure.ACTUAL.name)
    # What Azure's actual cost cannot tell is said by itself.
    told = f"sum(unknown) FILTER (export NOT IN ({actual}))" if actual else "sum(unknown)"
    found = connection.execute(
        f"SELECT cloud, {told}, sum(unbilled), sum(rows) FILTER (currency IS NULL), sum(rows) "  # noqa: S608 - ours
        "FROM kept GROUP BY cloud ORDER BY cloud"
    ).fetchall()
    for cloud, uneffective, unbilled, unnamed, rows in found:
        where = f"charges {cloud}" if cloud else "charges"
        if not cloud:
            why = f"{_charges(rows)} no provider: what is asked of one cloud leaves them out"
            yield Gap(where, why, "export it with ProviderName")
        for count, basis in ((uneffective, "effective"), (unbilled, "billed")):
            if count:
                why = f"{_charges(count)} no {basis} cost: sums of it leave them out"
                yield Gap(where, why, "export it with every cost column")
        if unnamed:
            why = f"{_charges(unnamed)} no currency: they are added to the others as they are"
            yield Gap(where, why, "export it with BillingCurrency")


def _charges(count: int) -> str:
    return "1 charge has" if count == 1 else f"{count:,} charges have"


def _differs(path: str, total: Total) -> Gap:
    lost = total.lost_billed if abs(total.lost_billed) >= abs(total.lost_effective) else None
    name, amount = ("billed", lost) if lost is not None else ("effective", total.lost_effective)
    when = f"{total.month:%Y-%m}" if total.month else "an unknown month"
    why = (
        f"{amount:,.2f} {total.currency or ''} of {when}'s {name} cost are in the file and not kept"
    )
    return Gap(f"charges {path}", why, "compare with the invoice, and report it as a fault of ours")


def _azure(connection: duckdb.DuckDBPyConnection, deliveries: Sequence[Delivery]) -> Iterator[Gap]:
    """One of Azure's two cost exports without the other knows half."""
    kinds = {one.format for one in deliveries}
    actual = [one.number for one in deliveries if one.format == azure.ACTUAL.name]
    if azure.AMORTISED.name in kinds and not actual:
        why = "Azure's amortised cost lacks what reservations and savings plans were billed"
        yield Gap("charges azure", why, "export the actual cost, or FOCUS, too")
    if actual:
        listed = ", ".join(map(str, actual))
        found = connection.execute(
            f"SELECT sum(unknown) FROM kept WHERE export IN ({listed})"  # noqa: S608 - ours
        ).fetchone()
        if found and found[0]:
            why = f"the effective cost of {found[0]:,} rows that commitments cover is unknown"
            yield Gap("charges azure", why, "export the amortised cost, or FOCUS, too")

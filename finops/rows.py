"""Rows of a result: what is added up over them, and how they are cut to the first N.

Exact, and unknown where nothing is known.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from finops.answer import Cell
from intents.query import Query

Cells = dict[str, Cell]


def amount(row: Mapping[str, Cell], name: str) -> Decimal | None:
    """A number of a row, or None where it is unknown."""
    value = row.get(name)
    if type(value) is Decimal:
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return value if isinstance(value, Decimal) else Decimal(str(value))


def total(rows: Iterable[Mapping[str, Cell]], name: str) -> Decimal | None:
    """The sum of what is known; of nothing, unknown rather than zero."""
    known = [value for row in rows if (value := amount(row, name)) is not None]
    return sum(known, Decimal(0)) if known else None


def cut(query: Query, rows: list[Cells], groups: tuple[str, ...]) -> list[Cells]:
    """The first N groups; the rest as one row where `others` asks for it."""
    limit = query.limit
    if limit is None or len(rows) <= limit:
        return rows
    if query.limit_per and query.analysis == "list":
        return rows
    if query.limit_per:
        return list(_first_per(rows, query.limit_per, limit))
    kept, rest = rows[:limit], rows[limit:]
    if not query.others:
        return kept
    return [*kept, _together(rest, groups)]


def tied(query: Query, rows: Sequence[Cells]) -> bool:
    """Whether the first row that the limit leaves out equals the last one it keeps."""
    limit = query.limit
    if limit is None or len(rows) <= limit or query.limit_per or query.others:
        return False
    by = query.order_by[0].removeprefix("-") if query.order_by else "cost"
    last, next_one = rows[limit - 1].get(by), rows[limit].get(by)
    return last is not None and last == next_one


def _first_per(rows: list[Cells], per: tuple[str, ...], limit: int) -> Iterator[Cells]:
    seen: dict[tuple[Cell, ...], int] = {}
    for row in rows:
        key = tuple(str(row[name]) for name in per)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= limit:
            yield row


def _together(rest: list[Cells], groups: tuple[str, ...]) -> Cells:
    row: Cells = {}
    for name in rest[0]:
        if name in groups:
            row[name] = f"{len(rest)} others" if name == groups[0] else None
        elif name.endswith("_percent"):
            row[name] = None
        else:
            row[name] = total(rest, name)
    return row

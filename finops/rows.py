"""Rows of a result, and what is added up over them: exact, and unknown where nothing is known."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from finops.answer import Cell

Cells = dict[str, Cell]


def amount(row: Mapping[str, Cell], name: str) -> Decimal | None:
    """A number of a row, or None where it is unknown."""
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return value if isinstance(value, Decimal) else Decimal(str(value))


def total(rows: Iterable[Mapping[str, Cell]], name: str) -> Decimal | None:
    """The sum of what is known; of nothing, unknown rather than zero."""
    known = [value for row in rows if (value := amount(row, name)) is not None]
    return sum(known, Decimal(0)) if known else None

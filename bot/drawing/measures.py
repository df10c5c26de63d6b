"""Which column of an answer a chart is of, what its rows are called, and their numbers.

Amounts of several currencies have no common scale, so a column of them is never drawn.
"""

from collections.abc import Mapping
from decimal import Decimal

from bot.drawing.cells import NUMERIC, heading
from finops.answer import Answer, Cell, Column
from finops.rows import amount
from intents.query import GRAINS

# Beyond, axes come to the end of what floats can add up; no company pays as much.
MOST = Decimal(10) ** 15
BETWEEN = " · "


def measures(answer: Answer) -> list[Column]:
    """The columns of numbers that rows are not grouped by, in their order."""
    groups = _grouped(answer)
    return [one for one in answer.columns if one.type in NUMERIC and one.name not in groups]


def measure(answer: Answer) -> Column | None:
    """The column that is drawn: what the rows are ordered by, else the first."""
    found = measures(answer)
    order = (answer.query or {}).get("order_by") or ("",)
    first = str(order[0]).removeprefix("-")
    column = next((one for one in found if one.name == first), found[0] if found else None)
    return column if column is not None and is_comparable(answer, column) else None


def is_comparable(answer: Answer, column: Column) -> bool:
    """Whether its values have one unit, and a size that can be drawn."""
    if column.type == "money" and column.unit is None:
        return False
    values = (number(row, column.name) for row in answer.rows)
    return all(value is None or abs(value) < MOST for value in values)


def number(row: Mapping[str, Cell], name: str) -> Decimal | None:
    """A number of a row; None where it is unknown or none."""
    value = amount(row, name)
    return value if value is not None and value.is_finite() else None


def name_of(answer: Answer, row: Mapping[str, Cell]) -> str:
    """What a row is called: its groups but for the time, "" where it has none."""
    columns = [
        one for one in answer.columns if one.name in _grouped(answer) and one.name not in GRAINS
    ]
    # The row of all others names itself in the first column, and has no other.
    known = [one for one in columns if row.get(one.name) is not None]
    shown = known if known and known[0] is columns[0] else columns
    return BETWEEN.join(_word(one, row.get(one.name)) for one in shown)


def left_out(count: int, what: str) -> tuple[str, ...]:
    """The note of what is not drawn."""
    return (f"and {count:,} more {what if count > 1 else what[:-1]}: in the table",) * (count > 0)


def _word(column: Column, value: Cell) -> str:
    if value is None:
        return f"(no {heading(column)})"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) or f"(empty {heading(column)})"


def _grouped(answer: Answer) -> list[str]:
    by = (answer.query or {}).get("group_by") or ()
    return [name for name in by if isinstance(name, str)] if isinstance(by, list | tuple) else []

"""Cells of a table as people read them: `$1,204.50`, `7.2%`, `2026-11-18 11:58`, `unknown`.

Unknown is never an empty cell and never 0. A text that is not there ("attached to") is a dash.
Decimals are the same down a column, so that numbers can be compared by their length.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from bot.drawing.clean import clean
from finops.answer import Answer, Cell, Column
from finops.figures import is_price, money, price
from intents.catalog import Field

UNKNOWN = "unknown"
NOTHING = "–"
NUMERIC = ("number", "money")
MOST_DECIMALS = 2


def heading(column: Column) -> str:
    """What stands above a column, with the unit that its cells do not show."""
    title = Field(column.name, "text", "").title
    shows_unit = column.type == "money" or column.unit in (None, "percent", "count", "days")
    return clean(title if shows_unit else f"{title} ({column.unit})")


def words(column: Column, values: Sequence[Cell]) -> list[str]:
    """The cells of one column."""
    decimals = max((_decimals(value) for value in values), default=0)
    return [clean(_word(column, value, decimals)) for value in values]


def without_group(answer: Answer, column: Column, cells: Sequence[str]) -> list[str]:
    """The cells of a column that rows are grouped by: what has no team stands as "(no team)".

    The row of all others belongs to no one group, so its dash stays.
    """
    query = answer.query or {}
    if column.name not in query.get("group_by", ()) or column.type in NUMERIC:
        return list(cells)
    none, others = f"(no {heading(column)})", _others(answer)
    return [
        none if row.get(column.name) is None and number != others else cell
        for number, (row, cell) in enumerate(zip(answer.rows, cells, strict=False))
    ]


def _others(answer: Answer) -> int:
    """Which row holds all groups but the first; -1 where none does."""
    query = answer.query or {}
    limit = query.get("limit")
    if not query.get("others") or query.get("limit_per") or limit is None:
        return -1
    return limit if len(answer.rows) > limit else -1


def _word(column: Column, value: Cell, decimals: int) -> str:
    match value:
        case None:
            return NOTHING if column.type in ("text", "tags", "list") else UNKNOWN
        case bool():
            return "yes" if value else "no"
        case int() | float() | Decimal():
            return _number(column, Decimal(str(value)), decimals)
        case str():
            return _moment(value) if column.type == "datetime" else value
        case Mapping():
            return ", ".join(f"{key}={text}" if text else key for key, text in value.items())
        case _:
            return ", ".join(value)


def _number(column: Column, value: Decimal, decimals: int) -> str:
    if not value.is_finite():
        return UNKNOWN
    if column.type == "money":
        return (price if is_price(column) else money)(value, column.unit)
    text = f"{value:,.{decimals}f}"
    if value and abs(value) < Decimal("0.5").scaleb(-decimals):
        # Rounded, it would say zero for what is not.
        text = f"{Decimal(f'{value:.2g}'):f}"
    return f"{text}%" if column.unit == "percent" else text


def _decimals(value: Cell) -> int:
    """How many decimals a value needs, at most two."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return 0
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    return min(max(-exponent, 0), MOST_DECIMALS) if isinstance(exponent, int) else 0


def _moment(value: str) -> str:
    """To the minute, in UTC."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return f"{moment:%Y-%m-%d %H:%M}"

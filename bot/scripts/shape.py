"""What a script left in `result`, held to the declared shape. Pure; all of it is hostile.

    {"columns": [{"name": "owner", "type": "text"},
                 {"name": "cost", "type": "money", "unit": "USD"}],
     "rows": [{"owner": "ana", "cost": 12.5}], "notes": ["October 2026, effective cost"]}

Types are text, number, money, bool and datetime. What a row leaves out, or has
as null, is unknown.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from finops.answer import Cell, Column

MOST_COLUMNS, MOST_ROWS, MOST_NOTES = 50, 10_000, 5
LONGEST_NAME, LONGEST_UNIT, LONGEST_NOTE, LONGEST_TEXT = 100, 20, 200, 2_000
_TYPES = ("text", "number", "money", "bool", "datetime")


class Misshapen(ValueError):
    """The result has not the declared shape; the message says where."""


@dataclass(frozen=True, slots=True)
class Table:
    """The result as an Answer has it; `notes` are the script's own words on what it computed."""

    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Cell], ...]
    notes: tuple[str, ...] = ()


def shaped(result: object) -> Table:
    """The table in a result. Raises Misshapen."""
    if not isinstance(result, dict) or not {"columns", "rows"} <= set(result):
        raise Misshapen("it left no result with columns and rows")
    columns = _columns(result["columns"])
    rows = result["rows"]
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        raise Misshapen(f"rows are a list of at most {MOST_ROWS:,}")
    types = {column.name: column for column in columns}
    return Table(columns, tuple(_row(row, types) for row in rows), _notes(result.get("notes")))


def _columns(told: object) -> tuple[Column, ...]:
    if not isinstance(told, list) or not 1 <= len(told) <= MOST_COLUMNS:
        raise Misshapen(f"there are 1 to {MOST_COLUMNS} columns")
    columns = tuple(map(_column, told))
    if len({one.name for one in columns}) < len(columns):
        raise Misshapen("two columns have one name")
    return columns


def _column(told: object) -> Column:
    if not isinstance(told, dict):
        raise Misshapen("a column is an object")
    name, kind, unit = told.get("name"), told.get("type"), told.get("unit") or None
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
        raise Misshapen(f"a column has a name of at most {LONGEST_NAME} characters")
    if kind not in _TYPES:
        raise Misshapen(f"a column is one of {', '.join(_TYPES)}")
    if unit is not None and (not isinstance(unit, str) or len(unit) > LONGEST_UNIT):
        raise Misshapen("a unit is a short text")
    # Without its currency an amount is only a number: it must not be drawn as if it had one.
    if kind == "money" and unit is None:
        kind = "number"
    return Column(name=name, type=kind, unit=unit)


def _row(told: object, columns: Mapping[str, Column]) -> Mapping[str, Cell]:
    if not isinstance(told, dict) or not set(told) <= set(columns):
        raise Misshapen("a row is an object whose keys are columns")
    return {name: _cell(told.get(name), column) for name, column in columns.items()}


def _cell(value: object, column: Column) -> Cell:
    match column.type, value:
        case _, None:
            return None
        case "bool", bool():
            return value
        case "text", str():
            return value[:LONGEST_TEXT]
        case (("number" | "money"), (int() | float())) if not isinstance(value, bool):
            if math.isfinite(value):
                return Decimal(str(value))
        case "datetime", str() if _is_time(value):
            return value
    raise Misshapen(f"{column.name[:40]!r} holds what is no {column.type}")


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _notes(told: object) -> tuple[str, ...]:
    """One line each. What is no note is left out: nothing is computed with them."""
    lines = (
        [" ".join(one.split()) for one in told if isinstance(one, str)]
        if isinstance(told, list)
        else []
    )
    return tuple(line[:LONGEST_NOTE] for line in lines if line)[:MOST_NOTES]

"""An answer's rows as CSV (RFC 4180), every row and column, for spreadsheets and scripts.

Numbers, amounts and dates are as exact as in the answer, without signs or separators; unknown is an
empty cell. Names and tags are written by whoever made the resource: what would steer a terminal is
made visible, and a text that a spreadsheet would run as a formula gets an apostrophe before it.
"""

import csv
import json
from collections.abc import Mapping
from decimal import Decimal
from io import StringIO

from bot.drawing.clean import clean
from finops.answer import Answer, Cell

# What Excel, LibreOffice and Google Sheets take for the start of a formula, full-width forms too.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def to_csv(answer: Answer) -> str:
    """A heading of column names and one line a row, each ended by CR LF."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    names = [column.name for column in answer.columns]
    writer.writerow([_text(name) for name in names])
    writer.writerows([_cell(row.get(name)) for name in names] for row in answer.rows)
    return text.getvalue()


def _cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case Decimal():
            return f"{value.normalize():f}"
        case str():
            return _text(value)
        case Mapping():
            return _text(json.dumps(dict(value), ensure_ascii=False))
        case _:
            return _text(json.dumps(value, ensure_ascii=False))


def _text(value: str) -> str:
    harmless = clean(value)
    return f"'{harmless}" if harmless.lstrip(" ").startswith(FORMULA) else harmless

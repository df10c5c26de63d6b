"""The figures in the sentence that says why: short, with their unit, and never a zero that is none.

Of a size what is below a tenth of a GiB is told in MiB or KiB; a count has no decimals unless it is
small; what would be rounded to nothing is told as less than the smallest that can be shown.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache

from finops.answer import Column
from finops.figures import plain
from intents.catalog import Field, FieldType

_UNIT = frozenset({"GiB", "days", "seconds", "ms"})
_LEAST = Decimal("0.01")
# From here on decimals of a count tell nothing: nobody asks for half a request.
_MANY = Decimal(10)
_STEP = Decimal(1024)
# A slot and the plural that follows it: `{workers} workers`, `{count} network interfaces`.
_COUNTED = re.compile(r"\{([^{}]+)\}( (?:[a-z]+ )??[A-Za-z]{3,}?)s\b")


def figure(field: Field, value: object) -> str:
    """A field's value in a sentence.

    >>> figure(Field("size_gib", "number", "size", "GiB"), 0.003)
    '3.1 MiB'
    """
    if value is None:
        return "an unknown day" if field.type == "datetime" else "unknown"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, int | float | Decimal):
        return str(value)
    return _number(field, Decimal(str(value)))


def _number(field: Field, value: Decimal) -> str:
    column, unit = _column(field.name, field.type, field.unit), field.unit
    if field.type == "money":
        return plain(value, column)
    if unit == "GiB":
        return _size(value)
    if unit == "count" and abs(value) >= _MANY:
        value = value.quantize(Decimal(1))
    under = ""
    if 0 < value < _LEAST:
        under, value = "under ", _LEAST
    said = f"{under}{plain(value, column)}"
    if unit not in _UNIT:
        return said
    return f"{said} day" if unit == "days" and value == 1 else f"{said} {unit}"


def _size(gib: Decimal) -> str:
    """In the unit in which it is no fraction of a tenth."""
    size, unit = gib, "GiB"
    for smaller in ("MiB", "KiB"):
        if not 0 < size < Decimal("0.1"):
            break
        size, unit = size * _STEP, smaller
    if 0 < size < Decimal("0.1"):
        return "under 1 KiB"
    shown = f"{size:,.2f}" if unit == "GiB" else f"{size:,.1f}" if size < _MANY else f"{size:,.0f}"
    return f"{shown.rstrip('0').rstrip('.') if '.' in shown else shown} {unit}"


def singular(template: str, values: Mapping[str, str]) -> str:
    """The template, with a noun that follows a slot in the singular where its value is one.

    >>> singular("no app on {workers} workers", {"workers": "1"})
    'no app on {workers} worker'
    """
    return _COUNTED.sub(
        lambda found: found[0][:-1] if values.get(found[1]) == "1" else found[0], template
    )


@cache
def _column(name: str, kind: FieldType, unit: str | None) -> Column:
    return Column(name=name, type=kind, unit=unit)

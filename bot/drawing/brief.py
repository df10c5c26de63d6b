"""Numbers at a glance, for the marks of a chart: `$13.8k`, `-€340`, `12.3%`, `1.2M`.

Three digits that count. The exact figures stand in the table beside every chart.
"""

from decimal import Decimal

from finops.answer import Column
from finops.figures import SIGNS

_SCALES = ((Decimal(10) ** 12, "T"), (Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"))
_THOUSAND = Decimal(1000)
# From here on, three digits round up to the next scale: 999.5 is 1k.
_ROUNDS_UP = Decimal("0.9995")


def brief(value: Decimal, column: Column) -> str:
    """A value with its column's unit.

    >>> brief(Decimal("-13769.11"), Column(name="cost", type="money", unit="USD"))
    '-$13.8k'
    >>> brief(Decimal("0.0123"), Column(name="cost", type="money", unit="CHF"))
    '0.0123 CHF'
    """
    sign = "-" if value < 0 else ""
    text = _scaled(abs(value))
    if column.type != "money":
        return f"{sign}{text}%" if column.unit == "percent" else f"{sign}{text}"
    if column.unit in SIGNS:
        return f"{sign}{SIGNS[column.unit]}{text}"
    return f"{sign}{text} {column.unit}" if column.unit else f"{sign}{text}"


def rounded(value: Decimal) -> float:
    """To the cent, or to four digits that count, for charts that a client draws.

    >>> rounded(Decimal("13769.1088")), rounded(Decimal("0.00123456"))
    (13769.11, 0.001235)
    """
    return float(round(value, 2) if abs(value) >= 1 else Decimal(f"{value:.4g}"))


def _scaled(size: Decimal) -> str:
    for scale, letter in (*_SCALES, (_THOUSAND, "k")):
        if size >= scale * _ROUNDS_UP:
            return f"{_three(size / scale)}{letter}"
    return _three(size)


def _three(size: Decimal) -> str:
    """Three digits that count, without trailing zeros after the point."""
    text = f"{Decimal(f'{size:.3g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

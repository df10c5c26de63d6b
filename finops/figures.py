"""How amounts, numbers and days are written in sentences: `$1,204.50`, `42%`, `17 Nov 2026`."""

from datetime import date
from decimal import Decimal

from finops.answer import Column
from intents.catalog import Field

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}
# Below a cent, two decimals would say zero for what is not.
CENT = Decimal("0.01")


def money(amount: Decimal | float, currency: str | None) -> str:
    """An amount with its currency; fractions of a cent keep two digits that count.

    >>> money(Decimal("-1204.5"), "USD")
    '-$1,204.50'
    >>> money(Decimal("0.0000071"), "USD")
    '$0.0000071'
    """
    value = Decimal(str(amount))
    sign = "-" if value < 0 else ""
    size = abs(value)
    text = f"{size:,.2f}" if size >= CENT or not size else f"{size:.2g}"
    if "e" in text:
        text = f"{Decimal(text):f}"
    if currency in SIGNS:
        return f"{sign}{SIGNS[currency]}{text}"
    return f"{sign}{text} {currency}" if currency else f"{sign}{text}"


def price(amount: Decimal | float, currency: str | None) -> str:
    """What one of a unit costs: four digits that count, for cents are too coarse.

    >>> price(Decimal("0.0210123"), "USD")
    '$0.02101'
    """
    value = Decimal(str(amount))
    if not value or abs(value) >= 1:
        return money(value, currency)
    digits = f"{Decimal(f'{abs(value):.4g}').normalize():f}"
    sign = "-" if value < 0 else ""
    if currency in SIGNS:
        return f"{sign}{SIGNS[currency]}{digits}"
    return f"{sign}{digits} {currency}" if currency else f"{sign}{digits}"


def day_of(day: date) -> str:
    """A day for people: `17 Nov 2026`."""
    return f"{day.day} {day:%b %Y}"


def is_price(column: Column) -> bool:
    """Whether a column holds what one of a unit costs."""
    return column.type == "money" and "unit_price" in column.name


def percent(value: Decimal | float) -> str:
    """A share of a hundred, without decimals unless it is small."""
    number = float(value)
    return f"{number:.0f}%" if abs(number) >= 10 else f"{number:.1f}%"


def plain(value: Decimal | None, column: Column) -> str:
    """A number as a column's type and unit have it; unknown is said to be."""
    if value is None:
        return "unknown"
    if column.type == "money":
        return (price if is_price(column) else money)(value, column.unit)
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{text}%" if column.unit == "percent" else text


def quantity(value: object, field: Field, currency: str | None) -> str:
    """A value of a field, as a condition names it: `$100`, `20%`, `32 days`, `prod`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, int | float | Decimal):
        return str(value)
    digits = f"{value:,f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) else f"{value:,}"
    if field.type == "money":
        whole = value == int(value)
        text = money(Decimal(str(value)), currency)
        return text.removesuffix(".00") if whole else text
    match field.unit:
        case "percent":
            return f"{digits}%"
        case None | "count":
            return digits
        case unit:
            return f"{digits} {unit}"

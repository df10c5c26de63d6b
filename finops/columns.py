"""The type and unit of each column of a result, from the catalog and the measures."""

from collections.abc import Callable

from finops.answer import Column
from finops.plan import Plan
from intents.query import GRAINS, Measure

# Names of the measures that the engine adds by itself.
COST, BILLED, BEFORE, CHANGE, PERCENT = (
    "cost",
    "billed_cost",
    "cost_before",
    "change",
    "change_percent",
)


Unit = Callable[[str], str | None]


def no_unit(_: str) -> str | None:
    """Where no unit is known but the catalog's."""
    return None


def column_of(plan: Plan, name: str, currency: str | None, unit: Unit = no_unit) -> Column:
    """The type and unit of a column of the result.

    `currency` is that of all the money, `unit` the one unit of a quantity, where it is one.
    """
    if name in GRAINS:
        return Column(name=name, type="date")
    if name == PERCENT:
        return Column(name=name, type="number", unit="percent")
    plain = name.split("@", maxsplit=1)[0]
    by_name = {measure.name: measure for measure in plan.query.measures}
    if measure := by_name.get(plain):
        return _measure_column(plan, measure, currency, unit)
    field = plan.subject.field(plain)
    if plain in (COST, BILLED, BEFORE, CHANGE) or (field and field.type == "money"):
        return Column(name=name, type="money", unit=_currency(plain, currency, unit))
    if field is None:
        return Column(name=name, type="number" if name == "count" else "text")
    return Column(name=name, type=field.type, unit=field.unit)


def _currency(field: str, currency: str | None, unit: Unit) -> str | None:
    """Amounts in the pricing currency are not in that of the bill."""
    return unit(field) if field.startswith("pricing_currency_") else currency


def _measure_column(plan: Plan, measure: Measure, currency: str | None, unit: Unit) -> Column:
    name = measure.name
    field = plan.subject.field(measure.field) if measure.field else None
    if measure.agg == "share":
        return Column(name=name, type="number", unit="percent")
    if measure.agg in ("count", "distinct") or field is None:
        return Column(name=name, type="number")
    is_amount = field.type == "money" or field.name.endswith("_unit_price")
    if is_amount:
        amount = Column(name=name, type="money", unit=_currency(field.name, currency, unit))
        return amount if measure.per is None else _rate(plan, measure, amount)
    if measure.per:
        return Column(name=name, type="number")
    if field.type in ("datetime", "text") and "." not in field.name:
        return Column(name=name, type=field.type)
    return Column(name=name, type="number", unit=field.unit or unit(field.name))


def _rate(plan: Plan, measure: Measure, amount: Column) -> Column:
    """Money per something is money; money per money is a ratio: 0.25 of it, drawn as 25%."""
    by_name = {one.name: one for one in plan.query.measures}
    other = by_name.get(measure.per or "")
    per = plan.subject.field((other.field if other else measure.per) or "")
    counted = other is not None and other.agg in ("count", "distinct")
    if per is not None and per.type == "money" and not counted:
        return Column(name=measure.name, type="number", unit="ratio")
    return amount

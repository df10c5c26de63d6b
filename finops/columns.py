"""The type and unit of each column of a result, from the catalog and the measures."""

from finops.answer import Column
from finops.plan import Plan
from intents.catalog import Field
from intents.query import GRAINS, Measure

# Names of the measures that the engine adds by itself.
COST, BILLED, BEFORE, CHANGE, PERCENT = (
    "cost",
    "billed_cost",
    "cost_before",
    "change",
    "change_percent",
)


def column_of(plan: Plan, name: str, currency: str | None) -> Column:
    """The type and unit of a column of the result."""
    if name in GRAINS:
        return Column(name=name, type="date")
    if name in (PERCENT,):
        return Column(name=name, type="number", unit="percent")
    plain = name.split("@", maxsplit=1)[0]
    by_name = {measure.name: measure for measure in plan.query.measures}
    if measure := by_name.get(plain):
        return _measure_column(plan, measure, currency)
    field = plan.subject.field(plain)
    if plain in (COST, BILLED, BEFORE, CHANGE) or (field and field.type == "money"):
        return Column(name=name, type="money", unit=currency)
    if field is None:
        return Column(name=name, type="number" if name == "count" else "text")
    return Column(name=name, type=field.type, unit=field.unit)


def _measure_column(plan: Plan, measure: Measure, currency: str | None) -> Column:
    field: Field | None = plan.subject.field(measure.field) if measure.field else None
    if measure.agg == "share":
        return Column(name=measure.name, type="number", unit="percent")
    if measure.agg in ("count", "distinct") or field is None or measure.per:
        return Column(name=measure.name, type="number")
    if field.type == "money":
        return Column(name=measure.name, type="money", unit=currency)
    return Column(name=measure.name, type="number", unit=field.unit)

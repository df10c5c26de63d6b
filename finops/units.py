"""Quantities and their units: what is measured differently is never added up.

Each quantity of FOCUS has a column that names its unit. A Query that measures a quantity is grouped
by that unit too, unless all that matches has the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from finops.columns import COST
from finops.plan import Plan
from finops.result import run
from finops.statement import Statement
from finops.warehouse.engine import Engine
from intents.catalog import Field

UNIT_OF: Mapping[str, str] = {
    "consumed_quantity": "consumed_unit",
    "pricing_quantity": "pricing_unit",
    "commitment_discount_quantity": "commitment_discount_unit",
    # A price is of a unit as well: an average over several would be of nothing.
    "list_unit_price": "pricing_unit",
    "contracted_unit_price": "pricing_unit",
    "pricing_currency_effective_cost": "pricing_currency",
    "pricing_currency_list_unit_price": "pricing_currency",
    "pricing_currency_contracted_unit_price": "pricing_currency",
}


@dataclass(frozen=True, slots=True)
class Units:
    """The units of what a Query measures: `apart` are to be grouped by, `of` is each one's only."""

    apart: tuple[str, ...] = ()
    of: Mapping[str, str] | None = None

    def unit(self, field: str) -> str | None:
        """The one unit of a quantity, if it is one."""
        return (self.of or {}).get(field)


def units(plan: Plan, statement: Statement, engine: Engine) -> Units:
    """The units among the matching charges."""
    apart: list[str] = []
    of: dict[str, str] = {}
    for quantity in _measured(plan):
        unit = UNIT_OF[quantity]
        rows = run(engine, statement.distinct(unit, of=quantity))[1]
        if len(rows) > 1:
            apart.append(unit)
        elif rows and rows[0][unit] is not None:
            of[quantity] = str(rows[0][unit])
    return Units(tuple(dict.fromkeys(apart)), of)


def is_money(plan: Plan) -> bool:
    """Whether amounts or prices in the billing currency are measured: then currencies are apart."""
    query = plan.query
    if not query.measures or query.analysis == "list" or any(t.field == COST for t in query.having):
        return True
    fields = (plan.subject.field(name) for name in _fields(plan))
    return any(
        field and not field.name.startswith(_PRICED) and (field.type == "money" or _is_price(field))
        for field in fields
    )


def _is_price(field: Field) -> bool:
    return field.name.endswith("_unit_price")


def _measured(plan: Plan) -> Iterator[str]:
    """The quantities and prices that are added up or averaged, each once."""
    yield from dict.fromkeys(name for name in _fields(plan) if name in UNIT_OF)


def _fields(plan: Plan) -> Iterator[str]:
    """The fields of all measures but counts, with those that a measure names beside its own."""
    measures = plan.query.measures
    own = {measure.name for measure in measures}
    for measure in measures:
        if measure.agg not in _COUNTED and measure.field:
            yield measure.field
        yield from (name for name in (measure.minus, measure.per) if name and name not in own)


_COUNTED = ("count", "distinct")
# Amounts in the pricing currency are in another one than the bill is.
_PRICED = "pricing_currency_"

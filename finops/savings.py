"""What distorts savings: the difference of a list or contracted cost and what was paid.

Two things make the plain difference say less than it seems to. A purchase of a commitment is
counted at its full price beside the usage that it covers; and some exports (Azure's, of reservation
usage and the marketplace) give no list cost. Both are said, with what the figure is without them.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from finops.figures import money
from finops.plan import Plan
from finops.relation import Tables
from finops.result import run
from finops.rows import amount
from finops.statement import Statement
from finops.warehouse.engine import Engine
from intents.query import AnyOf, Condition, Measure, Where

_FULL = ("list_cost", "contracted_cost")
_PAID = "effective_cost"
_PURCHASES: tuple[Where, ...] = (
    Condition(field="charge_category", op="eq", value="Purchase"),
    Condition(field="commitment_discount_id", op="exists"),
)


def distortions(plan: Plan, engine: Engine, tables: Tables, currency: str | None) -> Iterator[str]:
    """A sentence for each of the two, where it is in the difference that was asked for."""
    full = _compared(plan)
    if full is None or currency is None:
        return
    plain = plan.query.model_copy(update={"order_by": (), "having": ()})
    statement = Statement(replace(plan, query=plain), tables)
    measures = {one.name: statement.measure_alone(one) for one in _measures(full)}
    row = run(engine, statement.grouped((), measures))[1][0]
    priced, paid = amount(row, "bought_at"), amount(row, "bought_for") or Decimal(0)
    if priced and priced != paid:
        more = money(priced - paid, currency)
        yield (
            f"{more} of it is no saving: purchases of commitments count {money(priced, currency)} "
            f"at {full.replace('_', ' ')}, beside the usage that they cover"
        )
    if unpriced := amount(row, "unpriced"):
        what = money(unpriced, currency)
        yield f"charges of {what} have no {full.replace('_', ' ')}: they make it look smaller"


def _compared(plan: Plan) -> str | None:
    """The full cost from which what was paid is taken, if any is."""
    for measure in plan.query.measures:
        if measure.field in _FULL and measure.minus == _PAID:
            return measure.field
    return None


def _measures(full: str) -> Iterator[Measure]:
    yield Measure(name="bought_at", agg="sum", field=full, where=_PURCHASES)
    yield Measure(name="bought_for", agg="sum", field=_PAID, where=_PURCHASES)
    yield Measure(name="unpriced", agg="sum", field=_PAID, where=_unpriced(full))


def _unpriced(full: str) -> tuple[Where, ...]:
    """Usage that was paid for and has no price; what of a commitment is unused has none rightly."""
    without = (
        Condition(field=full, op="missing"),
        Condition(field=full, op="eq", value=0),
    )
    return (
        Condition(field="charge_category", op="eq", value="Usage"),
        Condition(field=_PAID, op="gt", value=0),
        Condition(field="commitment_discount_status", op="ne", value="Unused"),
        AnyOf(any=without),
    )

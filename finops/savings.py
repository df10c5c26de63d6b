"""What is no saving: the difference of a list or contracted cost and what was paid is not all one.

A purchase of a commitment has its full price beside the usage that it covers; and some exports
(Azure's, of reservation usage and the marketplace) give a charge no list cost. Where a Query leaves
both out, it is said what they are; where it measures the plain difference, what they are in it.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from finops.derived import COMMITMENT_PURCHASE, NO_PRICE, NO_SAVING
from finops.figures import money
from finops.plan import Plan
from finops.regrouped import regrouped
from finops.relation import Tables
from finops.result import run
from finops.rows import Cells, amount
from finops.statement import Statement
from finops.warehouse.engine import Engine
from intents.query import Condition, Measure

_PAID = "effective_cost"


def distortions(plan: Plan, engine: Engine, tables: Tables, currency: str | None) -> Iterator[str]:
    """A sentence for each of the two, where there are such charges among those asked about."""
    if currency is None or plan.query.analysis == "list":
        return
    for reason, full in NO_SAVING.items():
        left_out = Condition(field=reason, op="missing")
        if left_out in plan.query.where:
            yield from _left_out(_outside(plan, engine, tables, reason), full, currency)
        elif full == _compared(plan):
            yield from _left_in(_outside(plan, engine, tables, reason), full, currency)


def _compared(plan: Plan) -> str | None:
    """The full cost from which what was paid is taken, if any is."""
    for measure in plan.query.measures:
        if measure.minus == _PAID and measure.field in NO_SAVING.values():
            return measure.field
    return None


def _outside(plan: Plan, engine: Engine, tables: Tables, reason: str) -> Mapping[str, Cells]:
    """What the charges that are no saving cost in full and what was paid for them, by reason."""
    kept = tuple(test for test in plan.query.where if test != Condition(field=reason, op="missing"))
    where = (*kept, Condition(field=reason, op="exists"))
    statement = Statement(regrouped(plan, reason, where=where), tables)
    sums = {
        name: statement.measure(Measure(name=name, agg="sum", field=name))
        for name in (NO_SAVING[reason], _PAID)
    }
    return {str(row[reason]): row for row in run(engine, statement.grouped((reason,), sums))[1]}


def _left_out(outside: Mapping[str, Cells], full: str, currency: str) -> Iterator[str]:
    if purchase := outside.get(COMMITMENT_PURCHASE):
        priced = money(amount(purchase, full) or Decimal(0), currency)
        yield (
            f"purchases of commitments, {priced} at {_name(full)}, are left out: "
            "the usage that they cover is counted"
        )
    if unpriced := outside.get(NO_PRICE):
        paid = money(amount(unpriced, _PAID) or Decimal(0), currency)
        yield f"charges of {paid} are left out: they have no {_name(full)}"


def _left_in(outside: Mapping[str, Cells], full: str, currency: str) -> Iterator[str]:
    if purchase := outside.get(COMMITMENT_PURCHASE):
        priced = money(amount(purchase, full) or Decimal(0), currency)
        yield (
            f"{priced} of it is no saving: purchases of commitments count {priced} "
            f"at {_name(full)}, beside the usage that they cover"
        )
    if unpriced := outside.get(NO_PRICE):
        paid = money(amount(unpriced, _PAID) or Decimal(0), currency)
        yield f"charges of {paid} have no {_name(full)}: they make it look smaller"


def _name(full: str) -> str:
    return full.replace("_", " ")

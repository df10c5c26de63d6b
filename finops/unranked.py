"""What has no value is not the first of those that have one: "which team spends the most".

Where one is asked for, the charges that have none are not ranked, and what they cost is said. In a
longer list they stay a line of their own, since it shows what there is.
"""

from dataclasses import replace
from decimal import Decimal

from finops.columns import COST
from finops.figures import money
from finops.insights import noun
from finops.plan import Plan
from finops.regrouped import cost_by
from finops.relation import Tables
from finops.rows import amount
from finops.warehouse.engine import Engine
from intents.query import GRAINS, Condition


def ranked(plan: Plan) -> Plan:
    """The plan of the rows that are ranked; the same plan where all are."""
    name = _by(plan)
    return _only(plan, name) if name else plan


def unranked(plan: Plan, engine: Engine, tables: Tables) -> Decimal | None:
    """What the charges cost that are not ranked; None where there are none."""
    name = _by(plan)
    if name is None:
        return None
    without = (*plan.query.where, Condition(field=name, op="missing"))
    return amount(cost_by(plan, engine, tables, where=without)[0], COST)


def told(plan: Plan, cost: Decimal, currency: str | None) -> str:
    """`$3,580.29 has no resource, and is not ranked`; of several currencies no amount."""
    name = _by(plan) or ""
    what = money(cost, currency) if currency else "what"
    return f"{what} has no {noun(plan, name)}{'' if not currency else ' and'} is not ranked"


def _by(plan: Plan) -> str | None:
    """The one field whose values are ranked, unless the question says what to do without it."""
    query = plan.query
    names = [name for name in query.group_by if name not in (*GRAINS, *query.limit_per)]
    whole = query.others or query.measures or query.having
    if query.analysis != "aggregate" or query.limit != 1 or whole or len(names) != 1:
        return None
    said = any(test.field == names[0] for test in query.conditions())
    return None if said or query.spread else names[0]


def _only(plan: Plan, name: str) -> Plan:
    where = (*plan.query.where, Condition(field=name, op="exists"))
    return replace(plan, query=plan.query.model_copy(update={"where": where}))

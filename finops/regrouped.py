"""The question's charges in other groups: what is told beside its rows comes from such statements.

Which charges those are (scope, conditions, period, cost basis) stays; what only shapes the rows of
the answer (measures, order, cuts, shares of others) goes.
"""

from collections.abc import Sequence
from dataclasses import replace

from finops.columns import COST
from finops.plan import Plan
from finops.relation import Tables
from finops.result import run
from finops.rows import Cells
from finops.statement import Statement
from finops.warehouse.engine import Engine
from intents.query import Measure, Where


def regrouped(
    plan: Plan,
    *groups: str,
    where: Sequence[Where] | None = None,
    period: str | None = None,
    measures: Sequence[Measure] = (),
    compared: bool = False,
) -> Plan:
    """The plan of the same charges in these groups, or in none.

    `where` stands in place of the conditions, `period` in place of the period. Of two periods it is
    the first alone, unless they are to be `compared`.
    """
    asked: dict[str, object] = {
        "analysis": "aggregate", "group_by": groups, "measures": tuple(measures),
        "where": plan.query.where if where is None else tuple(where),
        "period": period or plan.period.text, "compare_to": None,
        "select": (), "having": (), "order_by": (), "limit": None, "limit_per": (),
        "others": False, "grain": None, "spread": None,
    }  # fmt: skip
    if compared:
        # A change has two periods, without a word on the second.
        asked["analysis"] = "change" if plan.query.analysis == "change" else "aggregate"
        asked |= {"period": plan.query.period, "compare_to": plan.query.compare_to}
    return replace(plan, query=plan.query.model_copy(update=asked))


def cost_by(
    plan: Plan,
    engine: Engine,
    tables: Tables,
    *groups: str,
    where: Sequence[Where] | None = None,
) -> list[Cells]:
    """What the same charges cost in these groups, the dearest first: the groups' cells and `cost`.

    Without groups it is one row, of cost None where there are no charges.
    """
    statement = Statement(regrouped(plan, *groups, where=where), tables)
    cost = statement.measure(Measure(name=COST, agg="sum", field=COST))
    return run(engine, statement.grouped(groups, {COST: cost}))[1]

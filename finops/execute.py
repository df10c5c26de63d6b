"""Query → rows: each analysis computes on the same ground; one line here names what does it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from finops.advice import of_recommendations
from finops.anomaly import anomalies
from finops.budget import of_budgets
from finops.budget.burndown import burn_down
from finops.change import of_change
from finops.charges import of_charges
from finops.commitment.coverage import coverage
from finops.commitment.inventory import of_commitments
from finops.forecast import forecast
from finops.ground import Ground
from finops.history import of_snapshots
from finops.plan import Plan
from finops.price import of_prices
from finops.resources import of_resources
from finops.result import Result
from finops.showback import of_showback
from finops.spelling import spelt
from finops.warehouse import Warehouse
from finops.warehouse.engine import Engine, Local, Traced
from finops.waste.findings import of_findings, of_waste
from intents.query import Query
from providers.base import Provider
from providers.context import Context

Analyse = Callable[[Plan, Ground], Result]
# What is computed over charges, and over the resources of any other subject.
OF_CHARGES: Mapping[str, Analyse] = {
    "list": of_charges,
    "aggregate": of_charges,
    "trend": of_charges,
    "change": of_change,
    "anomalies": anomalies,
    "forecast": forecast,
    "coverage": coverage,
}
OF_RESOURCES: Mapping[str, Analyse] = {
    "list": of_resources,
    "aggregate": of_resources,
    "trend": of_snapshots,
    "change": of_resources,
    "waste": of_waste,
}
# Subjects whose rows are more than what a cloud lists.
OF_OTHERS: Mapping[str, Mapping[str, Analyse]] = {
    "cost": OF_CHARGES,
    "budget": {"list": of_budgets, "aggregate": of_budgets, "trend": burn_down},
    "commitment": {"list": of_commitments, "aggregate": of_commitments},
    "finding": {"list": of_findings, "aggregate": of_findings},
    "price": {"list": of_prices, "aggregate": of_prices},
    "recommendation": {"list": of_recommendations, "aggregate": of_recommendations},
}


def analyse(query: Query) -> Analyse | None:
    """What computes this Query; None where nothing does."""
    if query.spread:
        return of_showback
    if query.analysis == "waste" and _shapes(query):
        # Columns, groups and order are of the subject; those of findings are asked of these.
        return None
    return OF_OTHERS.get(query.subject, OF_RESOURCES).get(query.analysis)


def _shapes(query: Query) -> bool:
    return bool(query.select or query.measures or query.group_by or query.order_by)


def execute(
    plan: Plan, providers: Sequence[Provider], warehouse: Warehouse, context: Context
) -> Result:
    """Read what the plan needs and compute its rows. The Query must have an `analyse`."""
    compute = analyse(plan.query)
    if compute is None:
        raise KeyError(plan.query.analysis)
    with warehouse.connection() as connection:
        local = Local(connection, context.trace)
        remote: Engine | None = warehouse.remote
        if remote and context.trace:
            remote = Traced(remote, context.trace)
        ground = Ground(remote or local, local, warehouse, providers, context)
        result = compute(plan, ground)
        if plan.query.subject != "cost":
            return result
        told = spelt(plan, ground.connection, ground.tables, result.currency)
        return replace(result, insights=(*result.insights, *told))

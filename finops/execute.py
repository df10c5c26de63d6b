"""Query → rows: read the facts of the plan, print one statement, run it."""

from collections.abc import Sequence

from finops.charges import of_charges
from finops.gathering import Facts
from finops.plan import Plan
from finops.resources import of_resources
from finops.result import Result
from finops.warehouse import Warehouse
from providers.base import Provider
from providers.context import Context


def execute(
    plan: Plan, providers: Sequence[Provider], warehouse: Warehouse, context: Context
) -> Result:
    """Read what the plan needs and compute its rows."""
    facts = Facts()
    with warehouse.connection() as connection:
        if plan.query.subject == "cost":
            return of_charges(plan, connection, warehouse, facts)
        return of_resources(plan, connection, providers, warehouse, context, facts)

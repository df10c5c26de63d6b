"""How to see the same number in a cloud's own console: where to go, and what to choose there.

Consoles know fewer dimensions than FOCUS. What cannot be chosen there is left out, and said to be.
"""

from collections.abc import Iterator
from datetime import timedelta

from finops.plan import Plan
from intents.catalog import CLOUD_TITLES, CLOUDS
from intents.period import Span
from intents.query import Condition

# What Cost Explorer and Cost Analysis call a cost basis; they have no others.
_COST_EXPLORER = {"effective": "Net amortized costs", "billed": "Net unblended costs"}
_COST_ANALYSIS = {"effective": "Amortized cost", "billed": "Actual cost"}
_GROUPS = {
    "aws": {
        "service_name": "Service", "sub_account_id": "Linked account",
        "sub_account_name": "Linked account", "region_id": "Region", "region_name": "Region",
        "charge_category": "Charge type", "resource_id": "Resource (last 14 days only)",
    },
    "azure": {
        "service_name": "Service name", "sub_account_id": "Subscription",
        "sub_account_name": "Subscription", "region_id": "Location", "region_name": "Location",
        "charge_category": "Charge type", "resource_id": "Resource", "resource_name": "Resource",
    },
}  # fmt: skip
_COVERAGE = {
    "aws": "AWS: Billing and Cost Management › Savings Plans (and Reservations) › Coverage report, "
    "Utilization report; reservations are counted in hours there, in list cost here",
    "azure": "Azure: Reservations and Savings plans › Utilization; it shows no coverage",
}
_PLACES = {"aws": "Cost Explorer", "azure": "Cost Management › Cost analysis"}


def checks(plan: Plan) -> tuple[str, ...]:
    """One sentence a cloud; of a question that no console can answer, none."""
    if plan.query.analysis == "coverage":
        return tuple(_COVERAGE[cloud] for cloud in plan.query.clouds or CLOUDS)
    if plan.query.subject != "cost" or plan.query.cost_basis not in _COST_EXPLORER:
        return ()
    return tuple(_check(plan, cloud) for cloud in plan.query.clouds or CLOUDS)


def _check(plan: Plan, cloud: str) -> str:
    names = _COST_EXPLORER if cloud == "aws" else _COST_ANALYSIS
    parts = [_days(plan.period), names[plan.query.cost_basis], *_grouped(plan, cloud)]
    parts += _filtered(plan)
    parts.append("every charge type" if not _categories(plan) else "the same charge types")
    return f"{CLOUD_TITLES[cloud]}: {_PLACES[cloud]}, {', '.join(parts)}"


def _days(span: Span) -> str:
    """Both consoles take the last day itself, not the one after it."""
    last = span.end - timedelta(days=1)
    return f"from {span.start.isoformat()} to {last.isoformat()} (UTC)"


def _grouped(plan: Plan, cloud: str) -> Iterator[str]:
    for name in plan.query.group_by:
        if name.startswith("tags."):
            yield f"by tag {name.removeprefix('tags.')}"
        elif known := _GROUPS[cloud].get(name):
            yield f"by {known}"
        else:
            yield f"all of it, since it has no {name.replace('_', ' ')}"


def _filtered(plan: Plan) -> Iterator[str]:
    if plan.query.where or plan.query.accounts or plan.query.regions:
        yield "with the same filters"


def _categories(plan: Plan) -> bool:
    return any(
        isinstance(part, Condition) and part.field == "charge_category" for part in plan.query.where
    )

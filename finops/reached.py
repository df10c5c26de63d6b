"""Whether two periods can be compared: of one that is mostly unknown, a change is unknown too.

A few days that are lacking at an end are told as a gap beside the figures; more of them would make
any difference one of what is known, not of what was spent.
"""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from finops.figures import money
from finops.plan import Plan
from finops.warehouse import Reach
from intents.period import Span

# So many may lack, if they are less than half: an export is often two or three days late.
FEW_DAYS = 3


def unreached(plan: Plan, reach: Iterable[Reach]) -> frozenset[str]:
    """The clouds asked about of which more than a few days of a compared period are not known."""
    if plan.compare is None or plan.query.period_on == "billing":
        return frozenset()
    wanted = plan.query.clouds
    return frozenset(
        one.cloud
        for one in reach
        if not wanted or one.cloud in wanted
        for span in (plan.period, plan.compare)
        if _lacks(span, one, plan)
    )


def _lacks(span: Span, reach: Reach, plan: Plan) -> bool:
    days = [span.start + timedelta(days=n) for n in range(span.days)]
    past = [day for day in days if day < plan.today]
    lacking = sum(not reach.first_day <= day <= reach.last_day for day in past)
    return lacking > FEW_DAYS or lacking * 2 > len(past)


def unknown_change(
    plan: Plan, now: Decimal | None, before: Decimal | None, currency: str | None
) -> str:
    """The sentence for a change that is unknown: what is known of either period."""
    parts = []
    for span, cost in ((plan.period, now), (plan.compare, before)):
        known = "no charges are known" if cost is None else f"{money(cost, currency)} is known"
        parts.append(f"{known} over {span}")
    return f"The change is unknown: {'; '.join(parts)}"

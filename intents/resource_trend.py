"""Resources over time: "how many VMs by month this year", "average CPU per week"."""

from functools import cache

from intents.catalog import by_name
from intents.compose import Composed, Misplaced, Parts, query
from intents.query import AnyOf, Grain, Where
from intents.slots.claim import Claim, Kind
from intents.slots.service import is_service

# How far back a trend looks if nobody said: enough steps to see one.
PERIODS: dict[Grain, str] = {
    "day": "last_30_days", "week": "last_12_weeks", "month": "last_12_months",
    "quarter": "last_4_quarters", "year": "last_3_years",
}  # fmt: skip
# What is asked of VMs where nothing else is named.
_OF_VMS = frozenset({"cpu", "memory"})
_NO_PLACE: tuple[Kind, ...] = ("select", "unsure", "each", "limit", "order", "versus", "basis")


def steps(parts: Parts) -> tuple[Claim, ...]:
    """What says that it is over time: `by month`, `weekly`, `over time`."""
    return (*parts.of("trend"), *(claim for claim in parts.of("group") if claim.grain))


def is_of_metric(parts: Parts) -> bool:
    """Whether a metric tells what it is of: "average CPU by month"; CPU alone is that of VMs."""
    subject = parts.asked.subject
    totals = [subject.field(name) for claim in parts.of("total") for name in claim.select]
    metrics = [one for one in totals if one is not None and one.kind == "metric"]
    if steps(parts) and any(subject.name == "vm" or _is_alone(one.name) for one in metrics):
        return True
    shown = [name for claim in parts.of("total", "select") for name in claim.select]
    own = any(name.partition(".")[0] in _OF_VMS for name in shown)
    return subject.name == "vm" and own and bool(parts.of("group", "total") or _is_peak(shown))


@cache
def _is_alone(name: str) -> bool:
    """Whether no other things have such a metric."""
    return sum(name in one.fields for one in by_name().values()) == 1


def _is_peak(shown: list[str]) -> bool:
    return any("." in name for name in shown)


def compose(
    parts: Parts, shared: dict[str, object], measure: dict[str, str], grouped: tuple[str, ...]
) -> Composed | Misplaced:
    """The trend of a measure; what cannot be told of the past has no place."""
    if misplaced := parts.of(*_NO_PLACE):
        return Misplaced(misplaced)
    claims = steps(parts)
    services = (is_service(parts.asked, one.start, one.end) for one in parts.of("subject"))
    if any(services) and not parts.of("count", "total"):
        # "S3 by month": what it cost, rather than how many buckets there were.
        return Misplaced(claims)
    if parts.of("name") and not parts.of("count", "total"):
        # "Total for the group rg-web by week": what it cost; there is but one of it.
        return Misplaced(claims)
    grains = {claim.grain for claim in claims if claim.grain}
    field = measure.get("field", "")
    costs = field == "cost" or bool(parts.of("cost"))
    if len(grains) > 1 or costs or _measured(parts, shared["where"]):
        # "VMs with cost > $100 per month": a rate, not the months one by one.
        return Misplaced(claims)
    grain = next(iter(grains), None)
    period = shared["period"] or PERIODS[grain or "day"]
    data = shared | {
        "analysis": "trend",
        "grain": grain,
        "measures": (measure,),
        "group_by": grouped,
        "period": period,
    }
    return query(data, parts.notes)


def _measured(parts: Parts, tests: object) -> bool:
    """Whether a condition is about what was used or what it cost."""
    found: list[Where] = list(tests) if isinstance(tests, tuple) else []
    ones = [one for test in found for one in (test.any if isinstance(test, AnyOf) else (test,))]
    fields = (parts.asked.subject.field(one.field) for one in ones)
    return any(field is not None and field.kind in ("metric", "cost") for field in fields)

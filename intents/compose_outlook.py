"""Questions about what stands out, and about what is to come: anomalies and forecasts of cost.

A period that lies ahead makes a question about cost a forecast, whatever else it says. "This month"
in a forecast is the whole of it.
"""

from dataclasses import replace
from datetime import timedelta

from intents.compose import (
    Composed,
    Misplaced,
    Parts,
    clouds,
    is_superlative,
    limit,
    near,
    query,
    reworded,
    where,
)
from intents.compose_measures import basis_of
from intents.period import Span
from intents.query import Clarify, Condition, Grain, Where
from intents.slots.anomaly import BIGGEST
from intents.slots.claim import Claim, Kind
from intents.slots.outlook import RUN_RATE

_PLACES: tuple[Kind, ...] = (
    "subject", "cost", "period", "scope", "test", "tag", "group", "head", "breakdown", "limit",
    "order", "trend", "basis", "joint", "anomaly", "outlook", "included",
)  # fmt: skip

_TO_THE_END = "no period was named: the forecast is to the end of this {}"
# A step is no step of less than the shortest one.
_LEAST_DAYS: dict[Grain, int] = {"quarter": 89, "year": 365}
_WEAK = frozenset({"will", "going to", "expect", "expected", "likely", "be", "where will"})


# Ways that a "which services" makes anomalies: without it, a change that somebody saw.
_SPIKES = frozenset({"spiked", "spiking", "spikes", "spike"})


def of_heads(parts: Parts) -> Parts:
    """The claims with "services that spiked" as the anomalies of services."""
    ways = parts.of("moved")
    beside = parts.of("why", "versus", "change", "order", "limit", "trend", "anomaly", "outlook")
    if not parts.of("head") or beside or len(ways) != 1 or parts.cover.text(ways[0]) not in _SPIKES:
        return parts
    turned = tuple(
        replace(c, kind="anomaly", order_by=()) if c is ways[0] else c for c in parts.cover.claims
    )
    return Parts(replace(parts.cover, claims=turned))


def is_asked(parts: Parts) -> bool:
    """Whether a question about cost asks for one of the two."""
    return bool(parts.of("anomaly", "outlook")) or any(
        _lies_ahead(parts, claim) for claim in parts.of("period")
    )


def compose(parts: Parts) -> Composed | Misplaced:
    """A Query for anomalies or a forecast."""
    odd = parts.of("anomaly")
    others = tuple(claim for claim in parts.cover.claims if claim.kind not in _PLACES)
    if others or (odd and parts.of("outlook")):
        return Misplaced(others or odd)
    if not odd and _says_too_little(parts):
        return Misplaced(parts.cover.claims)
    if len(parts.of("period")) > 1:
        return Misplaced(parts.of("period"))
    tests = where(parts)
    if isinstance(tests, Misplaced):
        return tests
    return _anomalies(parts, tests) if odd else _forecast(parts, tests)


def _says_too_little(parts: Parts) -> bool:
    """Whether no cost is named, and "will" alone says that something is to come."""
    if parts.of("subject", "basis"):
        return False
    ahead = {parts.cover.text(claim) for claim in parts.of("outlook")}
    return not ahead - _WEAK and not (ahead and parts.of("period", "test"))


def _anomalies(parts: Parts, tests: tuple[Where, ...]) -> Composed | Misplaced:
    """`day` is what anomalies are looked for by; no other step makes sense."""
    ahead = tuple(claim for claim in parts.of("period") if _lies_ahead(parts, claim))
    steps = tuple(c for c in parts.of("trend", "group") if c.grain not in (None, "day"))
    if ahead or steps:
        return Misplaced(ahead or steps)
    bounds = tuple(t for t in tests if isinstance(t, Condition) and t.field == "cost")
    excess = tuple(test.model_copy(update={"field": "excess"}) for test in bounds)
    shared = _shared(parts, tuple(test for test in tests if test not in bounds))
    if isinstance(shared, Composed | Misplaced):
        return shared
    if shared["limit"] is None and _names_one(parts):
        shared["limit"] = 1
    notes = ("the amount is of what is above the expected cost",) if bounds else ()
    period = next((claim.period for claim in parts.of("period")), None)
    made = {"analysis": "anomalies", "period": period, "having": excess}
    return query(shared | made, parts.notes + notes)


def _names_one(parts: Parts) -> bool:
    said = parts.cover.text(parts.of("anomaly")[-1])
    one = said.split()[-1] in ("anomaly", "spike", "surge", "outlier")
    return one and (is_superlative(parts) or said.startswith(BIGGEST))


def _forecast(parts: Parts, tests: tuple[Where, ...]) -> Composed | Misplaced:
    said = parts.of("period")
    period, over = _period(parts, said[0]) if said else (None, False)
    if over:
        return Misplaced(said)
    bounds = tuple(t for t in tests if isinstance(t, Condition) and t.field == "cost")
    shared = _shared(parts, tuple(test for test in tests if test not in bounds))
    if isinstance(shared, Composed | Misplaced):
        return shared
    grains = {claim.grain for claim in parts.of("trend", "group") if claim.grain}
    if len(grains) > 1 or (parts.of("limit") and not shared["group_by"]):
        return Misplaced(parts.of("trend", "group", "limit"))
    grain: Grain | None = next(iter(grains), None)
    notes = parts.notes
    if _is_rate(parts) and grain in ("day", "week") and not said:
        return Composed(_which_rate(parts), notes)
    if not said:
        period, grain, note = _unnamed(parts, grain)
        notes += (note,)
    elif _is_too_short_for(parts, period, grain):
        return Misplaced(parts.of("trend", "group"))
    elif billed := _until_day_of_the_bill(parts, said[0]):
        period = billed.text
        notes += ("the bill of that day is read as that of its month until then",)
    elif not parts.of("outlook"):
        notes += ("the period lies ahead: its cost is a forecast",)
    select = tuple(dict.fromkeys(name for c in parts.of("outlook") for name in c.select))
    own = {cloud for claim in parts.of("outlook") for cloud in claim.clouds}
    if len(own) == 1 and not shared["clouds"]:
        shared["clouds"] = tuple(own)
    made = {"analysis": "forecast", "period": period, "having": bounds, "grain": grain}
    shared["select"] = select
    return query(shared | made, notes)


def _is_rate(parts: Parts) -> bool:
    return RUN_RATE in parts.notes


def _which_rate(parts: Parts) -> Clarify:
    """A rate by day or week is what one costs of late, or each of those to come."""
    steps = tuple(c for c in parts.of("trend", "group") if c.grain in ("day", "week"))
    step = steps[0].grain
    rate = next(c for c in parts.of("outlook") if c.note == RUN_RATE)
    blank = dict.fromkeys(steps, "")
    choices = (
        reworded(parts, blank | {rate: f"cost by {step} for the last 30 days"}),
        reworded(parts, blank | {rate: f"forecast by {step} for this month"}),
    )
    return Clarify(f"What each {step} cost of late, or what each will cost?", choices)


def _unnamed(parts: Parts, grain: Grain | None) -> tuple[str, Grain | None, str]:
    """The period of a forecast that names none: the month's end, or that of the step it names.

    A run rate is what so long a time costs as things are, not what is left of one that has begun.
    """
    if grain not in ("quarter", "year"):
        return "whole_month", grain, _TO_THE_END.format("month")
    if not _is_rate(parts):
        return f"whole_{grain}", grain, _TO_THE_END.format(grain)
    months = 3 if grain == "quarter" else 12
    return f"next_{months}_months", None, f"that of a {grain} is of the next {months} months"


def _is_too_short_for(parts: Parts, period: str | None, grain: Grain | None) -> bool:
    """Whether the period holds no whole step: "annual run rate this month" is not of a year."""
    if grain not in _LEAST_DAYS or (period or "").startswith("rest_of_"):
        return False
    return parts.asked.context.span(period or "").days < _LEAST_DAYS[grain]


def _until_day_of_the_bill(parts: Parts, claim: Claim) -> Span | None:
    """The month until the day on which a bill is asked for: it is not that day's cost alone."""
    found = _span(parts, claim)
    said = {parts.cover.text(one).split()[-1] for one in parts.of("subject")}
    if found is None or not said & {"bill", "bills"}:
        return None
    until = parts.cover.text(claim).startswith(("by ", "until ", "till ", "through "))
    last = found.end - timedelta(days=1)
    month = last.replace(day=1)
    one = found.days == 1 or (until and found.start >= month)
    return Span(month, found.end) if one else None


def _shared(parts: Parts, tests: tuple[Where, ...]) -> dict[str, object] | Composed | Misplaced:
    named, many = clouds(parts), limit(parts)
    if isinstance(named, Clarify):
        return Composed(named, parts.notes)
    if isinstance(many, Misplaced):
        return many
    if wrong := tuple(c for c in parts.of("order") if c.order_by not in (("-cost",), ())):
        return Misplaced(wrong)
    if any(claim.order_by for claim in parts.of("limit")):
        return Misplaced(parts.of("limit"))
    groups = (name for claim in parts.of("group", "head") for name in claim.group_by)
    return {
        "subject": "cost",
        "where": tests,
        "group_by": tuple(dict.fromkeys(groups)),
        "clouds": named,
        "accounts": parts.accounts,
        "regions": near(parts.regions, named),
        "limit": many,
        "cost_basis": basis_of(parts),
    }


def _period(parts: Parts, claim: Claim) -> tuple[str | None, bool]:
    """The whole of a period that has begun; and whether it is over, so that nothing lies ahead."""
    said = claim.period or ""
    unit = said.removeprefix("this_")
    whole = f"whole_{unit}" if unit not in (said, "day") else said
    found = _span(parts, replace(claim, period=whole))
    return whole, found is None or found.end <= parts.asked.context.today or _ends_now(said)


def _ends_now(period: str) -> bool:
    return period.startswith("since:") or period in ("today", "this_day")


def _lies_ahead(parts: Parts, claim: Claim) -> bool:
    """Whether days of the period are still to come, beyond the one that has begun."""
    if (claim.period or "").startswith(("this_", "since:")):
        return False
    found = _span(parts, claim)
    return found is not None and (found.end - parts.asked.context.today).days > 1


def _span(parts: Parts, claim: Claim) -> Span | None:
    try:
        return parts.asked.context.span(claim.period or "")
    except ValueError:
        return None

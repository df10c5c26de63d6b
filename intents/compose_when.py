"""When a question about cost is about: its period, and the one that it is compared with."""

import re
from dataclasses import dataclass, replace
from datetime import date

from intents.compose import TREND_PERIODS, Parts
from intents.compose_compared import compared as named_twice
from intents.compose_measures import consecutive
from intents.context import ReadContext
from intents.period import UNITS, Span, Unit, moved, unit_start
from intents.query import Grain
from intents.slots.claim import Claim

# Longer than a quarter, a period is compared with a whole year where that is said.
MOST_PART_DAYS = 92
_UNITS: dict[Unit, str] = {unit: f"this_{unit}" for unit in UNITS if unit != "day"}
_BESIDE_LAST = {f"last_{unit}": this for unit, this in _UNITS.items()}
_LAST_UNITS = re.compile(r"last_(\d+)_(day|week|month|quarter|year)s")


@dataclass(frozen=True, slots=True)
class When:
    """The period, what it is compared with, and what was assumed; or what has no place.

    `grain` is the step in which several periods stand side by side. `apart` is the claim of a range
    whose two ends are compared: what was assumed of the range is not so.
    """

    period: str | None = None
    compare_to: str | None = None
    notes: tuple[str, ...] = ()
    misplaced: tuple[Claim, ...] = ()
    grain: Grain | None = None
    apart: Claim | None = None


def when(parts: Parts) -> When:
    """The period that a question is about, and what it is compared with."""
    periods, compares = parts.of("period"), parts.of("versus", "change", "why", "moved")
    if relative := tuple(claim for claim in compares if claim.compare_to):
        return _relative(periods, relative)
    if compares and len(periods) == 1 and (ends := periods[0].ends):
        return replace(_both(parts, *ends), apart=periods[0])
    if compares and len(periods) == 2 and periods[0].period == periods[1].period:
        # "last 30 days vs the previous 30 days".
        before = parts.asked.text(periods[1].start) in ("previous", "prior", "preceding")
        return When(periods[0].period, "previous") if before else When(misplaced=periods)
    if compares and len(periods) == 2 and not any(claim.ends for claim in periods):
        return _both(parts, periods[0].period or "", periods[1].period or "")
    if len(periods) > 1:
        return _side_by_side(parts, periods)
    if periods and _compares_units(parts) and (several := _several_units(periods[0].period or "")):
        return several
    period = periods[0].period if periods else None
    if period and compares and _is_target(parts, periods[0]):
        this = _beside(parts, period)
        if this is None:
            return When(misplaced=periods)
        return When(this, period, (f"{said(this)} is compared with {said(period)}",))
    if parts.of("change", "why", "moved"):
        return When(period, "previous")
    return When(period)


def whole_units(when: When, grouped: tuple[str, ...], parts: Parts) -> When:
    """The same where months (or weeks …) are ranked: no part of one stands beside whole ones.

    Without a period, as many as a trend shows.
    """
    grain = next((grain for grain in TREND_PERIODS if grain in grouped), None)
    if grain is None or when.compare_to:
        return when
    context = parts.asked.context
    asked = context.span(when.period or TREND_PERIODS[grain])
    first = unit_start(asked.start, grain, context.calendar)
    start = first if first == asked.start else moved(first, grain, 1)
    end = unit_start(min(asked.end, context.today), grain, context.calendar)
    if start >= end:
        return replace(when, misplaced=parts.of("head"))
    note = f"only whole {grain}s are compared"
    return replace(when, period=f"{start}/{end}", notes=(*when.notes, note))


def _relative(periods: tuple[Claim, ...], relative: tuple[Claim, ...]) -> When:
    """`month over month`, `than a year ago`: the period is as said, or what the words imply."""
    if len(periods) > 1 or len(relative) > 1:
        return When(misplaced=periods + relative)
    default = relative[0].period
    if relative[0].grain and periods and periods[0].period != default:
        # As many days of the month before are beside those of this one, and no others.
        return When(misplaced=periods + relative)
    notes = () if periods or not default else (f"no period was named: {said(default)}",)
    return When(periods[0].period if periods else default, relative[0].compare_to, notes)


def _beside(parts: Parts, period: str) -> str | None:
    """What is compared with a period that alone is named: the unit like it that holds today."""
    if period in _BESIDE_LAST or not parts.of("why", "moved"):
        return _BESIDE_LAST.get(period)
    context = parts.asked.context
    target = context.span(period)
    if target.end > context.today:
        return None
    return next((this for unit, this in _UNITS.items() if _is_unit(target, unit, parts)), None)


def _is_unit(target: Span, unit: Unit, parts: Parts) -> bool:
    """Whether a span is one whole week, month, quarter or year."""
    start = unit_start(target.start, unit, parts.asked.context.calendar)
    return target == Span(start, moved(start, unit, 1))


def _side_by_side(parts: Parts, periods: tuple[Claim, ...]) -> When:
    """Several months (or years) that follow one another: each for itself, in one trend.

    "Cost in September and October" is neither of them alone, and no comparison was asked for.
    """
    found = consecutive(parts, periods)
    if found is None:
        return When(misplaced=periods)
    whole, grain = found
    note = f"the {grain}s that were named stand side by side"
    return When(whole, grain=grain, notes=(note,))


def _compares_units(parts: Parts) -> bool:
    """Whether it is the months or weeks of a period that are compared, and no other things."""
    if not parts.of("versus") or named_twice(parts):
        return False
    places = {claim.kind: at for at, claim in enumerate(parts.cover.claims)}
    return not parts.of("group", "head") or places["period"] == places["versus"] + 1


def _several_units(period: str) -> When | None:
    """`compare the last two months`: the later with the earlier; more of them step by step."""
    found = _LAST_UNITS.fullmatch(period)
    if found is None or int(found[1]) < 2:
        return None
    unit: Unit = next(unit for unit in UNITS if unit == found[2])
    if int(found[1]) > 2 and unit == "day":
        return None
    if int(found[1]) > 2:
        return When(period, grain=unit, notes=(f"the {unit}s stand side by side",))
    last = "yesterday" if unit == "day" else f"last_{unit}"
    return When(last, "previous", (f"{said(last)} is compared with the {unit} before",))


def _is_target(parts: Parts, period: Claim) -> bool:
    """Whether the one period is what is compared with: "cost compared to last month"."""
    at = period.start - 1
    while parts.asked.text(at) in ("the", "our", "that", "of", "in"):
        at -= 1
    if parts.asked.text(at) == "since":
        return any(claim.start == at for claim in parts.of("versus"))
    return parts.asked.text(at) in ("to", "with", "vs", "versus", "against", "than")


def _both(parts: Parts, first: str, second: str) -> When:
    """Two periods: the later is looked at, the earlier is what it is compared with."""
    context = parts.asked.context
    starts = [context.span(text).start for text in (first, second)]
    if year := part_of_last_year(first, second, context):
        return year
    earlier, later = (first, second) if starts[0] < starts[1] else (second, first)
    return When(later, earlier) if starts[0] != starts[1] else When(misplaced=parts.of("period"))


def part_of_last_year(first: str, second: str, context: ReadContext) -> When | None:
    """`October vs last year`: the same days of that year, not all of it."""
    part = next((one for one in (first, second) if one != "last_year"), "last_year")
    if "last_year" not in (first, second) or part == "last_year":
        return None
    if context.span(part).days > MOST_PART_DAYS or context.span(part).end <= _last_year(context):
        return None
    return When(part, "year_before", ("last year is read as the same days of the year before",))


def _last_year(context: ReadContext) -> date:
    return context.span("last_year").end


def said(period: str) -> str:
    """A period in words."""
    return period.replace("_", " ")

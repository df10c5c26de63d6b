"""Periods: "last 14 days", "month to date", "since March", "Q3 2025", "between 3 and 17 October".

A grammar of our own: no library measured reads more than 60% of such phrases, and several resolve
bare months to the future. What it yields are the texts of `intents.period`. A month, quarter or day
without a year is the most recent one that has begun, and the claim's note says which.
"""

import re
from dataclasses import replace
from datetime import date, timedelta

from intents.period import UNITS
from intents.query import Grain
from intents.slots import number, stretch
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.date import Point, point, without_year
from intents.slots.fields import field_at
from intents.slots.outlook import looks_ahead
from intents.slots.subject import is_cost_word

_UNITS: dict[str, Grain] = {form: unit for unit in UNITS for form in (unit, f"{unit}s")} | {
    "mth": "month",
    "mo": "month",
    "mos": "month",
    "mths": "month",
    "qtr": "quarter",
    "yr": "year",
    "yrs": "year",
    "wk": "week",
}
_BEFORE = frozenset({"last", "past", "previous", "prior", "trailing", "preceding"})
_WHOLE = ("full", "complete", "entire", "whole", "calendar", "fiscal", "billing")
_TO_DATE: dict[str, Grain] = {"mtd": "month", "month-to-date": "month", "qtd": "quarter",
            "quarter-to-date": "quarter", "ytd": "year", "year-to-date": "year", "wtd": "week",
            "week-to-date": "week"}  # fmt: skip
_UNTIL = frozenset({"to", "until", "till", "through", "thru", ",", "and"})
# "November to February" runs over the new year; "15 October to 1 October" is a mistake.
_MOST_WRAPPED_DAYS = 200
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
_LATELY = Phrases((phrase, None) for phrase in ("recently", "lately", "of late", "these days"))
_DASHES = ("-", "\u2013", "\u2014")
_DAYS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?-(\d{1,2})(?:st|nd|rd|th)?")


def read(asked: Asked, at: int) -> Claim | None:
    """The period that begins at a position."""
    claim = _by_first_word(asked, at) or _range(asked, at, at) or _one(asked, at)
    further = stretch.read(asked, at)
    if further and (claim is None or further.end > claim.end):
        claim = further
    return claim if claim and _exists(claim, asked) else None


def _by_first_word(asked: Asked, at: int) -> Claim | None:
    word = asked.text(at)
    claim = None
    if word in _BEFORE:
        claim = _units_before(asked, at)
    elif word in ("this", "current", "so"):
        claim = _this(asked, at)
    elif word in ("today", "yesterday"):
        claim = Claim(at, at + 1, "period", period=word)
    elif word in _TO_DATE:
        claim = Claim(at, at + 1, "period", period=f"this_{_TO_DATE[word]}")
    elif word in _UNITS and asked.text(at + 1) == "to" and asked.text(at + 2) == "date":
        claim = Claim(at, at + 3, "period", period=f"this_{_UNITS[word]}")
    elif asked.subject.name == "cost" and (vague := _LATELY.at(asked, at)):
        note = f"{' '.join(w.text for w in asked.words[at : vague[1]])} is read as the last 30 days"
        claim = Claim(at, vague[1], "period", period="last_30_days", note=note)
    elif word == "since":
        claim = _since(asked, at)
    elif word in ("from", "between"):
        claim = _range(asked, at + 1, at)
    elif word in ("in", "for", "within", "over"):
        claim = _for_days(asked, at)
    return claim


def _is_measured(asked: Asked, at: int) -> bool:
    """Whether something that is measured is named before: "average CPU … over 14 days"."""
    found = (field_at(asked, start) for start in range(at))
    return any(one is not None and one[0].kind == "metric" for one in found)


def _for_days(asked: Asked, at: int) -> Claim | None:
    """`not called in 30 days`, `idle for 2 weeks`: of things, the last so many."""
    if asked.subject.name in ("cost", "commitment"):
        return None
    if asked.text(at) == "over" and not _is_measured(asked, at):
        # "VMs over 90 days" may be their age.
        return None
    amount = number.amount(asked, asked.skip(at + 1, "the"))
    if amount is None or amount.unit != "days" or asked.text(amount.end) in ("ago", "or", "old"):
        return None
    days = int(amount.value)
    return Claim(at, amount.end, "period", period=f"last_{days}_days", note=amount.note)


def _exists(claim: Claim, asked: Asked) -> bool:
    """Whether the period is one that has begun (but in a forecast) and that the calendar holds."""
    if claim.kind == "noise":
        return True
    try:
        found = asked.context.span(claim.period or "")
    except (ValueError, OverflowError):
        return False
    return found.start <= asked.context.today or looks_ahead(asked)


def _units_before(asked: Asked, at: int) -> Claim | None:
    """`last [N] [full] units`."""
    said = asked.text(at)
    start, at = at, at + 1
    many = number.count(asked, at)
    if many:
        at = many[1]
    at = asked.skip(at, *_WHOLE)
    unit = _UNITS.get(asked.text(at))
    if unit is None:
        return _last_named(asked, start)
    if many is None and asked.text(at).endswith("s"):
        # "The last weeks" do not say how many.
        return None
    period = f"last_{unit}" if many is None else f"last_{many[0]}_{unit}s"
    note = None
    if many is None and unit == "day":
        period = "yesterday"
    elif many is None and (said in ("past", "trailing") or _is_rolling(asked, start)):
        note = f"the {said} {unit} is read as the {unit} before this one"
    return Claim(start, at + 1, "period", period=period, note=note)


def _is_rolling(asked: Asked, at: int) -> bool:
    """Whether "over the last year" is said, which may as well mean the twelve months until now."""
    return asked.text(at - 1) == "the" and asked.text(at - 2) in ("over", "in", "during", "within")


def _last_named(asked: Asked, at: int) -> Claim | None:
    """`last October`: the most recent October that is over."""
    found = point(asked, at + 1)
    if asked.text(at) != "last" or found is None or not found[0].is_bare_month:
        return None
    named, end = found
    claim = _of_point(named, asked, at, end)
    if claim.period == "this_month":
        year = asked.context.today.year - 1
        claim = replace(claim, period=f"{year}-{asked.context.today:%m}", note=None)
    return claim


def _this(asked: Asked, at: int) -> Claim | None:
    """`this month`, `current quarter so far`, `so far this year`."""
    start = at
    if asked.text(at) == "so":
        if asked.text(at + 1) != "far":
            return None
        at += 2
        if asked.text(at) not in ("this", "current"):
            return _so_far(asked, start)
    if asked.text(at) not in ("this", "current"):
        return None
    at = asked.skip(at + 1, *_WHOLE)
    unit = _UNITS.get(asked.text(at))
    if unit is None:
        return None
    end = at + 1
    if (asked.text(end), asked.text(end + 1)) in (("so", "far"), ("to", "date")):
        end += 2
    return Claim(start, end, "period", period=f"this_{unit}")


def _so_far(asked: Asked, at: int) -> Claim | None:
    """`so far` by itself: of cost, this month; of a month or year that is named, nothing more."""
    if asked.subject.name != "cost":
        return None
    others = [n for n in range(len(asked.words)) if n not in (at, at + 1)]
    named = [found[0] for n in others if (found := point(asked, n))]
    if any(_UNITS.get(asked.text(n)) or asked.text(n) in _TO_DATE for n in others):
        return None
    if not named:
        note = "so far is read as this month so far"
        return Claim(at, at + 2, "period", period="this_month", note=note)
    running = all(one.period(asked).startswith("this_") for one in named)
    return Claim(at, at + 2, "noise") if running else None


def _since(asked: Asked, at: int) -> Claim | None:
    """`since March 1`, and `since the beginning of the year`."""
    begun = asked.skip(at + 1, "the")
    if asked.text(begun) in ("beginning", "start") and asked.text(begun + 1) == "of":
        unit_at = asked.skip(begun + 2, "the", "this")
        if unit := _UNITS.get(asked.text(unit_at)):
            return Claim(at, unit_at + 1, "period", period=f"this_{unit}")
    found = point(asked, begun)
    if found is None:
        return _since_day(asked, at, begun)
    named, end = found
    start = named.span(asked).start
    note = named.note(asked)
    return Claim(at, end, "period", period=f"since:{start}", note=note)


def _since_day(asked: Asked, at: int, begin: int) -> Claim | None:
    """`since the 15th`: of this month, or of the one before if it is still to come."""
    found = _ORDINAL.fullmatch(asked.text(begin))
    if found is None or not 1 <= int(found[1]) <= 28 or begin == at + 1:
        return None
    today = asked.context.today
    month = today.replace(day=1) if int(found[1]) <= today.day else before(today.replace(day=1))
    start = month.replace(day=int(found[1]))
    note = f"the {asked.text(begin)} is read as {start:%-d %B %Y}"
    return Claim(at, begin + 1, "period", period=f"since:{start}", note=note)


def before(month: date) -> date:
    """The first day of the month before one that begins on a day."""
    return (month - timedelta(days=1)).replace(day=1)


def _one(asked: Asked, at: int) -> Claim | None:
    found = point(asked, at)
    if found is None:
        return None
    if found[0].is_risky and not _introduced(asked, at):
        return None
    return _of_point(found[0], asked, at, found[1])


def _introduced(asked: Asked, at: int) -> bool:
    """Whether "may" stands where only a month can: "in May", "for May"."""
    before = ("in", "for", "since", "during", "of", "my", "our", "and", "vs")
    return asked.text(at - 1) in before or is_cost_word(asked, at + 1)


def _of_point(named: Point, asked: Asked, at: int, end: int) -> Claim:
    if named.period(asked).startswith("this_") and asked.text(end) == "so":
        end += 2 * (asked.text(end + 1) == "far")
    return Claim(at, end, "period", period=named.period(asked), note=named.note(asked))


def _range(asked: Asked, at: int, start: int) -> Claim | None:
    """`A to B`, both included: days, months, quarters or years; `3 to 17 October`."""
    ends = _day_numbers(asked, at) or _two_points(asked, at)
    if ends is None:
        return None
    first, last, end = ends
    if first.kind != last.kind:
        return None
    last = _still_running(first, last, asked)
    later = last.span(asked)
    earlier = first.span(asked)
    if first.year is None and earlier.start > later.start:
        first = replace(first, year=first.resolved(asked) - 1)
        earlier = first.span(asked)
        if (later.end - earlier.start).days > _MOST_WRAPPED_DAYS:
            return None
    if earlier.start >= later.end:
        return None
    until = later.end if looks_ahead(asked) else min(later.end, _tomorrow(asked))
    if until <= earlier.start:
        return None
    notes = [note for note in (first.note(asked), last.note(asked)) if note]
    so_far = ", so far" if until < later.end else ""
    return Claim(
        start, end, "period", period=f"{earlier.start}/{until}",
        ends=None if first.kind == "day" else (first.period(asked), last.period(asked)),
        note=f"the period is read as {earlier.start} to {until - timedelta(days=1)}{so_far}"
        if notes or so_far else None,
    )  # fmt: skip


def _tomorrow(asked: Asked) -> date:
    return asked.context.today + timedelta(days=1)


def _still_running(first: Point, last: Point, asked: Asked) -> Point:
    """The range's end in the year of its beginning, where the range holds today.

    "1 to 30 November", asked on the 18th, is this November so far, not last year's. A range that
    runs over the new year is the last one that is over, and one without its year in a forecast the
    next: they are left as they are.
    """
    if last.year is not None or looks_ahead(asked):
        return last
    nearer = replace(last, year=first.resolved(asked), assumed=True)
    try:
        begins = nearer.span(asked).start
    except ValueError:
        return last
    return nearer if begins >= first.span(asked).start else last


def _two_points(asked: Asked, at: int) -> tuple[Point, Point, int] | None:
    found = point(asked, at)
    if found is None or asked.text(found[1]) not in _UNTIL:
        return None
    joined = asked.text(found[1])
    if asked.words[found[1]].raw in _DASHES:
        joined = "to"
    if joined in (",", "and") and asked.text(at - 1) != "between":
        return None
    second = point(asked, found[1] + 1)
    if second is None:
        if found[0].kind == "day" and (day := _day(asked, found[1] + 1)):
            last = replace(found[0], day=day[0])
            return (found[0], last, day[1]) if last.is_real else None
        return None
    first, last = found[0], second[0]
    if first.year is None and last.year is not None:
        first = replace(first, year=last.year, assumed=True)
        if first.span(asked).start > last.span(asked).start:
            first = replace(first, year=last.year - 1)
    return first, last, second[1]


def _day_numbers(asked: Asked, at: int) -> tuple[Point, Point, int] | None:
    """`3 and 17 October`, `3-17 October 2025`, `October 3-17`."""
    if both := _DAYS.fullmatch(asked.text(at)):
        if month := without_year(asked, at + 1):
            return _days_of(month, int(both[1]), int(both[2]))
        return None
    if month := without_year(asked, at):
        both = _DAYS.fullmatch(asked.text(month[1]))
        return _days_of((month[0], month[1] + 1), int(both[1]), int(both[2])) if both else None
    first = _day(asked, at)
    if first is None or asked.text(first[1]) not in _UNTIL:
        return None
    last = _day(asked, first[1] + 1)
    month = without_year(asked, asked.skip(last[1], "of")) if last else None
    return _days_of(month, first[0], last[0]) if month and last else None


def _days_of(month: tuple[Point, int], first: int, last: int) -> tuple[Point, Point, int] | None:
    named, end = month
    points = [replace(named, kind="day", day=day) for day in (first, last)]
    return (points[0], points[1], end) if all(p.is_real for p in points) and first <= last else None


def _day(asked: Asked, at: int) -> tuple[int, int] | None:
    at += asked.text(at) == "the"
    found = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", asked.text(at))
    return (int(found[1]), at + 1) if found and 1 <= int(found[1]) <= 31 else None

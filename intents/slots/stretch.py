"""Stretches of days that are no calendar unit by name: weeks, week days, open ends.

"The week of 3 November", "since Monday", "from March until now", "the first 10 days of
October", "two months ago", "last Tuesday". No slot itself: `period` takes what is longest. Which
days were meant is in the note wherever the words could mean others. Parts of a month without a
number ("mid October", "the last week of October") and holidays are not read.
"""

import re
from datetime import date, timedelta

from intents.period import UNITS, moved, unit_start
from intents.query import Grain
from intents.slots import number
from intents.slots.claim import Asked, Claim
from intents.slots.date import point

_UNITS: dict[str, Grain] = {form: unit for unit in UNITS for form in (unit, f"{unit}s")}
_LAST = frozenset({"last", "past", "previous", "prior", "trailing", "rolling"})
_SHORT = re.compile(r"(\d{1,3})(d|w|wks?|mos?|mths?|qtrs?|y|yrs?)")
_SHORT_UNITS: dict[str, Grain] = {
    "d": "day",
    "w": "week",
    "m": "month",
    "q": "quarter",
    "y": "year",
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAYS = {name: at for at, name in enumerate(_DAYS)} | {
    name[:3]: at for at, name in enumerate(_DAYS)
}
_WEEKDAYS |= {"tues": 1, "thur": 3, "thurs": 3}
_FROM = frozenset({"from", "since"})
_UNTIL = frozenset({"to", "until", "till", "through", "thru"})
_BEGINNING = frozenset({"beginning", "start", "begin"})
_ONWARD = frozenset({"on", "onwards", "onward", "forward"})


def read(asked: Asked, at: int) -> Claim | None:
    """The stretch that begins at a position."""
    begin = at + (asked.text(at) == "the")
    return (
        _short(asked, begin)
        or _until_now(asked, at)
        or _since_named(asked, at)
        or _week_of(asked, begin)
        or _ago(asked, begin)
        or _first_days(asked, begin)
        or _weekday(asked, at)
        or _couple(asked, begin)
    )


def _claim(at: int, end: int, period: str, note: str | None = None) -> Claim:
    return Claim(at, end, "period", period=period, note=note)


def _said(start: date) -> str:
    return f"{start.day} {start:%b %Y}"


def _short(asked: Asked, at: int) -> Claim | None:
    """`last 30d`, `past 4w`, `rolling 30 days`, `TTM`."""
    if asked.text(at) in ("ttm", "ltm"):
        return _claim(at, at + 1, "last_12_months")
    if asked.text(at) not in _LAST:
        return None
    if found := _SHORT.fullmatch(asked.text(at + 1)):
        unit = _SHORT_UNITS[found[2][0]]
        return _claim(at, at + 2, f"last_{int(found[1])}_{unit}s") if int(found[1]) else None
    many = number.count(asked, at + 1) if asked.text(at) == "rolling" else None
    unit_said = _UNITS.get(asked.text(many[1])) if many else None
    if many and unit_said:
        return _claim(at, many[1] + 1, f"last_{many[0]}_{unit_said}s")
    return None


def _until_now(asked: Asked, at: int) -> Claim | None:
    """`from March until now`, `since 1 October until today`, `March to date`, `from March on`."""
    leads = asked.text(at) in _FROM
    begin, period, note = _beginning(asked, at + leads) or (at, "", None)
    if not period:
        return None
    end = _now(asked, begin)
    if end is None and leads and asked.text(begin) in _ONWARD:
        end = begin + 1
    return _claim(at, end, period, note) if end else None


def _now(asked: Asked, at: int) -> int | None:
    """The position after `until now`, `to date`, `through today`."""
    begin = at + (asked.text(at) == "up")
    if asked.text(begin) in _UNTIL and asked.text(begin + 1) in ("now", "date", "today", "present"):
        return begin + 2
    return None


def _beginning(asked: Asked, at: int) -> tuple[int, str, str | None] | None:
    """What begins: the position after it, the period from then on, and what was assumed."""
    begin = at + (asked.text(at) == "the")
    if asked.text(begin) in _BEGINNING and asked.text(begin + 1) == "of":
        after = asked.skip(begin + 2, "the", "this", "current")
        if unit := _UNITS.get(asked.text(after)):
            return after + 1, f"this_{unit}", None
        at = after
    elif unit := _UNITS.get(asked.text(begin)):
        return begin + 1, f"this_{unit}", None
    found = point(asked, at)
    if found is None:
        return None
    named, end = found
    return end, f"since:{named.span(asked).start}", named.note(asked)


def _since_named(asked: Asked, at: int) -> Claim | None:
    """`since yesterday`, `since Monday`, `since the beginning of October`."""
    if asked.text(at) != "since":
        return None
    begin = asked.skip(at + 1, "the")
    if asked.text(begin) in _BEGINNING and (found := _beginning(asked, begin)):
        return _claim(at, found[0], found[1], found[2])
    today = asked.context.today
    if asked.text(begin) == "yesterday":
        return _claim(at, begin + 1, f"since:{today - timedelta(days=1)}")
    if (day := _day_named(asked, begin)) is not None:
        return _claim(at, day[1], f"since:{day[0]}", f"{day[2]} is read as {_said(day[0])}")
    return None


def _week_of(asked: Asked, at: int) -> Claim | None:
    """`week of 3 November`, `week starting 2 November`, `week 40 of 2026` (ISO 8601)."""
    if asked.text(at) != "week":
        return None
    calendar = asked.context.calendar
    if asked.text(at + 1) in ("of", "starting", "beginning", "commencing", "from"):
        found = point(asked, at + 2)
        if found is None or found[0].kind != "day":
            return None
        day = found[0].span(asked).start
        first = unit_start(day, "week", calendar) if asked.text(at + 1) == "of" else day
        return _week(asked, at, found[1], first)
    text = asked.text(at + 1).removeprefix("#")
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 53 or calendar.week_start:
        return None
    end, year = at + 2, None
    following = end + (asked.text(end) in ("of", ","))
    if re.fullmatch(r"20\d\d", asked.text(following)):
        end, year = following + 1, int(asked.text(following))
    try:
        first = date.fromisocalendar(year or asked.context.today.year, int(text), 1)
        if year is None and first > asked.context.today:
            first = date.fromisocalendar(asked.context.today.year - 1, int(text), 1)
    except ValueError:
        return None
    return _week(asked, at, end, first)


def _week(asked: Asked, at: int, end: int, first: date) -> Claim | None:
    until = min(first + timedelta(weeks=1), asked.context.today + timedelta(days=1))
    if until <= first:
        return None
    last = until - timedelta(days=1)
    so_far = ", so far" if (until - first).days < 7 else ""
    note = f"the week is read as {_said(first)} to {_said(last)}{so_far}"
    return _claim(at, end, f"{first}/{until}", note)


def _ago(asked: Asked, at: int) -> Claim | None:
    """`two months ago`, `the week before last`: the calendar unit so long before this one."""
    unit = _UNITS.get(asked.text(at))
    if unit and (asked.text(at + 1), asked.text(at + 2)) == ("before", "last"):
        many, end = 2, at + 3
    else:
        counted = number.count(asked, at) or (
            (1, at + 1) if asked.text(at) in ("a", "one") else None
        )
        unit = _UNITS.get(asked.text(counted[1])) if counted else None
        if counted is None or asked.text(counted[1] + 1) != "ago" or unit in (None, "year"):
            return None
        many, end = counted[0], counted[1] + 2
    if unit is None or not 0 < many <= 120:
        return None
    first = moved(unit_start(asked.context.today, unit, asked.context.calendar), unit, -many)
    until = moved(first, unit, 1)
    last = until - timedelta(days=1)
    said = " ".join(word.text for word in asked.words[at:end])
    to = f" to {_said(last)}" if last != first else ""
    return _claim(at, end, f"{first}/{until}", f"{said} is read as {_said(first)}{to}")


def _first_days(asked: Asked, at: int) -> Claim | None:
    """`first 10 days of October`, `last 3 days of last month`."""
    side = asked.text(at)
    many = number.count(asked, at + 1) if side in ("first", "last", "final") else None
    if many is None or asked.text(many[1]) != "days" or asked.text(many[1] + 1) != "of":
        return None
    found = point(asked, many[1] + 2)
    if found is not None:
        whole, end, note = found[0].span(asked), found[1], found[0].note(asked)
    elif asked.text(many[1] + 2) == "last" and (unit := _UNITS.get(asked.text(many[1] + 3))):
        whole, end, note = asked.context.span(f"last_{unit}"), many[1] + 4, None
    else:
        return None
    length = timedelta(days=many[0])
    if not 0 < many[0] < whole.days:
        return None
    first = whole.start if side == "first" else whole.end - length
    until = min(first + length, asked.context.today + timedelta(days=1))
    return _claim(at, end, f"{first}/{until}", note) if until > first else None


def _weekday(asked: Asked, at: int) -> Claim | None:
    """`last Tuesday`, `on Monday`, `last weekend`: the last one that is over."""
    begin = at + (asked.text(at) == "on")
    if asked.text(begin) == "last" and asked.text(begin + 1) == "weekend":
        today = asked.context.today
        saturday = today - timedelta(days=(today.weekday() - 5) % 7 or 7)
        if saturday + timedelta(days=2) > today:
            saturday -= timedelta(weeks=1)
        until = saturday + timedelta(days=2)
        last = until - timedelta(days=1)
        note = f"last weekend is read as {_said(saturday)} to {_said(last)}"
        return _claim(at, begin + 2, f"{saturday}/{until}", note)
    if begin == at and asked.text(at) != "last":
        return None
    day = _day_named(asked, begin)
    return _claim(at, day[1], f"{day[0]}", f"{day[2]} is read as {_said(day[0])}") if day else None


def _day_named(asked: Asked, at: int) -> tuple[date, int, str] | None:
    """The last such week day before today, the position after it, and how it was said."""
    begin = at + (asked.text(at) == "last")
    weekday = _WEEKDAYS.get(asked.text(begin))
    if weekday is None:
        return None
    today = asked.context.today
    back = (today.weekday() - weekday) % 7 or 7
    said = " ".join(word.raw for word in asked.words[at : begin + 1])
    return today - timedelta(days=back), begin + 1, said


def _couple(asked: Asked, at: int) -> Claim | None:
    """`last couple of weeks`: two."""
    if asked.text(at) not in _LAST or asked.text(at + 1) != "couple":
        return None
    end = asked.skip(at + 2, "of")
    unit = _UNITS.get(asked.text(end))
    note = f"a couple of {unit}s is read as two"
    return _claim(at, end + 1, f"last_2_{unit}s", note) if unit else None

"""Spans of time as people say them, and the days they mean.

A period is kept as it was said, as a short string, so that a saved report that says `last_month`
means last month next month too:

    today · yesterday
    last_week · last_month · last_quarter · last_year      the calendar unit before this one
    last_14_days · last_3_months · …                       that many complete units before this one
    this_week · this_month · this_quarter · this_year      from the unit's start until now
    since:2026-03-01                                       from that day until now
    whole_month · whole_quarter · whole_year               the unit that holds today, to its end
    rest_of_month · rest_of_quarter · rest_of_year         from today to that unit's end
    next_month · next_quarter · next_3_months · …          the calendar unit(s) after this one
    next_30_days                                           so many days after today
    2026 · 2026-H1 · 2026-Q3 · 2026-10 · 2026-10-17        a year, half, quarter, month, day
    2026-03-01/2026-04-15                                  half-open: the end is not part of it

A period to compare with may also be `previous` (the same stretch just before) or `year_before`.

Invariants: every span is half-open, `[start, end)`, in whole UTC days. A period that reaches until
now ends after today, and is compared with the same number of elapsed days. Month ends are clipped,
never overflown. This module reads no clock: today is passed in.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "week", "month", "quarter", "year"]
UNITS: tuple[Unit, ...] = ("day", "week", "month", "quarter", "year")
COMPARISONS = ("previous", "year_before")
# Longer ones are typing mistakes, and would overflow the calendar.
MOST_UNITS = 3660
# No cloud was billed before or will be after; a year beyond is a typing mistake.
FIRST_YEAR, LAST_YEAR = 1990, 2200


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a company counts: `week_start` 0 is Monday; `fiscal_start` is the fiscal year's month."""

    week_start: int = 0
    fiscal_start: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The half-open days `[start, end)`.

    >>> str(Span(date(2026, 11, 4), date(2026, 11, 18)))
    '4–17 Nov 2026 (14 days)'
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse a span that holds no day."""
        if self.end <= self.start:
            raise ValueError(f"the period ends ({self.end}) before it starts ({self.start})")

    @property
    def days(self) -> int:
        """How many days it holds."""
        return (self.end - self.start).days

    @property
    def text(self) -> str:
        """The same as a period: `2026-03-01/2026-04-15`."""
        return f"{self.start}/{self.end}"

    def __str__(self) -> str:
        """For people, last day included, as in `19 Oct–17 Nov 2026 (30 days)`."""
        last = self.end - timedelta(days=1)
        count = f"({self.days} day{'s' if self.days != 1 else ''})"
        if self.start == last:
            return f"{last.day} {last:%b %Y} {count}"
        if (self.start.year, self.start.month) == (last.year, last.month):
            return f"{self.start.day}–{last.day} {last:%b %Y} {count}"
        if self.start.year == last.year:
            return f"{self.start.day} {self.start:%b}–{last.day} {last:%b %Y} {count}"
        return f"{self.start.day} {self.start:%b %Y}–{last.day} {last:%b %Y} {count}"


def shifted(day: date, months: int) -> date:
    """The same day that many months later, clipped to the month's end.

    >>> shifted(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def unit_start(day: date, unit: Unit, calendar: Calendar) -> date:
    """The first day of the week, month, quarter or (fiscal) year that holds `day`."""
    since_fiscal = (day.month - calendar.fiscal_start) % 12
    match unit:
        case "day":
            return day
        case "week":
            return day - timedelta(days=(day.weekday() - calendar.week_start) % 7)
        case "month":
            return day.replace(day=1)
        case "quarter":
            return shifted(day.replace(day=1), -(since_fiscal % 3))
        case "year":
            return shifted(day.replace(day=1), -since_fiscal)


def moved(start: date, unit: Unit, count: int) -> date:
    """`start`, that many units later (earlier, if negative)."""
    match unit:
        case "day":
            return start + timedelta(days=count)
        case "week":
            return start + timedelta(weeks=count)
        case "month":
            return shifted(start, count)
        case "quarter":
            return shifted(start, 3 * count)
        case "year":
            return shifted(start, 12 * count)


Reader = Callable[[re.Match[str], date, Calendar], Span]


def _last(found: re.Match[str], today: date, calendar: Calendar) -> Span:
    unit = _unit(found["unit"])
    count = int(found["count"] or 1)
    if not 0 < count <= MOST_UNITS:
        raise ValueError(f"a period of {count} {unit}s is out of range")
    end = unit_start(today, unit, calendar)
    return Span(moved(end, unit, -count), end)


def _this(found: re.Match[str], today: date, calendar: Calendar) -> Span:
    return Span(unit_start(today, _unit(found["unit"]), calendar), today + timedelta(days=1))


def _whole(found: re.Match[str], today: date, calendar: Calendar) -> Span:
    unit = _unit(found["unit"])
    start = unit_start(today, unit, calendar)
    return Span(start if found["part"] == "whole" else today, moved(start, unit, 1))


def _next(found: re.Match[str], today: date, calendar: Calendar) -> Span:
    unit = _unit(found["unit"])
    count = int(found["count"] or 1)
    if not 0 < count <= MOST_UNITS:
        raise ValueError(f"a period of {count} {unit}s is out of range")
    start = moved(unit_start(today, unit, calendar), unit, 1)
    return Span(start, moved(start, unit, count))


def _since(found: re.Match[str], today: date, _: Calendar) -> Span:
    return Span(date.fromisoformat(found["start"]), today + timedelta(days=1))


def _year_part(found: re.Match[str], _: date, calendar: Calendar) -> Span:
    part, number = found["part"] or "", int(found["number"] or 1)
    months = {"": 12, "H": 6, "Q": 3}[part]
    # A fiscal year bears the name of the calendar year in which it ends.
    first = date(int(found["year"]), calendar.fiscal_start, 1)
    start = shifted(first, (number - 1) * months - (12 if calendar.fiscal_start > 1 else 0))
    return Span(start, shifted(start, months))


def _month(found: re.Match[str], _: date, __: Calendar) -> Span:
    start = date(int(found["year"]), int(found["month"]), 1)
    return Span(start, shifted(start, 1))


def _days(found: re.Match[str], _: date, __: Calendar) -> Span:
    start = date.fromisoformat(found["start"])
    end = found["end"]
    return Span(start, date.fromisoformat(end) if end else start + timedelta(days=1))


def _named(found: re.Match[str], today: date, _: Calendar) -> Span:
    start = today - timedelta(days=0 if found[0] == "today" else 1)
    return Span(start, start + timedelta(days=1))


# Readers of periods that name their year.
_ABSOLUTE: tuple[Reader, ...] = (_since, _year_part, _month, _days)
_DAY = r"\d{4}-\d\d-\d\d"
_SHAPES: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (re.compile(r"today|yesterday"), _named),
    (re.compile(r"last_(?:(?P<count>\d{1,5})_)?(?P<unit>day|week|month|quarter|year)s?"), _last),
    (re.compile(r"this_(?P<unit>day|week|month|quarter|year)"), _this),
    (re.compile(r"(?P<part>whole|rest_of)_(?P<unit>week|month|quarter|year)"), _whole),
    (re.compile(r"next_(?:(?P<count>\d{1,5})_)?(?P<unit>day|week|month|quarter|year)s?"), _next),
    (re.compile(rf"since:(?P<start>{_DAY})"), _since),
    (re.compile(r"(?P<year>\d{4})(?:-(?P<part>H(?=[12])|Q)(?P<number>[1-4]))?"), _year_part),
    (re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)"), _month),
    (re.compile(rf"(?P<start>{_DAY})(?:/(?P<end>{_DAY}))?"), _days),
)


def _unit(word: str) -> Unit:
    return next(unit for unit in UNITS if unit == word)


def span(period: str, today: date, calendar: Calendar | None = None) -> Span:
    """The days that `period` means when today is `today` (a UTC day).

    Raises ValueError, with a message for people, where it is none of the forms above.

    >>> span("last_14_days", date(2026, 11, 18)).text
    '2026-11-04/2026-11-18'
    >>> span("last_month", date(2026, 3, 31)).text
    '2026-02-01/2026-03-01'
    """
    for shape, read in _SHAPES:
        if found := shape.fullmatch(period):
            return _in_range(read, found, today, calendar or Calendar())
    raise ValueError(
        f"{period!r} is not a period; write last_month, last_14_days, this_quarter, "
        "since:2026-03-01, 2026-Q3, 2026-10 or 2026-03-01/2026-04-15"
    )


def _in_range(read: Reader, found: re.Match[str], today: date, calendar: Calendar) -> Span:
    try:
        whole = read(found, today, calendar)
    except OverflowError as error:
        raise ValueError(f"the period {found[0]} is out of the calendar's range") from error
    years = [whole.start.year] if read in _ABSOLUTE else []
    if read in (_year_part, _month, _days):
        years.append(whole.end.year)
    if not all(FIRST_YEAR <= year <= LAST_YEAR for year in years):
        raise ValueError(f"the period {found[0]} is out of range: {FIRST_YEAR} to {LAST_YEAR}")
    return whole


def reaches_now(period: str) -> bool:
    """Whether the period's end moves with the clock: `this_month`, `since:…`."""
    return period.startswith(("this_", "since:"))


def paired(
    period: str, compare_to: str, today: date, calendar: Calendar | None = None
) -> tuple[Span, Span]:
    """The spans of a period and of the one it is compared with, of equal standing.

    `previous` after a calendar period is the calendar period before (February beside March). A
    period until now is taken without today, which is not over, and beside it stands the same number
    of days of the other period, clipped to its end.

    >>> [span.text for span in paired("this_month", "previous", date(2026, 3, 31))]
    ['2026-03-01/2026-03-31', '2026-02-01/2026-03-01']
    """
    calendar = calendar or Calendar()
    base = _elapsed(period, today, calendar)
    if compare_to == "previous":
        return base, _before(period, base)
    if compare_to == "year_before":
        return base, _year_before(base)
    other = _elapsed(compare_to, today, calendar)
    if reaches_now(period) and not reaches_now(compare_to):
        other = Span(other.start, min(other.end, other.start + timedelta(days=base.days)))
    elif reaches_now(compare_to) and not reaches_now(period):
        base = Span(base.start, min(base.end, base.start + timedelta(days=other.days)))
    return base, other


def _elapsed(period: str, today: date, calendar: Calendar) -> Span:
    found = span(period, today, calendar)
    if reaches_now(period) and found.start < today:
        return Span(found.start, today)
    return found


def _before(period: str, base: Span) -> Span:
    if found := re.fullmatch(r"this_(\w+)", period):
        start = moved(base.start, _unit(found[1]), -1)
        return Span(start, min(base.start, start + timedelta(days=base.days)))
    if base.start.day == base.end.day == 1:
        months = (base.end.year - base.start.year) * 12 + base.end.month - base.start.month
        return Span(shifted(base.start, -months), base.start)
    return Span(base.start - timedelta(days=base.days), base.start)


def _year_before(base: Span) -> Span:
    start = shifted(base.start, -12)
    whole_months = base.start.day == base.end.day == 1
    return Span(start, shifted(base.end, -12) if whole_months else start + (base.end - base.start))

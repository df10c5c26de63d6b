"""Points in the calendar: a day, month, quarter, half or year, with or without its year.

No slot itself: what `period` is made of. Numeric dates are read only where they can mean one day:
`2026-10-03`, `10/17/2026`, `17.10.2026`; `10/3/2026` is two different days on two continents and is
not read.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Literal

from intents.period import Span
from intents.slots.claim import Asked
from intents.slots.outlook import looks_ahead
from intents.words import split

# Beyond these a year is a typing mistake, and its days may be beyond the calendar's end.
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_MONTHS = "january february march april may june july august september october november december"
MONTHS = {name: at for at, name in enumerate(_MONTHS.split(), start=1)}
MONTHS |= {name[:3]: at for name, at in MONTHS.items()} | {"sept": 9}
_TITLES = [name.capitalize() for name in _MONTHS.split()]
_ISO = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
_PART = re.compile(
    r"(?:(?P<before>20\d\d)-?)?(?P<letter>[qh])(?P<number>[1-4])(?:[-/']?(?P<after>20\d\d|(?<=')\d\d))?"
)
_YEAR = re.compile(r"(?:fy)?(20\d\d)|(?:'|fy)(\d\d)")
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
}
_ORDINAL_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)")
_YEAR_WORDS = frozenset({"fiscal", "fy", "financial"})
# "Oct-2025", "3-Oct-2025"; "Nov-25" may be a day or a year, and is not read.
_DASHED = re.compile(r"(?:(?P<day>\d{1,2})[-/])?(?P<month>[a-z]{3,9})[-/](?P<year>20\d\d)")
_SLASHED = re.compile(r"(20\d\d)/(\d\d?)(?:/(\d\d?))?|(\d\d?)/(20\d\d)")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_NUMERIC = re.compile(r"(\d{1,2})([/.])(\d{1,2})\2(20\d\d)")


@dataclass(frozen=True, slots=True)
class Point:
    """A day, month, quarter, half or year as it was said; `year` None: it was not said.

    `assumed`: the year was taken from the other end of a range.
    """

    kind: Literal["day", "month", "quarter", "half", "year"]
    year: int | None
    number: int = 1
    day: int = 1
    assumed: bool = False

    @property
    def is_bare_month(self) -> bool:
        """Whether it is a month and no more."""
        return self.kind == "month" and self.year is None

    @property
    def is_risky(self) -> bool:
        """Whether it is a word that often means something else: "may"."""
        return self.is_bare_month and self.number == 5

    @property
    def is_real(self) -> bool:
        """Whether the day exists, in some year."""
        try:
            date(self.year or 2024, self.number, self.day)
        except ValueError:
            return False
        return True

    def text(self, year: int) -> str:
        """As a period of `intents.period`."""
        match self.kind:
            case "day":
                return f"{year:04}-{self.number:02}-{self.day:02}"
            case "month":
                return f"{year:04}-{self.number:02}"
            case "quarter":
                return f"{year:04}-Q{self.number}"
            case "half":
                return f"{year:04}-H{self.number}"
            case "year":
                return f"{year:04}"

    def resolved(self, asked: Asked) -> int:
        """Its year: as said, else that of the most recent one that has begun.

        In a forecast it is that of the first one that is not over.
        """
        if self.year is not None:
            return self.year
        today = asked.context.today
        if looks_ahead(asked):
            return next(year for year in count(today.year) if self._ends_after(year, asked))
        for year in range(today.year + 1, today.year - 9, -1):
            try:
                begins = asked.context.span(self.text(year)).start
            except ValueError:
                continue
            if begins <= today:
                return year
        return today.year

    def _ends_after(self, year: int, asked: Asked) -> bool:
        today = asked.context.today
        try:
            return asked.context.span(self.text(year)).end > today
        except ValueError:
            # The 29th of February: the year of the next one is looked for.
            return year > today.year + 8

    def span(self, asked: Asked) -> Span:
        """Its days."""
        return asked.context.span(self.text(self.resolved(asked)))

    def period(self, asked: Asked) -> str:
        """Its text; a month, quarter or year that is not over yet is `this_month` and so on."""
        found = self.span(asked)
        if found.start <= asked.context.today < found.end and self.kind in (
            "month",
            "quarter",
            "year",
        ):
            return f"this_{self.kind}"
        if self.kind == "half" and found.start <= asked.context.today < found.end:
            return self._running_half(found, asked)
        return self.text(self.resolved(asked))

    def _running_half(self, found: Span, asked: Asked) -> str:
        """A half that is not over: so far, but in a forecast."""
        whole = self.text(self.resolved(asked))
        return whole if looks_ahead(asked) else f"since:{found.start}"

    def note(self, asked: Asked) -> str | None:
        """What had to be assumed: "October is read as October 2026"."""
        if self.year is not None and not self.assumed:
            return None
        year = self.resolved(asked)
        letter = {"quarter": "Q", "half": "H"}.get(self.kind)
        title = f"{letter}{self.number}" if letter else _TITLES[self.number - 1]
        title = f"{self.day} {title}" if self.kind == "day" else title
        begun = self.period(asked).startswith(("this_", "since:")) and not looks_ahead(asked)
        so_far = ", so far" if begun else ""
        return f"{title} is read as {title} {year}{so_far}"


def point(asked: Asked, at: int) -> tuple[Point, int] | None:
    """The point in the calendar named at a position, and the position after it."""
    if at not in asked.points:
        asked.points[at] = _point(asked, at)
    found: tuple[Point, int] | None = asked.points[at]
    return found


def _point(asked: Asked, at: int) -> tuple[Point, int] | None:
    if at not in asked.bare:
        return None
    begin = _after_article(asked, at)
    found = _written(asked, begin) or _part(asked, begin) or _month(asked, begin)
    return found if found and _holds(found[0]) else None


def _after_article(asked: Asked, at: int) -> int:
    """The position after "the", "the month of", "the whole of" and the like, before a point."""
    begin = at + (asked.text(at) == "the")
    if asked.text(begin) in ("month", "whole", "entirety") and asked.text(begin + 1) == "of":
        return begin + 2
    if asked.text(begin) == "calendar" and asked.context.calendar.fiscal_start == 1:
        begin += 1 + (asked.text(begin + 1) == "year")
        return begin if _YEAR.fullmatch(asked.text(begin)) else at
    if asked.text(begin) == "year" and _YEAR.fullmatch(asked.text(begin + 1)):
        return begin + 1
    ordinal = _ORDINAL_DAY.fullmatch(asked.text(begin)) or asked.text(begin) in _ORDINALS
    return begin if begin == at or ordinal or asked.text(begin) in _YEAR_WORDS else at


def _year(asked: Asked, at: int, *, fiscal: bool = True) -> tuple[int, int] | None:
    """The year at a position: `2025`, `, 2025`, `of 2025`, `'25`, `FY25`, `last year`.

    `fiscal`: "this year" is the company's year, which bears the name of the one in which it ends.
    """
    begin = asked.skip(at, ",", "of")
    if begin > at + 1:
        return None
    begin = asked.skip(begin, *_YEAR_WORDS) if asked.text(begin) in _YEAR_WORDS else begin
    if said := _YEAR.fullmatch(asked.text(begin)):
        return int(said[1] or f"20{said[2]}"), begin + 1
    begin += asked.text(begin) == "the" and asked.text(begin + 1) == "year"
    moved = {"last": -1, "previous": -1, "this": 0, "current": 0}.get(asked.text(begin))
    if moved is not None and asked.text(begin + 1) == "year":
        this_year = asked.context.span("this_year").start
        named = this_year.year + (this_year.month > 1) if fiscal else asked.context.today.year
        return named + moved, begin + 2
    return None


def without_year(asked: Asked, at: int) -> tuple[Point, int] | None:
    """A month, with its year if one follows."""
    found = _month(asked, at)
    return found if found and found[0].kind == "month" else None


def _holds(named: Point) -> bool:
    if named.kind == "half" and named.number > 2:
        return False
    return named.is_real if named.kind == "day" else True


def _written(asked: Asked, at: int) -> tuple[Point, int] | None:
    """`2026-10-03`, `2026-10`, `2026`, `17.10.2026`."""
    word = asked.text(at)
    if iso := _ISO.fullmatch(word):
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3] or 1)
        if not 1 <= month <= 12 or not _FIRST_YEAR <= year <= _LAST_YEAR:
            return None
        return Point("day" if iso[3] else "month", year, month, day), at + 1
    if found := _NUMERIC.fullmatch(word):
        return _numeric(found, at)
    if found := _DASHED.fullmatch(word):
        return _of_numbers(found["year"], MONTHS.get(found["month"]), found["day"], at)
    if found := _SLASHED.fullmatch(word):
        numbers = found.groups()
        return _of_numbers(numbers[0] or numbers[4], int(numbers[1] or numbers[3]), numbers[2], at)
    return _whole_year(asked, at)


def _of_numbers(year: str, month: int | None, day: str | None, at: int) -> tuple[Point, int] | None:
    if month is None or not 1 <= month <= 12:
        return None
    return Point("day" if day else "month", int(year), month, int(day or 1)), at + 1


def _whole_year(asked: Asked, at: int) -> tuple[Point, int] | None:
    """`2025`, `FY25`, `fiscal year 2025`, `2025 Q3`, `fiscal Q1`."""
    begin = asked.skip(at, *_YEAR_WORDS)
    if begin != at:
        begin += asked.text(begin) == "year"
        if (part := _part(asked, begin)) and asked.text(begin - 1) != "year":
            return part
    found = _YEAR.fullmatch(asked.text(begin)) or (
        re.fullmatch(r"()(\d\d)", asked.text(begin)) if begin != at else None
    )
    if found is None or _counts(asked, begin + 1):
        return None
    year = int(found[1] or f"20{found[2]}")
    part = _part(asked, begin + 1)
    if part and part[0].year is None:
        return Point(part[0].kind, year, part[0].number), part[1]
    return Point("year", year), begin + 1


def _counts(asked: Asked, at: int) -> bool:
    """Whether a number counts something, as in "2025 dollars"."""
    return asked.text(at) in ("dollars", "usd", "gb", "gib", "vms", "%", "percent", "days")


def _numeric(found: re.Match[str], at: int) -> tuple[Point, int] | None:
    first, mark, second, year = int(found[1]), found[2], int(found[3]), int(found[4])
    if mark == "." or first > 12 >= second:
        day, month = first, second
    elif second > 12 >= first or first == second:
        month, day = first, second
    else:
        return None
    return (Point("day", year, month, day), at + 1) if 1 <= month <= 12 and day else None


def _part(asked: Asked, at: int) -> tuple[Point, int] | None:
    """`Q3`, `Q3 2025`, `Q3'25`, `2025-Q3`, `H1 of 2026`, `third quarter of last year`."""
    kind: Literal["quarter", "half"]
    year: str | None
    if found := _PART.fullmatch(asked.text(at)):
        kind, number = "quarter" if found["letter"] == "q" else "half", int(found["number"])
        year, end = found["before"] or found["after"], at + 1
    elif asked.text(at) in _ORDINALS and asked.text(at + 1) in ("quarter", "half"):
        kind, number = (
            "quarter" if asked.text(at + 1) == "quarter" else "half",
            _ORDINALS[asked.text(at)],
        )
        year, end = None, at + 2
        if asked.text(end) == "of" and (asked.text(end + 1), asked.text(end + 2)) == (
            "the",
            "year",
        ):
            this = _year(Asked(split("this year"), asked.subject, asked.context), 0)
            return (Point(kind, this[0], number), end + 3) if this else None
        if asked.text(end) == "of" and _year(asked, end) is None:
            return None
    else:
        return None
    if year is None and (said := _year(asked, end)):
        return Point(kind, said[0], number), said[1]
    return Point(kind, int(year if len(year) == 4 else f"20{year}") if year else None, number), end


def _month(asked: Asked, at: int) -> tuple[Point, int] | None:
    """`October`, `October 2025`, `October 3rd, 2025`, `3 October`."""
    this = asked.text(at) == "this"
    at += this
    day = None
    if (first := _DAY.fullmatch(asked.text(at))) and 1 <= int(first[1]) <= 31:
        day, at = int(first[1]), at + 1
        if asked.text(at) == "of":
            at += 1
    month = MONTHS.get(asked.text(at).rstrip("."))
    if month is None:
        return None
    end = at + 1
    late = end + (asked.text(end) == "the" and bool(_ORDINAL_DAY.fullmatch(asked.text(end + 1))))
    if day is None and (after := _DAY.fullmatch(asked.text(late))) and 1 <= int(after[1]) <= 31:
        day, end = int(after[1]), late + 1
    year = None
    if said := _year(asked, end, fiscal=False):
        year, end = said
    elif this and day is None:
        year = asked.context.today.year
    kind: Literal["day", "month"] = "month" if day is None else "day"
    return Point(kind, year, month, day or 1), end

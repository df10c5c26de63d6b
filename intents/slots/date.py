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

# Beyond these a year is a typing mistake, and its days may be beyond the calendar's end.
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_MONTHS = "january february march april may june july august september october november december"
MONTHS = {name: at for at, name in enumerate(_MONTHS.split(), start=1)}
MONTHS |= {name[:3]: at for name, at in MONTHS.items()} | {"sept": 9}
_TITLES = [name.capitalize() for name in _MONTHS.split()]
_ISO = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
_PART = re.compile(
    r"(?:(?P<before>20\d\d)-?)?(?P<letter>[qh])(?P<number>[1-4])(?:[-/](?P<after>20\d\d))?"
)
_YEAR = re.compile(r"(?:fy)?(20\d\d)")
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
        return self.text(self.resolved(asked))

    def note(self, asked: Asked) -> str | None:
        """What had to be assumed: "October is read as October 2026"."""
        if self.year is not None and not self.assumed:
            return None
        year = self.resolved(asked)
        letter = {"quarter": "Q", "half": "H"}.get(self.kind)
        title = f"{letter}{self.number}" if letter else _TITLES[self.number - 1]
        title = f"{self.day} {title}" if self.kind == "day" else title
        begun = self.period(asked).startswith("this_") and not looks_ahead(asked)
        so_far = ", so far" if begun else ""
        return f"{title} is read as {title} {year}{so_far}"


def point(asked: Asked, at: int) -> tuple[Point, int] | None:
    """The point in the calendar named at a position, and the position after it."""
    if at < len(asked.words) and asked.words[at].quoted:
        return None
    found = _written(asked, at) or _part(asked, at) or _month(asked, at)
    return found if found and _holds(found[0]) else None


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
    if (found := _YEAR.fullmatch(word)) and not _counts(asked, at + 1):
        part = _part(asked, at + 1)
        if part and part[0].year is None:
            return Point(part[0].kind, int(found[1]), part[0].number), part[1]
        return Point("year", int(found[1])), at + 1
    return None


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
    """`Q3`, `Q3 2025`, `2025-Q3`, `H1 of 2026`."""
    found = _PART.fullmatch(asked.text(at))
    if found is None:
        return None
    kind: Literal["quarter", "half"] = "quarter" if found["letter"] == "q" else "half"
    year = found["before"] or found["after"]
    end = at + 1
    if year is None:
        following = asked.skip(end, "of", ",")
        if following <= end + 1 and (said := _YEAR.fullmatch(asked.text(following))):
            year, end = said[1], following + 1
    return Point(kind, int(year) if year else None, int(found["number"])), end


def _month(asked: Asked, at: int) -> tuple[Point, int] | None:
    """`October`, `October 2025`, `October 3rd, 2025`, `3 October`."""
    day = None
    if (first := _DAY.fullmatch(asked.text(at))) and 1 <= int(first[1]) <= 31:
        day, at = int(first[1]), at + 1
        if asked.text(at) == "of":
            at += 1
    month = MONTHS.get(asked.text(at).rstrip("."))
    if month is None:
        return None
    end = at + 1
    if day is None and (after := _DAY.fullmatch(asked.text(end))) and 1 <= int(after[1]) <= 31:
        day, end = int(after[1]), end + 1
    following = asked.skip(end, ",", "of")
    year = None
    if following <= end + 1 and (said := _YEAR.fullmatch(asked.text(following))):
        year, end = int(said[1]), following + 1
    kind: Literal["day", "month"] = "month" if day is None else "day"
    return Point(kind, year, month, day or 1), end

"""The hours of a week at which something stands idle, told by its hourly means.

An hour of the week ("Tuesday, 03 to 04") is idle where each week of the window has a mean for it,
and all of them are below IDLE. An hour that any week leaves untold is not known to be idle, and so
is not. Only stretches of SHORTEST hours or more count: nobody switches a machine off for one hour.
Hours are UTC; the week begins on Monday, and its end goes on at its begin.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

# A share in percent. Source: finopsmcp calls an hour with less than 5% CPU idle, as OptScale does.
IDLE = 5.0
SHORTEST = 4
# One week is no habit.
LEAST_WEEKS = 2
HOUR, HOURS = 3600, 168
# 1970 began on a Thursday.
_THURSDAY = 72
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Week:
    """How many of the 168 hours are idle, and at which it is busy, or not known: in words."""

    idle_hours: float
    busy: str


def week(at: Sequence[float], means: Sequence[float | None], weeks: int) -> Week | None:
    """The week of a series over so many whole weeks; None where these are too few.

    `at` are the begins of hours in seconds since 1970, `means` percent.
    """
    if weeks < LEAST_WEEKS:
        return None
    quiet = [0] * HOURS
    busy = set()
    for moment, mean in zip(at, means, strict=True):
        hour = (int(moment) // HOUR + _THURSDAY) % HOURS
        if mean is not None and mean < IDLE:
            quiet[hour] += 1
        elif mean is not None:
            busy.add(hour)
    idle = [times >= weeks and hour not in busy for hour, times in enumerate(quiet)]
    long = _long(idle)
    return Week(float(sum(long)), _said(long))


def _long(idle: Sequence[bool]) -> list[bool]:
    """The same without stretches that are too short, round the end of the week."""
    if all(idle) or not any(idle):
        return list(idle)
    # From the first hour that is not idle, no stretch is cut in two.
    first = idle.index(False)
    turned = [*idle[first:], *idle[:first]]
    kept: list[bool] = []
    for is_idle, hours in groupby(turned):
        many = len(list(hours))
        kept += [is_idle and many >= SHORTEST] * many
    return [*kept[HOURS - first :], *kept[: HOURS - first]]


def _said(idle: Sequence[bool]) -> str:
    """The other hours: "Mon–Fri 08–18, Sat 10–12 UTC"; "never" where there are none.

    >>> _said([not (day < 5 and 8 <= hour < 18) for day in range(7) for hour in range(24)])
    'Mon–Fri 08–18 UTC'
    """
    days = [_ranges(idle[day * 24 : day * 24 + 24]) for day in range(7)]
    parts = [
        f"{_span(list(numbers))} {ranges}"
        for ranges, numbers in groupby(range(7), key=days.__getitem__)
        if ranges
    ]
    return f"{', '.join(parts)} UTC" if parts else "never"


def _ranges(day: Iterable[bool]) -> str:
    return " ".join(f"{start:02}–{end:02}" for start, end in _stretches(day))


def _stretches(day: Iterable[bool]) -> Iterator[tuple[int, int]]:
    for is_idle, numbered in groupby(enumerate(day), key=lambda one: one[1]):
        hours = [hour for hour, _ in numbered]
        if not is_idle:
            yield hours[0], hours[-1] + 1


def _span(numbers: Sequence[int]) -> str:
    first, last = _DAYS[numbers[0]], _DAYS[numbers[-1]]
    return first if first == last else f"{first}–{last}"

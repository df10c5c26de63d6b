"""What days to come will cost: the arithmetic behind `forecast`, and how wrong it used to be.

A day to come = the level of late × the factor of its weekday + what comes on that day of every
month. Of three ways to see the level (the last week, the last four weeks, the last four weeks with
the damped trend of twelve) the one is taken that would have been nearest in the past.

`backtests` makes the same forecast from many days of the past, knowing only what was known then.
Their errors are the interval: of the next such forecast, 80% are expected within it (a conformal
interval; benchmarks/forecast.py measures the share). Where the past is too short to test a forecast
of this length, the error of the longest that can be tested is widened; where it is too short for
that too, there is no interval, and whoever asks is told.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, median
from typing import Literal

from finops.forecast.recurring import Line, expected
from finops.season import OF_MAD, Season, Series, season

Way = Literal["week", "month", "trend"]
WAYS: tuple[Way, ...] = ("month", "week", "trend")
# Two weeks: with less no weekday was seen twice.
LEAST_DAYS = 14
# A backtest starts where the method has what it looks at: eight weeks.
WARM_DAYS = 56
# What is looked back at: the twelve weeks of a trend, and the months of what comes monthly.
WINDOW_DAYS = 112
TREND_WEEKS = 12
# A trend wears off by a tenth a week: none of the past went on for ever.
DAMPING = 0.9
# Beyond this many scatters a day is no part of the level.
MOST_SCATTERS = 3.0
# Fewer errors than this are no distribution.
LEAST_TESTS = 5
# What was tested over less than a week says nothing of more.
LEAST_TESTED_DAYS = 7
STEP_DAYS = 5
MOST_TESTS = 40
COVERAGE = 0.8
MOST_DAYS_OF_A_MONTH = 31


@dataclass(frozen=True, slots=True)
class History:
    """What is known of one group, day by day from `start`; None where nothing is.

    `usage` is what is used from day to day, `lines` what comes monthly, `actual` all of it.
    """

    start: date
    usage: tuple[float | None, ...]
    lines: tuple[Line, ...]
    actual: tuple[float | None, ...]

    @property
    def known_days(self) -> int:
        """How many days have a value."""
        return sum(value is not None for value in self.actual)

    def day(self, at: int) -> date:
        """The day at a position."""
        return self.start + timedelta(days=at)


@dataclass(frozen=True, slots=True)
class Test:
    """A forecast of the past: what was said of each day, and what came; positions from `origin`."""

    origin: int
    said: tuple[float, ...]
    came: tuple[float | None, ...]

    def error(self, first: int, last: int) -> float | None:
        """The error over a stretch of days, as a share of what was said; None: it is unknown."""
        pairs = [
            (said, came)
            for said, came in zip(self.said[first:last], self.came[first:last], strict=True)
            if came is not None
        ]
        said = sum(one for one, _ in pairs)
        if said <= 0 or not pairs:
            return None
        return (sum(one for _, one in pairs) - said) / said


def project(history: History, origin: int, days: int, way: Way) -> tuple[float, ...]:
    """The cost of each of the `days` days from position `origin`, from the days before it."""
    both = zip(used(history, origin, days, way), monthly(history, origin, days), strict=True)
    return tuple(usage + fee for usage, fee in both)


def used(history: History, origin: int, days: int, way: Way) -> tuple[float, ...]:
    """The part of it that is used from day to day."""
    began = max(0, origin - WINDOW_DAYS)
    usual = season(Series(history.day(began), history.usage[began:origin]))
    level, slope = _level(usual, way)
    seen = origin - began
    return tuple(
        max(0.0, level + slope * _worn(ahead)) * usual.factor(seen + ahead)
        + usual.placed(seen + ahead, seen)
        for ahead in range(days)
    )


def monthly(history: History, origin: int, days: int) -> tuple[float, ...]:
    """The part of it that comes once a month."""
    first = history.day(origin)
    comes = expected(history.lines, first, first + timedelta(days=days))
    return tuple(comes.get(first + timedelta(days=ahead), 0.0) for ahead in range(days))


def _worn(ahead: int) -> float:
    """How many weeks of a trend are still to come after so many days, as it wears off."""
    weeks = (ahead + 1) / 7
    return float(1 - DAMPING**weeks) / -math.log(DAMPING)


def _level(usual: Season, way: Way) -> tuple[float, float]:
    """The level on the last day, without weekdays and monthly extras, and its change a week."""
    known = usual.series.known
    flat = [
        (usual.series.values[at] or 0.0) / usual.factor(at)
        - usual.placed(at, at) / usual.factor(at)
        for at in known[-28:]
    ]
    if way == "week":
        return _clipped_mean(flat[-7:]), 0.0
    if way == "month":
        return _clipped_mean(flat), 0.0
    slope = _slope(usual)
    # The mean of two weeks stands for their middle, a week ago.
    return _clipped_mean(flat[-14:]) + slope, slope


def _clipped_mean(values: Sequence[float]) -> float:
    """The mean, with odd days held to what is usual."""
    if not values:
        return 0.0
    middle = median(values)
    reach = MOST_SCATTERS * OF_MAD * median(abs(value - middle) for value in values)
    return fmean(min(max(value, middle - reach), middle + reach) for value in values)


def _slope(usual: Season) -> float:
    """The middle of all slopes between two of the last twelve weeks (Theil and Sen)."""
    end = len(usual.series.values)
    weeks = []
    for ago in range(TREND_WEEKS):
        days = range(max(0, end - 7 * (ago + 1)), end - 7 * ago)
        levels = [level for at in days if (level := usual.level(at)) is not None]
        if levels:
            weeks.append((-ago, median(levels)))
    slopes = [
        (one[1] - other[1]) / (one[0] - other[0])
        for at, one in enumerate(weeks)
        for other in weeks[at + 1 :]
    ]
    return median(slopes) if slopes else 0.0


def backtests(history: History, origin: int, days: int, way: Way, most: int) -> tuple[Test, ...]:
    """The same forecast made from days before, the latest first, each wholly in the past.

    Only such days are taken from which as many firsts of a month lie ahead as now: most monthly
    charges come then, and a forecast with one more or less is another forecast.
    """
    firsts = _firsts(history, origin, days)
    apart = 1 if days > MOST_DAYS_OF_A_MONTH else 0
    starts = [
        start
        for start in range(origin - days, WARM_DAYS - 1, -STEP_DAYS)
        if abs(_firsts(history, start, days) - firsts) <= apart and _is_told(history, start, days)
    ]
    # Spread over all of the past: days beside each other tell the same story.
    chosen = starts[:: -(-len(starts) // most)] if starts else []
    return tuple(
        Test(start, project(history, start, days, way), history.actual[start : start + days])
        for start in chosen
    )


def _is_told(history: History, start: int, days: int) -> bool:
    """Whether at most one day in five is missing, so that there is something to compare with."""
    came = history.actual[start : start + days]
    return sum(one is None for one in came) * 5 <= days


def _firsts(history: History, start: int, days: int) -> int:
    return sum(history.day(start + ahead).day == 1 for ahead in range(days))


@dataclass(frozen=True, slots=True)
class Outlook:
    """A forecast with what was learnt from making it in the past.

    `daily` is each day's cost, `monthly` the part of it that comes once a month. `tested_days` is
    how many days ahead the tests reach: fewer than `daily` has where the past is short.
    """

    daily: tuple[float, ...]
    monthly: tuple[float, ...]
    way: Way
    tests: tuple[Test, ...]
    tested_days: int

    def spread(self, first: int, last: int) -> float | None:
        """Half the width of the interval over these days ahead, as a share of their cost.

        None where the past is too short to tell.
        """
        until = min(last, self.tested_days)
        since = min(first, max(0, until - (last - first)))
        errors = sorted(abs(e) for e in self.errors(since, until))
        if len(errors) < LEAST_TESTS:
            return None
        share = min(1.0, COVERAGE * (1 + 1 / self._apart(until - since)))
        place = max(math.ceil(len(errors) * share), 1) - 1
        return errors[place] * math.sqrt(max(1.0, last / max(until, 1)))

    def _apart(self, days: int) -> float:
        """How many tests of so many days do not overlap: the others tell the same story again.

        The next forecast is not among them, which a conformal interval makes up for by their count.
        """
        reach = self.tests[0].origin - self.tests[-1].origin + days
        return max(reach / max(days, 1), 1.0)

    def errors(self, first: int, last: int) -> Iterator[float]:
        """The errors of all tests over these days ahead, as shares of what was said."""
        for test in self.tests:
            error = test.error(first, last)
            if error is not None:
                yield error


def outlook(history: History, days: int, most_tests: int = MOST_TESTS) -> Outlook:
    """The days after the history, by the way that was nearest in the past."""
    origin = len(history.actual)
    longest = origin - WARM_DAYS - STEP_DAYS * LEAST_TESTS
    tested = min(days, max(longest, 0))
    way: Way = "month"
    by_way: dict[Way, tuple[Test, ...]] = {way: ()}
    if tested < min(days, LEAST_TESTED_DAYS):
        tested = 0
    else:
        by_way = {way: backtests(history, origin, tested, way, most_tests) for way in WAYS}
        way = min(WAYS, key=lambda one: _distance(by_way[one], tested))
    fees = monthly(history, origin, days)
    daily = tuple(
        usage + fee for usage, fee in zip(used(history, origin, days, way), fees, strict=True)
    )
    return Outlook(daily, fees, way, by_way[way], tested)


def _distance(tests: Sequence[Test], days: int) -> float:
    errors = [abs(error) for test in tests if (error := test.error(0, days)) is not None]
    return fmean(errors) if errors else math.inf

"""Days of one series that cost more than they should have: the arithmetic behind `anomaly`.

A day is compared with the median of the 28 ordinary days before it, its weekday, and what comes on
that day of every month. `score` says how many times the series' own scatter it lies above that.
Odd days never become part of what is usual, unless they last: after a week the new level is what
the series costs now, and no alarm any more.

Only what is above is looked for. A day that is not wholly delivered yet can only be too low, so
late data raise no alarm.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median

from finops.season import OF_MAD, Season, Series, season

# Ordinary days before a day that say what it should cost: four of each weekday.
BASELINE_DAYS = 28
# With fewer, a scatter is a guess and a weekday unknown: two whole weeks.
LEAST_DAYS = 14
# Days in a row after which what was odd is the new level.
SETTLED_DAYS = 7
# How many times its scatter a series must leave its level. On plain noise of 2% to 20% this gives
# about one false alarm in two hundred series and months (benchmarks/anomalies.py).
LEAST_SCORE = 5.0
# And by how much: below a quarter more, nobody would act on it (drift of 1% a day stays below).
LEAST_RATIO = 1.25
# A series that never moved has no scatter; a twentieth of its level then stands for it.
LEAST_SCATTER = 0.05
# The share of a monthly charge by which it may differ: taxes and fees follow what they are on.
MONTHLY_SCATTER = 0.25
# One value in ten of a normal distribution is this many standard deviations above its middle.
NORMAL_TENTH = 1.2816
# Beyond this a score says no more: it would only be a number with many digits.
MOST_SCORE = 999.0
# Odd days with more unknown days between them than a long weekend are two things.
MOST_APART_DAYS = 4


@dataclass(frozen=True, slots=True)
class OddDay:
    """A day above its expected cost, at a position of the series."""

    at: int
    cost: float
    expected: float
    score: float

    @property
    def excess(self) -> float:
        """How much more it cost."""
        return self.cost - self.expected


@dataclass(frozen=True, slots=True)
class Episode:
    """Odd days in a row. `settled`: they lasted, and are what the series costs now."""

    days: tuple[OddDay, ...]
    settled: bool = False


@dataclass(slots=True)
class _Walk:
    """What has been seen so far: the ordinary days' levels, and the odd days still open."""

    usual: list[float]
    odd: list[OddDay]
    levels: list[float]


def episodes(series: Series, first: int) -> Iterator[Episode]:
    """The episodes that reach into the days from position `first` on."""
    whole = season(series)
    for episode in _all(whole):
        if episode.days[-1].at >= first:
            yield episode


def can_be_judged(series: Series, first: int) -> bool:
    """Whether there is a day from position `first` on with enough known days before it."""
    return any(at >= first for at in islice(series.known, LEAST_DAYS, None))


def _all(whole: Season) -> Iterator[Episode]:
    walk = _Walk([], [], [])
    for count, at in enumerate(whole.series.known):
        found = _judged(whole, walk.usual[-BASELINE_DAYS:], at) if count >= LEAST_DAYS else None
        level = (whole.level(at) or 0.0) - whole.monthly(at, at) / whole.factor(at)
        if walk.odd and (found is None or at - walk.odd[-1].at > MOST_APART_DAYS):
            yield Episode(tuple(walk.odd))
            walk.odd, walk.levels = [], []
        if found is None:
            walk.usual.append(level)
            continue
        walk.odd.append(found)
        walk.levels.append(level)
        if len(walk.odd) == SETTLED_DAYS:
            yield Episode(tuple(walk.odd), settled=True)
            walk.usual, walk.odd, walk.levels = _risen(walk), [], []
    if walk.odd:
        yield Episode(tuple(walk.odd))


def _risen(walk: _Walk) -> list[float]:
    """What was usual, at the new level: a week alone would not show the scatter."""
    before = walk.usual[-BASELINE_DAYS + SETTLED_DAYS :]
    old, new = median(before), median(walk.levels)
    lifted = [value * new / old for value in before] if old > 0 else []
    return [*lifted, *walk.levels]


def _judged(whole: Season, usual: Sequence[float], at: int) -> OddDay | None:
    """The day, if it is odd beside the ordinary days before it."""
    cost = whole.series.values[at]
    if cost is None or not usual:
        return None
    level, monthly = median(usual), whole.monthly(at, at)
    expected = level * whole.factor(at) + monthly
    if cost <= 0 or cost - expected < (LEAST_RATIO - 1) * abs(expected):
        return None
    scatter = _scatter(usual, level) * whole.factor(at) + MONTHLY_SCATTER * monthly
    # What never cost anything has no scatter at all: any cost is as odd as can be.
    score = min((cost - expected) / scatter, MOST_SCORE) if scatter > 0 else MOST_SCORE
    return OddDay(at, cost, expected, score) if score >= LEAST_SCORE else None


def _scatter(usual: Sequence[float], level: float) -> float:
    """How far ordinary days lie from their level.

    The larger of the usual distance and of what one day in ten exceeds: of costs that jump now and
    then, the first alone would call every jump an anomaly.
    """
    around = median(abs(value - level) for value in usual) * OF_MAD
    tenth = sorted(usual)[-1 - len(usual) // 10] - level
    return max(around, tenth / NORMAL_TENTH, LEAST_SCATTER * abs(level))

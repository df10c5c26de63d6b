"""What a day usually costs: the level of late, the day of the week, and what comes once a month.

Shared by anomalies and forecasts. Pure arithmetic on floats: what is estimated here is an estimate,
and amounts that are known stay Decimal elsewhere. Everything rests on medians, so that a day that
went wild says nothing about the days around it. A day without a value is missing, never zero.

Multiplying every value multiplies every result; moving all days by whole weeks moves the weekdays'
factors not at all.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from statistics import median

from intents.period import shifted

# A weekday's factor is a median: of fewer days it would be the noise of one of them.
LEAST_OF_A_WEEKDAY = 3
# Days on each side that make a day's own level; twice as many outvote a week of odd ones.
AROUND = 10
# Months looked back at for what comes every month; two of three must have it.
MONTHS_BACK = 3
# A monthly charge may come a day sooner or later, as weekends fall.
SLIP_DAYS = 1
# A forecast looks no further ahead than this: further, nothing of the past would hold.
MOST_MONTHS_AHEAD = 24
# The last days of a month are also counted from its end: the 31st of one is the 30th of another.
LAST_DAYS = 4
# An extra this much above a day's usual is a charge of its own, not the day's scatter.
EXTRA_SHARE = 0.2
EXTRA_SCATTERS = 4
# What a median absolute deviation is times this is a normal distribution's standard deviation.
OF_MAD = 1.4826


@dataclass(frozen=True, slots=True)
class Series:
    """What one group cost on each day from `start`; None where nothing is known of the day."""

    start: date
    values: tuple[float | None, ...]

    @classmethod
    def of(cls, costs: Mapping[date, float], start: date, end: date) -> "Series":
        """The days of `[start, end)`."""
        days = (start + timedelta(days=n) for n in range((end - start).days))
        return cls(start, tuple(costs.get(day) for day in days))

    def day(self, at: int) -> date:
        """The day at a position."""
        return self.start + timedelta(days=at)

    def weekday(self, at: int) -> int:
        """The day of the week at a position, 0 for Monday."""
        return (self.start.weekday() + at) % 7

    @property
    def known(self) -> tuple[int, ...]:
        """The positions of days with a value."""
        return tuple(at for at, value in enumerate(self.values) if value is not None)

    def until(self, end: int) -> "Series":
        """The first `end` days alone."""
        return Series(self.start, self.values[:end])


@dataclass(frozen=True, slots=True)
class Season:
    """How the days of a series differ from its level.

    `week` has a factor for each weekday; `extras` is, at each known day, what it cost above its own
    level and weekday, where that is more than scatter; else zero.
    `comes` holds the days of the month near which there is any: on others nothing comes monthly.
    """

    series: Series
    week: tuple[float, ...]
    extras: Mapping[int, float]
    comes: frozenset[int]

    def factor(self, at: int) -> float:
        """The weekday's factor at a position, also beyond the series' end."""
        return self.week[self.series.weekday(at)]

    def level(self, at: int) -> float | None:
        """The value at a position without its weekday."""
        value = self.series.values[at]
        return None if value is None else value / self.factor(at)

    def monthly(self, at: int, seen: int) -> float:
        """What comes on or beside this day of every month, above the usual; zero if nothing does.

        It is the extra that two of the last three months had then, as far as the first `seen` days
        of the series tell.
        """
        if self.series.day(at).day not in self.comes:
            return 0.0
        return self._middle(self._extra_beside(days, seen) for days in self._months_before(at))

    def placed(self, at: int, seen: int) -> float:
        """The same for this very day, so that each extra of a month has one day in every other."""
        day = self.series.day(at)
        if day.day not in self.comes:
            return 0.0
        months = (shifted(day, -ago) for ago in range(1, MOST_MONTHS_AHEAD + MONTHS_BACK))
        return self._middle(
            self._largest(_counterparts(day, same), seen)
            for same in months
            if (same - self.series.start).days < seen
        )

    def _months_before(self, at: int) -> Iterator[tuple[date, ...]]:
        day = self.series.day(at)
        return (_same_days(day, ago) for ago in range(1, MONTHS_BACK + 1))

    def _middle(self, months: Iterable[float | None]) -> float:
        """Of three months the middle one, of two the smaller; one alone has to do."""
        known = sorted(islice((extra for extra in months if extra is not None), MONTHS_BACK))
        return max(0.0, known[(len(known) - 1) // 2]) if known else 0.0

    def _extra_beside(self, days: Iterable[date], seen: int) -> float | None:
        slips = [timedelta(days=slip) for slip in range(-SLIP_DAYS, SLIP_DAYS + 1)]
        return self._largest([day + slip for day in days for slip in slips], seen)

    def _largest(self, days: Iterable[date], seen: int) -> float | None:
        """The largest extra of these days; None where none of them is known."""
        at_days = ((day - self.series.start).days for day in days)
        extras = [self.extras[at] for at in at_days if at < seen and at in self.extras]
        return max(extras) if extras else None


def season(series: Series) -> Season:
    """The season of a whole series."""
    week = _week(series)
    flat = [
        None if value is None else value / week[series.weekday(at)]
        for at, value in enumerate(series.values)
    ]
    above = {}
    for at in series.known:
        around = _known(flat[max(0, at - AROUND) : at + AROUND + 1])
        above[at] = (series.values[at] or 0.0) - median(around) * week[series.weekday(at)]
    extras = _beyond_scatter(series, above)
    days = {slipped for at, extra in extras.items() if extra for slipped in _near(series.day(at))}
    return Season(series, week, extras, frozenset(days))


def _beyond_scatter(series: Series, above: Mapping[int, float]) -> dict[int, float]:
    """What is above the usual by more than such days usually are; else zero."""
    scatter = median(abs(extra) for extra in above.values()) * OF_MAD if above else 0.0
    least = EXTRA_SCATTERS * scatter
    return {
        at: extra if extra > max(EXTRA_SHARE * abs(series.values[at] or 0.0), least) else 0.0
        for at, extra in above.items()
    }


def _near(day: date) -> Iterator[int]:
    """The days of any month to which an extra of this day may belong."""
    for slip in range(-SLIP_DAYS, SLIP_DAYS + 1):
        yield (day + timedelta(days=slip)).day
    if (shifted(day.replace(day=1), 1) - day).days <= LAST_DAYS + SLIP_DAYS:
        yield from range(28 - LAST_DAYS - SLIP_DAYS, 32)


def _week(series: Series) -> tuple[float, ...]:
    """Each weekday beside the week around it."""
    ratios: list[list[float]] = [[] for _ in range(7)]
    for at in series.known:
        value = series.values[at]
        week = _known(series.values[max(0, at - 3) : at + 4])
        usual = median(week)
        if value is not None and usual > 0 and len(week) > LEAST_OF_A_WEEKDAY:
            ratios[series.weekday(at)].append(value / usual)
    factors = [median(some) if len(some) >= LEAST_OF_A_WEEKDAY else 1.0 for some in ratios]
    # A weekday that usually costs nothing has no level to be seen through it.
    return tuple(factor if factor > 0 else 1.0 for factor in factors)


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _same_days(day: date, months_ago: int) -> tuple[date, ...]:
    """That day of an earlier month, and the same counted from the end, near a month's end."""
    same = shifted(day, -months_ago)
    first = day.replace(day=1)
    to_end = shifted(first, 1) - day
    if to_end.days > LAST_DAYS:
        return (same,)
    return tuple(sorted({same, shifted(first, 1 - months_ago) - to_end}))


def _counterparts(day: date, same: date) -> tuple[date, ...]:
    """The days of an earlier month whose extras belong on `day`: month ends go with month ends."""
    last, same_last = _is_last(day), _is_last(same)
    if last and not same_last:
        return (same, shifted(same.replace(day=1), 1) - timedelta(days=1))
    return (same,) if last == same_last else ()


def _is_last(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1

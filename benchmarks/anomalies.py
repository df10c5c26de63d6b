"""How well anomalies are found: precision and recall over many seeds, beside two simple baselines.

Each case is a year and a bit of one service's days, made by a seed, of which the last 30 are
looked at. Planted is nothing at all, a spike of one to four days, or a level shift; around them is
what must raise no alarm: weekly seasons, fees on the first or last day of the month, slow drift,
missing days, heavy-tailed noise, spikes of the past. A planted episode counts as found if an
episode overlaps it; an episode that overlaps none is a false alarm.

    python benchmarks/anomalies.py [SEEDS]
"""

import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from statistics import fmean, stdev
from time import process_time

from finops.season import Series
from finops.unusual import can_be_judged, episodes

DAYS, LOOKED = 140, 30
FIRST = DAYS - LOOKED
END = date(2026, 11, 18)
Span = tuple[int, int]
Finder = Callable[[Series], list[Span]]


@dataclass(frozen=True)
class Case:
    """A series, its kind, and the planted episode as `[start, end)` positions."""

    kind: str
    series: Series
    planted: Span | None


def cases(seed: int) -> Iterator[Case]:
    """One case of every kind."""
    for kind, make in KINDS.items():
        random = Random(f"{seed} {kind}")
        start = END - timedelta(days=DAYS)
        level = math.exp(random.uniform(math.log(5), math.log(5000)))
        noise = random.choice((0.02, 0.05, 0.1, 0.2))
        week = random.choice((1.0, 0.8, 0.4))
        values: list[float | None] = []
        for at in range(DAYS):
            day = start + timedelta(days=at)
            usual = level * (week if day.weekday() >= 5 else 1.0)
            values.append(usual * math.exp(random.gauss(0, noise)))
        planted = make(values, start, level, random)
        yield Case(kind, Series(start, tuple(values)), planted)


Values = list[float | None]


def _scale(values: Values, at: int, factor: float) -> None:
    value = values[at]
    values[at] = None if value is None else value * factor


def _nothing(_: Values, __: date, ___: float, ____: Random) -> None:
    """Noise and the week alone."""


def _spike(values: Values, _: date, level: float, random: Random) -> Span:
    first, days = random.randrange(FIRST, DAYS - 4), random.randint(1, 4)
    more = random.uniform(1.0, 4.0)
    for at in range(first, first + days):
        values[at] = (values[at] or 0.0) + level * more
    return first, first + days


def _shift(values: Values, _: date, __: float, random: Random) -> Span:
    first, factor = random.randrange(FIRST, DAYS - 8), random.uniform(1.8, 3.0)
    for at in range(first, DAYS):
        _scale(values, at, factor)
    return first, DAYS


def _drift(values: Values, _: date, __: float, random: Random) -> None:
    rate = random.uniform(0.002, 0.01)
    for at in range(DAYS):
        _scale(values, at, (1 + rate) ** at)


def _fees(values: Values, start: date, level: float, random: Random) -> None:
    fee, last = level * random.uniform(1, 10), random.random() < 0.5
    for at in range(DAYS):
        day = start + timedelta(days=at + (1 if last else 0))
        if day.day == 1:
            values[at] = (values[at] or 0.0) + fee * random.uniform(0.9, 1.1)


def _fees_and_spike(values: Values, start: date, level: float, random: Random) -> Span:
    _fees(values, start, level, random)
    return _spike(values, start, level, random)


def _missing(values: Values, start: date, level: float, random: Random) -> Span:
    planted = _spike(values, start, level, random)
    for at in random.sample(range(DAYS), 25):
        if not planted[0] <= at < planted[1]:
            values[at] = None
    return planted


def _heavy(values: Values, _: date, __: float, random: Random) -> None:
    for at in range(DAYS):
        _scale(values, at, math.exp(random.gauss(0, 0.35)))


def _late(values: Values, _: date, __: float, random: Random) -> None:
    for at in (DAYS - 2, DAYS - 1):
        _scale(values, at, random.uniform(0.05, 0.6))


def _past_spike(values: Values, start: date, level: float, random: Random) -> Span:
    for at in range(FIRST - 12, FIRST - 8):
        values[at] = (values[at] or 0.0) + level * 5
    return _spike(values, start, level, random)


def _step_before(values: Values, _: date, __: float, random: Random) -> None:
    factor = random.choice((0.4, 2.5))
    for at in range(FIRST - random.randint(8, 20), DAYS):
        _scale(values, at, factor)


KINDS: dict[str, Callable[[Values, date, float, Random], Span | None]] = {
    "noise": _nothing,
    "spike": _spike,
    "level shift": _shift,
    "slow drift": _drift,
    "monthly fee": _fees,
    "fee and spike": _fees_and_spike,
    "missing days": _missing,
    "heavy tails": _heavy,
    "late days": _late,
    "spike before": _past_spike,
    "shift before": _step_before,
}


def ours(series: Series) -> list[Span]:
    """The product's own."""
    if not can_be_judged(series, FIRST):
        return []
    return [(found.days[0].at, found.days[-1].at + 1) for found in episodes(series, FIRST)]


def three_sigma(series: Series) -> list[Span]:
    """Above the mean of the 28 days before by three standard deviations."""
    found = []
    for at in range(FIRST, DAYS):
        value = series.values[at]
        before = [one for one in series.values[at - 28 : at] if one is not None]
        if value is not None and value > fmean(before) + 3 * stdev(before):
            found.append(at)
    return _joined(found)


def week_before(series: Series) -> list[Span]:
    """Half as much again as a week before."""
    found = []
    for at in range(FIRST, DAYS):
        value, before = series.values[at], series.values[at - 7]
        if value is not None and before is not None and value > 1.5 * before:
            found.append(at)
    return _joined(found)


def _joined(days: list[int]) -> list[Span]:
    spans: list[Span] = []
    for at in days:
        if spans and spans[-1][1] >= at - 1:
            spans[-1] = (spans[-1][0], at + 1)
        else:
            spans.append((at, at + 1))
    return spans


@dataclass
class Score:
    """Counts of one finder over all cases."""

    hits: int = 0
    planted: int = 0
    false: int = 0
    seconds: float = 0.0

    def line(self) -> str:
        """Precision, recall and false alarms."""
        alarms = self.hits + self.false
        precision = self.hits / alarms if alarms else 1.0
        recall = self.hits / self.planted if self.planted else 1.0
        return f"precision {precision:6.1%}  recall {recall:6.1%}  false {self.false:5d}"


def main(seeds: int) -> None:
    """Print the table."""
    finders: dict[str, Finder] = {
        "ours": ours, "3 sigma of 28 days": three_sigma, "1.5 x week before": week_before,
    }  # fmt: skip
    scores = {name: Score() for name in finders}
    kinds: dict[str, Counter[str]] = {name: Counter() for name in finders}
    found_kinds: dict[str, Counter[str]] = {name: Counter() for name in finders}
    for seed in range(seeds):
        for case in cases(seed):
            for name, find in finders.items():
                began = process_time()
                spans = find(case.series)
                score = scores[name]
                score.seconds += process_time() - began
                planted = case.planted
                hit = [
                    one for one in spans if planted and one[0] < planted[1] and planted[0] < one[1]
                ]
                score.planted += planted is not None
                score.hits += bool(hit)
                found_kinds[name][case.kind] += bool(hit)
                score.false += len(spans) - len(hit)
                kinds[name][case.kind] += len(spans) - len(hit)
    count = seeds * len(KINDS)
    print(
        f"{count:,} series ({seeds} seeds of {len(KINDS)} kinds), {LOOKED} of {DAYS} days looked at"
    )
    for name, score in scores.items():
        print(f"{name:>20}: {score.line()}  {score.seconds / count * 1000:.2f} ms a series")
    print(f"\nfalse alarms in {seeds} series of a kind, and planted episodes found")
    print(f"{'':>16}" + "".join(f"{name:>22}" for name in finders))
    for kind in KINDS:
        cells = (f"{kinds[name][kind]:6d} / {found_kinds[name][kind]:4d}" for name in finders)
        print(f"{kind:>16}" + "".join(f"{cell:>22}" for cell in cells))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)

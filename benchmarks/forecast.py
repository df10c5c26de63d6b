"""How good forecasts are: error and coverage over many seeds, beside what people do by hand.

Each case is 13 months of an estate's daily cost, made by a seed: growth or decline, weekly season,
noise, now and then a lasting change of level or a spike, fees and taxes on the first of the month.
The total of the calendar month is forecast from a day in it (and the next three months from the
same day), and compared with what the seed then gives. Baselines: last month's total, and the month
to date drawn on linearly. Where `statsforecast` can be imported, its AutoETS and MSTL are run on
the same days.

    python benchmarks/forecast.py [SEEDS]
"""

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.util import find_spec
from random import Random
from statistics import fmean, median
from time import process_time

from finops.forecast.projection import History, outlook
from finops.forecast.recurring import Line
from intents.period import shifted

START = date(2025, 11, 1)
DAYS = 396
AHEAD = 100


@dataclass(frozen=True)
class Case:
    """Daily usage and monthly fees, with what comes after `origin`."""

    usage: tuple[float, ...]
    fees: dict[date, float]
    origin: int

    @property
    def total(self) -> tuple[float, ...]:
        """Each day with everything."""
        return tuple(
            usage + self.fees.get(START + timedelta(days=at), 0.0)
            for at, usage in enumerate(self.usage)
        )

    @property
    def history(self) -> History:
        """What is known on the day of the forecast."""
        first = START + timedelta(days=self.origin)
        fees = {day: fee for day, fee in self.fees.items() if day < first}
        known = self.usage[: self.origin]
        return History(START, known, (Line(fees),), self.total[: self.origin])


def case(seed: int) -> Case:
    """An estate and a day in its last months."""
    random = Random(seed)
    growth = random.choice((-0.03, 0.0, 0.0, 0.02, 0.05, 0.1))
    week, noise = random.choice((1.0, 0.9, 0.7)), random.choice((0.01, 0.03, 0.06))
    level, usage = 1000.0, []
    for at in range(DAYS + AHEAD):
        if random.random() < 1 / 120:
            level *= random.choice((0.75, 0.85, 1.15, 1.3))
        spike = random.uniform(0.3, 2.0) if random.random() < 1 / 90 else 0.0
        day = START + timedelta(days=at)
        usual = level * (1 + growth) ** (at / 30) * (week if day.weekday() >= 5 else 1.0)
        usage.append(usual * (1 + random.gauss(0, noise) + spike))
    fees, share = {}, random.choice((0.0, 0.02, 0.1))
    for at in range(31, DAYS + AHEAD):
        day = START + timedelta(days=at)
        if day.day == 1:
            fees[day] = sum(usage[at - 30 : at]) * share
    return Case(tuple(usage), fees, random.randrange(DAYS - 60, DAYS))


@dataclass
class Score:
    """Absolute errors in percent, and how often the interval held."""

    errors: list[float] = field(default_factory=list)
    held: list[bool] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, said: float, came: float, half: float | None = None) -> None:
        """One forecast beside what came."""
        self.errors.append(abs(said - came) / came * 100)
        if half is not None:
            self.held.append(abs(said - came) <= half)
            self.widths.append(half / came * 100)

    def line(self) -> str:
        """Median, mean and worst-in-ten error; coverage and width of the interval."""
        tenth = sorted(self.errors)[len(self.errors) * 9 // 10]
        text = f"median {median(self.errors):5.2f}%  mean {fmean(self.errors):5.2f}%"
        text += f"  one in ten over {tenth:5.2f}%"
        if self.held:
            text += f"  80% interval held {fmean(self.held):.1%}, ±{median(self.widths):.1f}%"
        return text + f"  {self.seconds / len(self.errors) * 1000:.0f} ms"


Ahead = Callable[[tuple[float, ...], int], list[float]]


def month_end(one: Case, scores: dict[str, Score], others: dict[str, Ahead]) -> None:
    """The month of the day, from that day."""
    today = START + timedelta(days=one.origin)
    first, end = today.replace(day=1), shifted(today.replace(day=1), 1)
    begin, until = (first - START).days, (end - START).days
    came, so_far = sum(one.total[begin:until]), sum(one.total[begin : one.origin])
    began = process_time()
    made = outlook(one.history, until - one.origin)
    scores["ours"].seconds += process_time() - began
    rest, half = sum(made.daily), made.spread(0, until - one.origin)
    scores["ours"].add(so_far + rest, came, None if half is None else half * rest)
    before = (shifted(first, -1) - START).days
    scores["last month"].add(sum(one.total[before:begin]), came)
    if one.origin > begin:
        linear = so_far / (one.origin - begin) * (until - begin)
        scores["month to date"].add(linear, came)
    for name, ahead in others.items():
        began = process_time()
        scores[name].add(so_far + sum(ahead(one.total[: one.origin], until - one.origin)), came)
        scores[name].seconds += process_time() - began


def three_months(one: Case, scores: dict[str, Score], others: dict[str, Ahead]) -> None:
    """The next 90 days."""
    came = sum(one.total[one.origin : one.origin + 90])
    began = process_time()
    made = outlook(one.history, 90)
    scores["ours"].seconds += process_time() - began
    rest, half = sum(made.daily), made.spread(0, 90)
    scores["ours"].add(rest, came, None if half is None else half * rest)
    scores["last 30 days"].add(sum(one.total[one.origin - 30 : one.origin]) * 3, came)
    scores["last 90 days"].add(sum(one.total[one.origin - 90 : one.origin]), came)
    for name, ahead in others.items():
        began = process_time()
        scores[name].add(sum(ahead(one.total[: one.origin], 90)), came)
        scores[name].seconds += process_time() - began


def library() -> dict[str, Ahead]:
    """Models of statsforecast, where it is installed (it is no dependency of the product)."""
    if find_spec("statsforecast") is None:
        return {}
    import numpy  # noqa: ICN001
    from statsforecast.models import MSTL, AutoETS  # type: ignore[import-not-found]

    def with_model(make: Callable[[], object]) -> Ahead:
        def ahead(values: tuple[float, ...], days: int) -> list[float]:
            made = make().forecast(numpy.array(values), days)  # type: ignore[attr-defined]
            return [float(value) for value in made["mean"]]

        return ahead

    return {
        "AutoETS": with_model(lambda: AutoETS(season_length=7)),
        "MSTL": with_model(lambda: MSTL(season_length=7)),
    }


def main(seeds: int) -> None:
    """Print both tables."""
    others = library()
    ends = {name: Score() for name in ("ours", "last month", "month to date", *others)}
    quarters = {name: Score() for name in ("ours", "last 30 days", "last 90 days", *others)}
    for seed in range(seeds):
        one = case(seed)
        month_end(one, ends, others)
        three_months(one, quarters, others)
    for title, scores in (("the month's total", ends), ("the next 90 days", quarters)):
        print(f"{title}, {seeds} estates")
        for name, score in scores.items():
            print(f"{name:>14}: {score.line()}")
    if math.isnan(fmean(ends["ours"].errors)):
        raise SystemExit("an error is no number")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)

"""How a metric went: points every six hours of the last fifty days, and what they come to.

Values have three decimals, so that both clouds and the truth hold the very same numbers.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from demo.cpu import HISTORY_DAYS, steps
from demo.stock.thing import Point

# Over which metrics are taken where a question names no period.
WINDOW_DAYS = 14


def course(
    level: float, now: datetime, seed: object, days: int = HISTORY_DAYS, spread: float = 0.15
) -> tuple[Point, ...]:
    """Points around `level` over the last whole days; of a `spread` of 0, exactly it."""
    random, today = Random(str(seed)), now.replace(hour=0)
    return tuple(_points(level, steps(today - timedelta(days=days), today), random, spread))


def _points(level: float, times: list[datetime], random: Random, spread: float) -> Iterator[Point]:
    for at in times:
        value = round(level * random.uniform(1 - spread, 1 + spread), 3)
        yield at, value, round(value * random.uniform(1, 1 + spread), 3)


def mean(points: tuple[Point, ...], now: datetime, scale: float = 1.0) -> float | None:
    """Of the last 14 whole days; unknown where less than half of them have points."""
    known = _window(points, now)
    if len({at.date() for at, _, _ in known}) * 2 < WINDOW_DAYS:
        return None
    return sum(value for _, value, _ in known) / len(known) * scale


def total(points: tuple[Point, ...], now: datetime, scale: float = 1.0) -> float | None:
    """The same, added up."""
    average = mean(points, now, scale)
    return None if average is None else average * len(_window(points, now))


def _window(points: tuple[Point, ...], now: datetime) -> list[Point]:
    end = now.replace(hour=0)
    start = end - timedelta(days=WINDOW_DAYS)
    return [point for point in points if start <= point[0] < end]

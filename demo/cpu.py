"""CPU histories: a point every six hours of the last 50 days, average and maximum, in percent.

A VM has points only while it ran and reported. Values have three decimals, so that both clouds and
the truth hold the very same numbers.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from random import Random

from demo.shape import CpuPoint

# All of the month before the demo's today, so that "CPU below 20% last month" has an answer.
HISTORY_DAYS = 50
STEP = timedelta(hours=6)
# Of machines that follow the hours of an office, these last days have a point an hour: the window
# of metrics where a question names none.
HOURLY_DAYS = 14
ASLEEP = 1.0


def history(
    mean: float, times: list[datetime], random: Random, *, steady: bool = False
) -> tuple[CpuPoint, ...]:
    """Points at `times` around `mean`; `steady` means exactly that."""
    if steady:
        return tuple((time, mean, mean + 5) for time in times)
    # Narrow enough that the mean of two weeks stays within a percent or two of `mean`.
    spread = min(mean, 100 - mean) * 0.15
    points = []
    for time in times:
        busy_hours = 0.05 if time.hour in (6, 12) else -0.05
        average = random.gauss(mean * (1 + busy_hours), spread)
        average = round(min(max(average, 0.1), 99.0), 3)
        points.append((time, average, round(min(average * random.uniform(1.2, 1.9), 100.0), 3)))
    return tuple(points)


def by_the_hour(
    level: float, times: Iterable[datetime], is_busy: Callable[[datetime], bool], today: datetime
) -> tuple[CpuPoint, ...]:
    """Exactly `level` where it is busy, else ASLEEP; `times` are split into hours where late."""
    since = today - timedelta(days=HOURLY_DAYS)
    hours = (at + timedelta(hours=n) for at in times for n in range(6 if at >= since else 1))
    return tuple((at, here, here) for at in hours for here in [level if is_busy(at) else ASLEEP])


def steps(start: datetime, end: datetime) -> list[datetime]:
    """The steps of `[start, end)`, from the first whole one."""
    midnight = start.replace(hour=0)
    count = int((end - midnight) / STEP) + 1
    return [time for n in range(count) if start <= (time := midnight + n * STEP) < end]

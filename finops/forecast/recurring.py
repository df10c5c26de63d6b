"""Charges that come once a month, on their own day: fees, taxes, subscriptions, monthly credits.

They are not part of any daily level: 20 days of a month say nothing of them, and the day on which
they come says everything. What has come in each of the last three months will come again, as large
as the middle one of the three, on the same day. What came once (a purchase, a refund) will not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from intents.period import shifted

# In so many months in a row something must have come to be expected again.
LEAST_MONTHS = 3
# What comes on more days of a month than this is a daily cost, whatever it is called.
MOST_DAYS_A_MONTH = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One charge's amounts by day."""

    costs: Mapping[date, float]

    @property
    def is_daily(self) -> bool:
        """Whether it comes too often to be monthly."""
        months = {day.replace(day=1) for day in self.costs}
        return len(self.costs) > MOST_DAYS_A_MONTH * max(len(months), 1)


def expected(lines: Iterable[Line], origin: date, end: date) -> dict[date, float]:
    """What will come from `origin` until before `end`, from what came before `origin`."""
    found: dict[date, float] = {}
    for line in lines:
        for day, amount in _of(line, origin, end):
            found[day] = found.get(day, 0.0) + amount
    return found


def _of(line: Line, origin: date, end: date) -> list[tuple[date, float]]:
    months: dict[date, list[tuple[int, float]]] = {}
    for day, cost in line.costs.items():
        if day < origin:
            months.setdefault(day.replace(day=1), []).append((day.day, cost))
    this = origin.replace(day=1)
    # What has not come this month may still come: then the last three are those before it.
    latest = this if this in months else shifted(this, -1)
    recent = [months.get(shifted(latest, -ago)) for ago in range(LEAST_MONTHS)]
    came = [month for month in recent if month]
    if len(came) < LEAST_MONTHS:
        return []
    amount = median(sum(cost for _, cost in month) for month in came)
    on = round(median(day for month in came for day, _ in month))
    first = shifted(latest, 1)
    days = (_in_month(shifted(first, ahead), on) for ahead in range((end - first).days // 28 + 2))
    return [(day, amount) for day in days if origin <= day < end]


def _in_month(first: date, day: int) -> date:
    """That day of the month, or its last."""
    return min(first + timedelta(days=day - 1), shifted(first, 1) - timedelta(days=1))

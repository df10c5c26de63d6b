"""The period of a budget that runs now: clouds tell since when it is valid and how it recurs.

A budget that is renewed each month, quarter or year follows the calendar. Where its first day does
not (a yearly budget since February), which days its spend is of is not told: unknown.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal

from intents.period import Calendar, Unit, moved, unit_start

Recurs = Literal["daily", "monthly", "quarterly", "yearly", "custom"]
_UNITS: dict[Recurs, Unit] = {
    "daily": "day", "monthly": "month", "quarterly": "quarter", "yearly": "year",
}  # fmt: skip
# Clouds know no fiscal years.
_CALENDAR = Calendar()


@dataclass(frozen=True, slots=True)
class Running:
    """`[start, end)` of the period that runs now, midnights UTC; None where it is not known."""

    start: datetime | None
    end: datetime | None
    ended: bool


def running(
    recurs: Recurs, since: datetime | None, until: datetime | None, now: datetime
) -> Running:
    """The period at `now` of a budget valid in `[since, until)`."""
    if until is not None and until <= now:
        return Running(since, until, ended=True)
    unit = _UNITS.get(recurs)
    if unit is None or (since is not None and since > now):
        return Running(since, until, ended=False)
    if since is not None and unit in ("quarter", "year") and not _is_first_month(since, unit):
        return Running(None, None, ended=False)
    first = unit_start(now.astimezone(UTC).date(), unit, _CALENDAR)
    return Running(midnight(first), midnight(moved(first, unit, 1)), ended=False)


def _is_first_month(since: datetime, unit: Unit) -> bool:
    first = since.date().replace(day=1)
    return unit_start(first, unit, _CALENDAR) == first


def midnight(day: date) -> datetime:
    """The beginning of a UTC day."""
    return datetime.combine(day, time(), UTC)

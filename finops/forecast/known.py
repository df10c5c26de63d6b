"""What is known for a forecast: each group's history, as far as its days are complete.

A day counts as known where anything at all was charged on it in the clouds that are asked about: a
group without a charge on such a day cost nothing then. A day without any charge is missing. The
last days may not be wholly delivered: the history ends where the slowest cloud's charges do, and
before days that fall far short of what the days before led to expect.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from finops.daily import NO_CORRECTION, Costs, Key, currency_of, daily, folded, with_currency
from finops.forecast.projection import LEAST_DAYS, History, project
from finops.forecast.recurring import Line
from finops.ground import Ground
from finops.plan import Plan
from intents.period import Span
from intents.query import AnyOf, Condition

# Thirteen months: a year of backtests, and what they look back at.
HISTORY_DAYS = 396
# Days that may still be arriving, and how far below their expected cost they then lie. AWS and
# Azure deliver a day within two; weekends are expected to be low, and are.
LATE_DAYS, LATE_SHARE = 3, 0.7
# A cloud whose charges ended longer ago is no longer used, rather than late.
ENDED_DAYS = 7
_USAGE = Condition(field="charge_category", op="eq", value="Usage")
_NO_USAGE = AnyOf(
    any=(
        Condition(field="charge_category", op="ne", value="Usage"),
        Condition(field="charge_class", op="eq", value="Correction"),
    )
)
# What makes a charge the same charge a month later.
_LINE = (
    "service_name", "sub_account_name", "charge_category", "charge_class", "charge_description",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """One group's charges: by day what is used, by charge and day what else there is."""

    usage: Costs
    lines: tuple[Costs, ...]

    @property
    def total(self) -> Costs:
        """Everything, by day."""
        found = dict(self.usage)
        for line in self.lines:
            for day, cost in line.items():
                found[day] = found.get(day, Decimal(0)) + cost
        return found


@dataclass(frozen=True, slots=True)
class Known:
    """All groups, and the days `[start, origin)` of which enough is known. `days` are those known.

    Keys hold the values of `groups`, in order; `spelt` are those of the charges, as in `Daily`.
    `wholes` is everything together, by currency: by None where there is one at most.
    """

    groups: tuple[str, ...]
    parts: Mapping[Key, Group]
    wholes: Mapping[str | None, Group]
    days: frozenset[date]
    start: date
    origin: date
    spelt: tuple[Key, ...] = ()

    def currency(self, key: Key) -> str | None:
        """The currency of a group, where groups are apart by it."""
        return currency_of(self.groups, key)

    def history(self, group: Group) -> History:
        """The days of a group until the origin, from the first on which it was charged."""
        total = group.total
        start = max(self.start, min(total, default=self.start))
        days = [start + timedelta(days=n) for n in range(max((self.origin - start).days, 0))]
        usage, lines = dict(group.usage), []
        for line in group.lines:
            past = {day: float(cost) for day, cost in line.items() if day < self.origin}
            if Line(past).is_daily:
                usage = {day: usage.get(day, Decimal(0)) + line.get(day, Decimal(0))
                         for day in {*usage, *line}}  # fmt: skip
            else:
                lines.append(Line(past))
        return History(start, self._values(usage, days), tuple(lines), self._values(total, days))

    def _values(self, costs: Costs, days: Iterable[date]) -> tuple[float | None, ...]:
        return tuple(
            float(costs.get(day, Decimal(0))) if day in self.days else None for day in days
        )


def together(groups: Iterable[Group]) -> Group:
    """Several groups as one."""
    usage: Costs = {}
    lines: list[Costs] = []
    for group in groups:
        for day, cost in group.usage.items():
            usage[day] = usage.get(day, Decimal(0)) + cost
        lines += group.lines
    return Group(usage, tuple(lines))


def read(plan: Plan, ground: Ground) -> Known:
    """Two statements for the charges asked about, and one for the days that are known at all."""
    groups = with_currency(plan.query.group_by, ground)
    start = min(plan.period.start, plan.today - timedelta(days=HISTORY_DAYS))
    span = Span(start, plan.today)
    usage = daily(plan, ground, groups, span, _USAGE, NO_CORRECTION)
    apart = tuple(dict.fromkeys((*groups, *_LINE)))
    rest = daily(plan, ground, apart, span, _NO_USAGE)
    lines: dict[Key, list[Costs]] = {}
    same = {folded(groups, key): key for key in usage.costs}
    for key, costs in rest.costs.items():
        own = key[: len(groups)]
        lines.setdefault(same.setdefault(folded(groups, own), own), []).append(costs)
    parts = {
        key: Group(dict(usage.costs.get(key, {})), tuple(lines.get(key, ())))
        for key in dict.fromkeys((*usage.costs, *lines))
    }
    days = _days(plan, ground, span)
    origin = _reached(plan, ground, days)
    spelt = tuple(dict.fromkeys(key[: len(groups)] for key in (*usage.spelt, *rest.spelt)))
    known = Known(groups, parts, _wholes(groups, parts), days, start, origin, spelt)
    return replace(known, origin=_complete(known))


def _wholes(groups: tuple[str, ...], parts: Mapping[Key, Group]) -> dict[str | None, Group]:
    found: dict[str | None, list[Group]] = {}
    for key, group in parts.items():
        found.setdefault(currency_of(groups, key), []).append(group)
    return {currency: together(own) for currency, own in found.items()}


def _days(plan: Plan, ground: Ground, span: Span) -> frozenset[date]:
    """The days on which anything was charged in the clouds asked about."""
    anything = plan.query.model_copy(update={"where": (), "accounts": (), "regions": ()})
    found = daily(replace(plan, query=anything), ground, (), span)
    return frozenset(day for costs in found.costs.values() for day in costs)


def _reached(plan: Plan, ground: Ground, days: frozenset[date]) -> date:
    """The day after the last that every cloud's charges reach."""
    clouds = plan.query.clouds
    reach = [one.last_day for one in ground.warehouse.reach() if not clouds or one.cloud in clouds]
    last = max(reach or days, default=plan.today - timedelta(days=1))
    slowest = min((day for day in reach if (last - day).days <= ENDED_DAYS), default=last)
    return min(plan.today, slowest + timedelta(days=1))


def _complete(known: Known) -> date:
    """The origin, before the last days if these cannot be all that they will cost."""
    origins = [_without_late(known, group) for group in known.wholes.values()]
    return min(origins, default=known.origin)


def _without_late(known: Known, group: Group) -> date:
    history = known.history(group)
    whole = len(history.actual) - LATE_DAYS
    if whole < LEAST_DAYS or any(value is None for value in history.actual[-LATE_DAYS:]):
        return known.origin
    said = project(history, whole, LATE_DAYS, "month")
    for ahead, expected in enumerate(said):
        came = history.actual[whole + ahead]
        if came is not None and came < LATE_SHARE * expected:
            return history.day(whole + ahead)
    return known.origin

"""What each group cost on each day, read by one statement: what anomalies and forecasts start from.

A series holds a day only where there are charges: a missing day is not a day of zero.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from finops.alike import alike, is_by_people
from finops.columns import COST
from finops.ground import Ground
from finops.plan import Plan
from finops.regrouped import regrouped
from finops.relation import CURRENCY
from finops.statement import Statement
from intents.period import Span
from intents.query import Condition, Measure, Where

Costs = dict[date, Decimal]
Key = tuple[str | None, ...]
# Corrections amend a month that is closed: they say nothing of the day on which they are booked.
NO_CORRECTION = Condition(field="charge_class", op="ne", value="Correction")


@dataclass(frozen=True, slots=True)
class Daily:
    """Costs by day of each group; keys hold the values of `groups`, in order.

    `spelt` are the keys as they stand in the charges, where people write any of them: of those that
    differ only in case, the first stands for all.
    """

    groups: tuple[str, ...]
    costs: Mapping[Key, Costs] = field(default_factory=dict)
    spelt: tuple[Key, ...] = ()

    def currency(self, key: Key) -> str | None:
        """The currency of a group, where groups are apart by it."""
        return currency_of(self.groups, key)


def daily(plan: Plan, ground: Ground, groups: tuple[str, ...], span: Span, *tests: Where) -> Daily:
    """The question's charges over another span, day by day, where these conditions hold as well."""
    where = (*plan.query.where, *tests)
    wider = regrouped(plan, "day", *groups, where=where, period=span.text)
    statement = Statement(wider, ground.tables)
    cost = statement.measure(Measure(name=COST, agg="sum", field="cost"))
    select = statement.grouped(("day", *groups), {COST: cost})
    names, rows = ground.connection.run(select)
    # By position: a year of every resource is millions of rows, and a dict of each takes seconds.
    at, of = names.index("day"), names.index(COST)
    is_spelt = any(is_by_people(name) for name in groups)
    places = [names.index(name) for name in groups]
    costs: dict[Key, Costs] = {}
    # Each key, and the one that stands for it: the first of those that are equal without case.
    same: dict[Key, Key] = {}
    first: dict[Key, Key] = {}
    for row in rows:
        day, known = row[at], row[of]
        if isinstance(known, Decimal) and isinstance(day, date):
            key = tuple(None if row[place] is None else str(row[place]) for place in places)
            if is_spelt:
                if key not in same:
                    same[key] = first.setdefault(folded(groups, key), key)
                key = same[key]
            own = costs.setdefault(key, {})
            own[day] = own.get(day, Decimal(0)) + known
    return Daily(groups, costs, tuple(same))


def folded(groups: tuple[str, ...], key: Key) -> Key:
    """What is equal within a group: of what people write, which may change by day, without case."""
    return tuple(
        value.casefold() if value is not None and is_by_people(name) else value
        for name, value in zip(groups, key, strict=True)
    )


def as_one(groups: tuple[str, ...], spelt: Iterable[Key]) -> Iterator[str]:
    """A sentence for each value of a group that stands for several spellings of it."""
    keys = tuple(spelt)
    for at, name in enumerate(groups):
        if is_by_people(name):
            for same in alike(value for key in keys if (value := key[at]) is not None):
                yield f"{', '.join(same)} differ only in case and are one series"


def with_currency(groups: tuple[str, ...], ground: Ground) -> tuple[str, ...]:
    """The groups, apart by currency where charges are in several: they are never added."""
    several = len(ground.warehouse.manifest().currencies) > 1
    return (*groups, CURRENCY) if several and CURRENCY not in groups else groups


def currency_of(groups: tuple[str, ...], key: Key) -> str | None:
    """The currency of a group, where groups are apart by it."""
    return key[groups.index(CURRENCY)] if CURRENCY in groups else None


def currencies(ground: Ground, groups: tuple[str, ...], keys: Iterable[Key]) -> tuple[str, ...]:
    """Those of these groups, in the warehouse's order; where none are apart, all there are."""
    every = ground.warehouse.manifest().currencies
    found = {currency_of(groups, key) for key in keys}
    return tuple(one for one in every if one in found) if CURRENCY in groups else every


def names(groups: tuple[str, ...], key: Key) -> Iterator[str]:
    """What each part of a group is called in a sentence."""
    for name, value in zip(groups, key, strict=True):
        if name == CURRENCY:
            continue
        own = name.removeprefix("tags.")
        yield str(value) if value is not None else f"no {own.replace('_', ' ')}"


def name_of(groups: tuple[str, ...], key: Key) -> str:
    """A group in a sentence: `Amazon EC2 in prod`."""
    return " in ".join(names(groups, key)) or "all"

"""What each group cost on each day, read by one statement: what anomalies and forecasts start from.

A series holds a day only where there are charges: a missing day is not a day of zero.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from finops.answer import Cell
from finops.columns import COST
from finops.ground import Ground
from finops.plan import Plan
from finops.relation import CURRENCY, Tables
from finops.result import run
from finops.rows import amount
from finops.statement import Statement
from intents.period import Span
from intents.query import Condition, Measure, Where

Costs = dict[date, Decimal]
Key = tuple[Cell, ...]
# Corrections amend a month that is closed: they say nothing of the day on which they are booked.
NO_CORRECTION = Condition(field="charge_class", op="ne", value="Correction")


@dataclass(frozen=True, slots=True)
class Daily:
    """Costs by day of each group; keys hold the values of `groups`, in order."""

    groups: tuple[str, ...]
    costs: Mapping[Key, Costs] = field(default_factory=dict)

    def currency(self, key: Key) -> str | None:
        """The currency of a group, where groups are apart by it."""
        return str(key[self.groups.index(CURRENCY)]) if CURRENCY in self.groups else None


def daily(plan: Plan, ground: Ground, groups: tuple[str, ...], span: Span, *tests: Where) -> Daily:
    """The question's charges over another span, day by day, where these conditions hold as well."""
    wider = plan.query.model_copy(
        update={
            "analysis": "aggregate",
            "period": span.text,
            "compare_to": None,
            "where": (*plan.query.where, *tests),
            "group_by": ("day", *groups),
            "measures": (),
            "having": (),
            "order_by": (),
            "limit": None,
            "limit_per": (),
        }
    )
    manifest = ground.warehouse.manifest()
    statement = Statement(
        replace(plan, query=wider), Tables(manifest.tag_keys, {}, manifest.currencies)
    )
    cost = statement.measure_alone(Measure(name=COST, agg="sum", field="cost"))
    rows = run(ground.connection, statement.grouped(("day", *groups), {COST: cost}))[1]
    costs: dict[Key, Costs] = {}
    for row in rows:
        known = amount(row, COST)
        if known is not None and row["day"] is not None:
            key = tuple(row[name] for name in groups)
            costs.setdefault(key, {})[date.fromisoformat(str(row["day"]))] = known
    return Daily(groups, costs)


def with_currency(groups: tuple[str, ...], ground: Ground) -> tuple[str, ...]:
    """The groups, apart by currency where charges are in several: they are never added."""
    several = len(ground.warehouse.manifest().currencies) > 1
    return (*groups, CURRENCY) if several and CURRENCY not in groups else groups


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

"""What the charges tell of when something happened: the days behind a change.

Each method is one statement over the charges that the asker may see. Days are UTC days of charges;
the clouds' own records of who did it are not read here.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from sqlglot import exp

from finops.change.drivers import METER, Item, Meter, meter
from finops.change.lines import EFFECTED, FIRST_DAY, LABELS, Lines, ordered
from finops.condition import all_of, literal
from finops.plan import Plan
from finops.relation import Rows, column, named, select
from finops.result import run
from finops.rows import Cells, amount
from finops.warehouse.engine import Engine

MOST_RESIZED = 3
# Sums of rounded costs give a price that wavers in its last digits.
SAME_PRICE = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day on which something was charged."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Resized:
    """A resource whose meter was replaced by another of the same unit."""

    name: str
    before: str
    after: str
    since: date
    change: Decimal


@dataclass(frozen=True, slots=True)
class Moved:
    """A unit price that was one number until a day, and another from then on."""

    day: date
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Events:
    """Asks the charges of one question."""

    plan: Plan
    engine: Engine
    lines: Lines

    def days(self, resources: Sequence[str]) -> dict[str, Days]:
        """Since when and until when these resources are charged, in all that is known."""
        if not resources:
            return {}
        test = column("resource_key").isin(*(literal(one) for one in resources))
        rows = self._ever("resource_key", [], test)
        return {str(row["resource_key"]): _days(row) for row in rows}

    def commitments(self) -> Iterator[str]:
        """Commitments that began or ended in the two periods."""
        name = "COALESCE(commitment_discount_name, commitment_discount_id)"
        cells = [
            named(self.lines.sql(f"MAX({name})"), "name"),
            named(self.lines.sql("MAX(cloud)"), "cloud"),
        ]
        test = exp.not_(column("commitment_discount_id").is_(exp.null()))
        reach = {one.cloud: one for one in self.lines.reach}
        start = min(span.start for span in (self.plan.period, self.plan.compare) if span)
        end = max(span.end for span in (self.plan.period, self.plan.compare) if span)
        for row in self._ever("commitment_discount_id", cells, test):
            days, known = _days(row), reach.get(str(row["cloud"]))
            if known and max(start, known.first_day) < days.first < end:
                yield f"commitment {row['name']} began on {days.first:%-d %b %Y}"
            if known and start <= days.last < min(end, known.last_day):
                yield f"commitment {row['name']} was charged last on {days.last:%-d %b %Y}"

    def _ever(self, key: str, cells: Sequence[exp.Expr], test: exp.Expr) -> list[Cells]:
        """The first and last day of each `key`, of charges at any time."""
        day = "CAST({}(charge_period_start) AS DATE)"
        made = [column(key), *cells]
        made += [
            named(self.lines.sql(day.format(which)), which.lower()) for which in ("MIN", "MAX")
        ]
        body = select(made, "charges")
        scope = all_of([*Rows(self.plan, self.lines.tables).scope(), test])
        body = body.where(scope, copy=False).group_by(column(key), copy=False)
        return run(self.engine, body.order_by(ordered(column(key)), copy=False))[1]

    def resized(self) -> list[Resized]:
        """Resources of which one meter appeared while another of the same unit went or shrank."""
        came = "rows_0 = 0 AND quantity_1 > 0"
        went = "quantity_0 > 0 AND (rows_1 = 0 OR quantity_1 < quantity_0)"
        cells = {
            "name": "COALESCE(MAX(name), MAX(resource_id))",
            "after": f"MAX(CASE WHEN {came} THEN title END)",
            "before": f"MAX(CASE WHEN {went} THEN title END)",
            "since": f"MIN(CASE WHEN {came} THEN first_day END)",
            "change": "SUM(change)",
        }
        made = [named(self.lines.sql(text), name) for name, text in cells.items()]
        body = select(made, EFFECTED).where(
            self.lines.sql(
                "kind = 'usage' AND thing_0 > 0 AND thing_1 > 0 AND NOT resource_key IS NULL"
            ),
            copy=False,
        )
        body = body.group_by(column("resource_key"), column("unit"), copy=False).having(
            self.lines.sql(
                f"COUNT(CASE WHEN {came} THEN 1 END) = 1 AND COUNT(CASE WHEN {went} THEN 1 END) = 1"
            ),
            copy=False,
        )
        order = [ordered(self.lines.sql("ABS(change)"), descending=True), ordered(column("name"))]
        first = select([exp.Star()], "resized")
        first = first.order_by(*order, copy=False).limit(MOST_RESIZED, copy=False)
        whole = self.lines.complete(first, [*LABELS, FIRST_DAY], resized=body)
        return [_resized(row) for row in run(self.engine, whole)[1]]

    def prices_moved(self, items: Sequence[Item]) -> dict[Meter, Moved]:
        """The day on which the unit price of an item's meter moved, where it moved once."""
        if not items:
            return {}
        price = "SUM(on_demand) / SUM(quantity)"
        keys = [column(name) for name in (*METER, "day")]
        body = select([*keys, named(self.lines.sql(price), "price")], "used")
        tests = [self.lines.sql("kind = 'usage' AND quantity > 0"), _any_of(items)]
        body = body.where(all_of(tests), copy=False)
        body = body.group_by(*(key.copy() for key in keys), copy=False)
        body = body.order_by(column("day"), copy=False)
        prices: dict[Meter, list[tuple[date, Decimal]]] = defaultdict(list)
        for row in run(self.engine, self.lines.over_used(body))[1]:
            if (known := amount(row, "price")) is not None:
                prices[meter(row)].append((date.fromisoformat(str(row["day"])), known))
        found = {one: _moved(days) for one, days in prices.items()}
        return {one: moved for one, moved in found.items() if moved}


def _any_of(items: Sequence[Item]) -> exp.Expr:
    """Whether a charge is of one of these meters."""
    tests = [
        all_of(
            [
                column(name).is_(exp.null()) if value is None else column(name).eq(literal(value))
                for name, value in zip(METER, item.meter, strict=True)
            ]
        )
        for item in items
    ]
    return exp.paren(exp.or_(*tests, copy=False))


def _days(row: Cells) -> Days:
    return Days(date.fromisoformat(str(row["min"])), date.fromisoformat(str(row["max"])))


def _resized(row: Cells) -> Resized:
    return Resized(
        name=str(row["name"]),
        before=str(row["before"]),
        after=str(row["after"]),
        since=date.fromisoformat(str(row["since"])),
        change=amount(row, "change") or Decimal(0),
    )


def _moved(prices: Sequence[tuple[date, Decimal]]) -> Moved | None:
    """The one step in a row of prices by day."""
    steps = [
        Moved(day, before, after)
        for (_, before), (day, after) in pairwise(prices)
        if abs(after - before) > SAME_PRICE * abs(before)
    ]
    return steps[0] if len(steps) == 1 else None

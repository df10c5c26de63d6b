"""What explains a change most: the lines of each service and fate, largest first.

A Driver is one sentence's worth: "3 new resources in Amazon EC2", "a price change of m5.large".
Amounts are in the question's cost basis and one currency.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlglot import exp

from finops.answer import Cell
from finops.change.lines import EFFECTED, LABELS, Lines, ordered
from finops.condition import literal
from finops.relation import column, named, select
from finops.result import run
from finops.rows import Cells, amount
from finops.warehouse.engine import Engine
from intents.query import EFFECTS

# As many items of each effect are looked at; sentences name fewer.
MOST_ITEMS = 5
ZERO = Decimal(0)
DAYS = "days_effect"
_EXPLAINED = (*EFFECTS, DAYS)
# What is told of as one meter: its title, service, region and unit.
METER = ("title", "service_name", "region_id", "unit")
Meter = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Driver:
    """An effect in one service: how much, and how many resources began, or ended, with it."""

    service: str | None
    effect: str
    amount: Decimal
    resources: int


@dataclass(frozen=True, slots=True)
class Item:
    """A resource that is new or gone, or a meter whose use, price or commitment changed.

    Quantities are None where one is not known; `demand` is what the quantity costs without any
    commitment, None where that is not known.
    """

    fate: str
    service: str | None
    resource: str | None
    resource_id: str | None
    name: str | None
    title: str | None
    unit: str | None
    region: str | None
    category: str | None
    cost_before: Decimal
    cost: Decimal
    quantity_before: Decimal | None
    quantity: Decimal | None
    demand_before: Decimal | None
    demand: Decimal | None
    effects: dict[str, Decimal]

    def of(self, effect: str) -> Decimal:
        """One of its effects."""
        return self.effects.get(effect, ZERO)

    @property
    def meter(self) -> Meter:
        """What METER says of it."""
        return self.title, self.service, self.region, self.unit

    @property
    def use(self) -> Decimal:
        """The quantity effect without what a longer or shorter period makes."""
        return self.of("quantity_effect") - self.of(DAYS)


def drivers(engine: Engine, lines: Lines) -> list[Driver]:
    """Every effect of every service that is not zero, largest first.

    Beside the effects, `days_effect` is the part of the quantity effect that a longer or shorter
    period makes.
    """
    count = "COUNT(DISTINCT CASE WHEN fate = '{0}' THEN resource_key END)"
    cells = [column("service_name"), *(named(lines.sql(f"SUM({one})"), one) for one in _EXPLAINED)]
    cells += [named(lines.sql(count.format(fate)), f"{fate}_count") for fate in ("new", "gone")]
    body = select(cells, EFFECTED)
    body = body.group_by(column("service_name"), copy=False)
    found = [
        one
        for row in run(engine, lines.complete(body, ["service_name"]))[1]
        for one in _drivers(row)
    ]
    return sorted(found, key=lambda one: (-abs(one.amount), str(one.service), one.effect))


def _drivers(row: Cells) -> Iterator[Driver]:
    for effect in _EXPLAINED:
        known = amount(row, effect) or ZERO
        if known:
            count = amount(row, f"{effect}_count") or ZERO
            yield Driver(_text(row["service_name"]), effect, known, int(count))


_ITEM = {
    "fate": "fate",
    "service_name": "service_name",
    "resource_key": "CASE WHEN fate IN ('new', 'gone') THEN resource_key END",
    "category": "CASE WHEN fate = 'other' THEN charge_category END",
    "title": "CASE WHEN fate NOT IN ('new', 'gone') OR resource_key IS NULL THEN title END",
    "unit": "CASE WHEN fate NOT IN ('new', 'gone') THEN unit END",
    "region_id": "CASE WHEN fate = 'split' THEN region_id END",
}
# By what items are ranked; of use what a longer period makes is left out.
_RANKED = {
    "change": "change",
    "price": "price_effect",
    "use": "quantity_effect - days_effect",
    "commitment": "commitment_effect",
}
_SUMMED = (*_EXPLAINED, "change", "cost_0", "cost_1")
_PARTLY = ("quantity_0", "quantity_1", "demand_0", "demand_1")


def items(engine: Engine, lines: Lines) -> list[Item]:
    """The items that changed most, by each fate and by each effect."""
    keys = [f"item_{name}" for name in _ITEM]
    made = [named(lines.sql(text), f"item_{name}") for name, text in _ITEM.items()]
    keyed = select([exp.Star(), *made], EFFECTED)
    ranks = [named(_rank(lines, one, keys), f"rank_{one}") for one in _RANKED]
    ranked = select([exp.Star(), *ranks], "items")
    tests = [exp.LTE(this=column(f"rank_{one}"), expression=literal(MOST_ITEMS)) for one in _RANKED]
    body = select([exp.Star()], "ranked")
    body = body.where(exp.or_(*tests, copy=False), copy=False)
    order = [
        ordered(lines.sql("ABS(change)"), descending=True),
        *(ordered(column(key)) for key in keys),
    ]
    body = body.order_by(*order, copy=False)
    steps = {"keyed": keyed, "items": _added_up(lines, keys), "ranked": ranked}
    return [_item(row) for row in run(engine, lines.complete(body, LABELS, **steps))[1]]


def _added_up(lines: Lines, keys: list[str]) -> exp.Select:
    cells = [named(lines.sql(f"SUM({one})"), one) for one in _SUMMED]
    cells += [named(lines.sql(_all_known(one)), one) for one in _PARTLY]
    cells += [named(lines.sql(f"MAX({one})"), one) for one in ("name", "resource_id")]
    body = select([*(column(key) for key in keys), *cells], "keyed")
    return body.group_by(*(column(key) for key in keys), copy=False)


def _all_known(name: str) -> str:
    return f"CASE WHEN COUNT(*) = COUNT({name}) THEN SUM({name}) END"


def _rank(lines: Lines, by: str, keys: list[str]) -> exp.Expr:
    """An item's place: by change among those of its fate, by an effect among all."""
    order = exp.Order(
        expressions=[
            ordered(lines.sql(f"ABS({_RANKED[by]})"), descending=True),
            *(ordered(column(key)) for key in keys),
        ]
    )
    among = [column("item_fate")] if by == "change" else []
    return exp.Window(this=exp.RowNumber(), partition_by=among, order=order)


def _item(row: Cells) -> Item:
    return Item(
        fate=str(row["item_fate"]),
        service=_text(row["item_service_name"]),
        resource=_text(row["item_resource_key"]),
        resource_id=_text(row["resource_id"]),
        name=_text(row["name"]),
        title=_text(row["item_title"]),
        unit=_text(row["item_unit"]),
        region=_text(row["item_region_id"]),
        category=_text(row["item_category"]),
        cost_before=amount(row, "cost_0") or ZERO,
        cost=amount(row, "cost_1") or ZERO,
        quantity_before=amount(row, "quantity_0"),
        quantity=amount(row, "quantity_1"),
        demand_before=amount(row, "demand_0"),
        demand=amount(row, "demand_1"),
        effects={name: amount(row, name) or ZERO for name in (*_EXPLAINED, "change")},
    )


def meter(row: Cells) -> Meter:
    """What METER says of a row."""
    return tuple(_text(row[name]) for name in METER)


def _text(value: Cell) -> str | None:
    return None if value is None else str(value)

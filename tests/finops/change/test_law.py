"""The law of a change: its parts add up to it exactly, whatever the charges are, and mean the same.

The effects are computed a second time in plain Python with fractions, from the words of
docs/decisions/0011, over random charges: credits, refunds, unknown and zero quantities, commitments
with and without a known price, several currencies.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from random import Random

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from finops.answer import Cell
from finops.change.lines import Lines
from finops.plan import Plan
from finops.relation import CURRENCY, Tables
from finops.result import run
from finops.warehouse.engine import Local
from finops.warehouse.intake import create_charges
from intents.period import Calendar
from intents.query import EFFECTS, parse

from .bill import NOW, WHY, Charged

Key = tuple[object, ...]
GROUPS = ("service_name", CURRENCY)
# What six decimals round off, for each line.
NEAR = Fraction(1, 10**5)
BEFORE, PERIOD = (date(2026, 9, 1), date(2026, 10, 1)), (date(2026, 10, 1), date(2026, 11, 1))

amounts = st.decimals("-1000", "1000", places=4)
quantities = st.one_of(
    st.none(), st.just(Decimal(0)), st.decimals("-5", "500", places=3), st.just(Decimal(24))
)
charges = st.lists(
    st.builds(
        Charged,
        day=st.dates(date(2026, 8, 30), date(2026, 11, 2)),
        effective_cost=st.one_of(amounts, st.none()),
        resource_id=st.sampled_from(["i-1", "i-2", None]),
        pricing_quantity=quantities,
        pricing_unit=st.sampled_from(["Hours", "GB", None]),
        consumed_quantity=quantities,
        consumed_unit=st.sampled_from(["Hours", None]),
        sku_id=st.sampled_from(["a", "b", None]),
        sku_meter=st.sampled_from(["meter", None]),
        charge_description=st.sampled_from(["words", None]),
        service_name=st.sampled_from(["EC2", "S3", None]),
        charge_category=st.sampled_from(["Usage", "Usage", "Usage", "Purchase", "Tax", "Credit",
                                         None]),
        charge_class=st.sampled_from([None, None, None, "Correction"]),
        charge_frequency=st.sampled_from(["Usage-Based", "One-Time", "Recurring", None]),
        commitment_discount_id=st.sampled_from([None, None, "sp"]),
        commitment_discount_status=st.sampled_from([None, None, "Used", "Unused"]),
        contracted_cost=st.one_of(st.none(), st.just(Decimal(0)), amounts),
        list_cost=st.one_of(st.none(), amounts),
        billing_currency=st.sampled_from(["USD", "EUR"]),
    ),
    max_size=25,
)  # fmt: skip


def split(charged: Sequence[Charged]) -> dict[Key, dict[str, Cell]]:
    """The rows of the statement over these charges, by group."""
    names = [field.name for field in fields(Charged) if field.name not in ("day", "tags")]
    with duckdb.connect(":memory:") as connection:
        create_charges(connection)
        if charged:
            listed = ", ".join(["charge_period_start", "cloud", "resource_key", *names])
            mark = f"({', '.join('?' for _ in range(len(names) + 3))})"
            marks = ", ".join(mark for _ in charged)
            values = [
                cell
                for one in charged
                for cell in (one.day, "aws", one.resource_id, *(getattr(one, n) for n in names))
            ]
            connection.execute(f"INSERT INTO charges ({listed}) VALUES {marks}", values)
        rows = run(Local(connection), statement())[1]
    return {tuple(row[name] for name in GROUPS): row for row in rows}


@cache
def statement() -> exp.Select:
    """The same for all charges."""
    plan = Plan(parse({**WHY, "group_by": ["service_name"]}), NOW.date(), Calendar())
    return Lines(plan, Tables((), {}, ("USD", "EUR")), GROUPS).grouped()


def within(one: Charged, span: tuple[date, date]) -> bool:
    return span[0] <= one.day < span[1]


def kind(one: Charged) -> str:
    if one.charge_class == "Correction":
        return "other"
    if one.commitment_discount_status == "Unused":
        return "commitment"
    match one.charge_category:
        case "Usage":
            return "usage"
        case "Purchase" if one.commitment_discount_id:
            return "commitment"
        case "Purchase" if one.charge_frequency == "Recurring":
            return "fee"
        case "Purchase" if one.charge_frequency != "One-Time":
            return "usage"
    return "other"


def meter(one: Charged) -> str | None:
    return one.sku_id or one.sku_meter or one.charge_description


def thing(one: Charged) -> Key:
    bare = (one.sub_account_id, one.service_name, one.region_id, meter(one))
    return (kind(one), one.resource_id) if one.resource_id else (kind(one), None, *bare)


def unit(one: Charged) -> str | None:
    if one.pricing_quantity is not None:
        return one.pricing_unit
    return one.consumed_unit if one.consumed_quantity is not None else None


def summed(rows: Iterable[Decimal | None]) -> Fraction | None:
    """The sum; unknown where a part is."""
    found = list(rows)
    return None if None in found else sum((Fraction(one) for one in found if one is not None),
                                          Fraction(0))  # fmt: skip


def cost(rows: Iterable[Charged]) -> Fraction:
    return sum((Fraction(one.effective_cost or 0) for one in rows), Fraction(0))


def quantity(one: Charged) -> Decimal | None:
    return one.consumed_quantity if one.pricing_quantity is None else one.pricing_quantity


def on_demand(one: Charged) -> Decimal | None:
    if one.effective_cost is None:
        return Decimal(0)
    if one.commitment_discount_id is None:
        return one.effective_cost
    return one.contracted_cost or one.list_cost or None


def expected(charged: Sequence[Charged]) -> dict[Key, dict[str, Fraction]]:
    """The effects of each group, by the words of the decision."""
    then = [one for one in charged if within(one, BEFORE)]
    now = [one for one in charged if within(one, PERIOD)]
    things = ({thing(one) for one in then}, {thing(one) for one in now})
    meters = tuple({(thing(one), meter(one)) for one in rows} for rows in (then, now))
    lines: dict[
        tuple[Key, Key, str | None, bool, str | None], tuple[list[Charged], list[Charged]]
    ] = defaultdict(lambda: ([], []))
    for number, rows in enumerate((then, now)):
        for one in rows:
            group = (one.service_name, one.billing_currency)
            has_sku = one.sku_id is not None or one.sku_meter is not None
            key = (group, thing(one), meter(one), has_sku, unit(one))
            lines[key][number].append(one)
    found: dict[Key, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for (row, what, by, known, _), both in lines.items():
        there = [what in one for one in things], [(what, by) in one for one in meters]
        for name, amount in of_line(both, str(what[0]), there, has_sku=known).items():
            found[row][name] += amount
    return found


def of_line(
    rows: tuple[list[Charged], list[Charged]],
    kind: str,
    there: tuple[list[bool], list[bool]],
    *,
    has_sku: bool,
) -> Mapping[str, Fraction]:
    before, after = cost(rows[0]), cost(rows[1])
    change = after - before
    if kind not in ("usage", "fee"):
        return {f"{kind}_effect": change}
    things, meters = there
    if kind == "fee" and not all(things):
        return {"other_effect": change}
    if not all(things):
        return {"gone" if things[0] else "new": change}
    if not all(meters):
        return {"quantity_effect" if has_sku else "other_effect": change}
    if not all(rows):
        return {"other_effect": change}
    old, new = (summed(quantity(one) for one in part) for part in rows)
    if old is not None and new is not None and old > 0 and new > 0:
        return of_split(rows, before, after, new / old)
    unused = (old == 0 and before == 0) or (new == 0 and after == 0)
    return {"quantity_effect" if unused else "other_effect": change}


def of_split(
    rows: tuple[list[Charged], list[Charged]], before: Fraction, after: Fraction, times: Fraction
) -> Mapping[str, Fraction]:
    old, new = (summed(on_demand(one) for one in part) for part in rows)
    more = before * times - before
    if old is None or new is None:
        return {"other_effect": after - before * times, "quantity_effect": more}
    return {
        "price_effect": new - old * times,
        "commitment_effect": (after - new) - (before - old) * times,
        "quantity_effect": more,
    }


@settings(max_examples=40)
@given(charged=charges)
def test_the_effects_add_up_exactly_and_are_those_of_the_decision(
    charged: list[Charged],
) -> None:
    rows, truth = split(charged), expected(charged)
    for key, row in rows.items():
        effects = {name: Decimal(str(row[name])) for name in EFFECTS}
        assert sum(effects.values()) == row["change"] == row["cost"] - row["cost_before"]  # type: ignore[operator]
        own = [one for one in charged if (one.service_name, one.billing_currency) == key]
        assert Fraction(row["cost"]) == cost(o for o in own if within(o, PERIOD))  # type: ignore[arg-type]
        assert Fraction(row["cost_before"]) == cost(o for o in own if within(o, BEFORE))  # type: ignore[arg-type]
        for name, amount in effects.items():
            assert abs(Fraction(amount) - truth[key][name]) < NEAR, (key, name)
    assert set(rows) == {
        (o.service_name, o.billing_currency)
        for o in charged
        if within(o, PERIOD) or within(o, BEFORE)
    }


@settings(max_examples=10)
@given(charged=charges, seed=st.integers(0, 99))
def test_neither_order_nor_names_matter(charged: list[Charged], seed: int) -> None:
    names = {"i-1": "vm-z", "i-2": "vm-a", "a": "sku-9", "b": "sku-1", None: None}
    renamed = [
        replace(one, resource_id=names[one.resource_id], sku_id=names[one.sku_id])
        for one in charged
    ]
    Random(seed).shuffle(renamed)
    assert split(renamed) == split(charged)

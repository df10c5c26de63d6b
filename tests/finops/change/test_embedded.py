"""The embedded estate's planted changes, against its truth, computed apart in plain Python."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from demo.charges import make_charges, write_charges
from demo.estate import NOW, make_estate
from demo.truth import make_truth
from finops.answer import Answer
from finops.warehouse import Warehouse

from .bill import cents, why

Truth = Mapping[str, Any]
Line = Mapping[str, Any]
THEN = (date(2026, 10, 1), date(2026, 10, 18))
NOW_SO_FAR = (date(2026, 11, 1), date(2026, 11, 18))
TO_DATE: dict[str, Any] = {"period": "this_month", "compare_to": "last_month"}


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Warehouse, Truth]]:
    folder = tmp_path_factory.mktemp("estate")
    made = make_estate()
    charges = make_charges(made)
    write_charges(charges, folder / "charges")
    store = Warehouse(folder / "warehouse", [str(folder / "charges" / "*" / "*.parquet")], NOW)
    yield store, make_truth(made, charges)
    store.close()


def days_in(run: list[Any], span: tuple[date, date]) -> int:
    first = date.fromisoformat(run[0])
    return max(0, (min(first + timedelta(days=run[1]), span[1]) - max(first, span[0])).days)


def summed(line: Line, span: tuple[date, date], amount: int) -> Decimal:
    """The quantity (2) or the effective cost (4) of a line in a span."""
    return sum((Decimal(run[amount]) * days_in(run, span) for run in line["runs"]), Decimal(0))


def is_use(line: Line) -> bool:
    unused = line["commitment_status"] == "Unused"
    return line["charge_category"] == "Usage" and not line["charge_class"] and not unused


def charged(truth: Truth, span: tuple[date, date]) -> dict[str, Decimal]:
    """The cost of every resource that was used in a span."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for line in truth["charges"]:
        if line["resource"] and is_use(line) and any(days_in(run, span) for run in line["runs"]):
            found[line["resource"].rsplit("/", 1)[-1].lower()] += summed(line, span, 4)
    return found


def by_name(answer: Answer, effect: str) -> dict[str, Decimal]:
    """The effect of each row, by the last part of the resource's id."""
    return {
        str(row["resource_id"]).rsplit("/", 1)[-1]: Decimal(str(row[effect])) for row in answer.rows
    }


def effect(truth: Truth, of: Callable[[Line], bool], part: str) -> Decimal:
    """The price or quantity effect of the lines that are in both spans."""
    found = Decimal(0)
    for line in truth["charges"]:
        quantities = [summed(line, span, 2) for span in (THEN, NOW_SO_FAR)]
        if of(line) and is_use(line) and all(quantities):
            costs = [summed(line, span, 4) for span in (THEN, NOW_SO_FAR)]
            grown = costs[0] * quantities[1] / quantities[0]
            found += costs[1] - grown if part == "price" else grown - costs[0]
    return found


def test_the_change_is_that_of_all_charges(estate: tuple[Warehouse, Truth]) -> None:
    store, truth = estate
    answer = why(store, **TO_DATE, group_by=["sub_account_name"])
    then, now = (
        sum((summed(line, span, 4) for line in truth["charges"]), Decimal(0))
        for span in (THEN, NOW_SO_FAR)
    )
    assert cents(answer.totals["change"]) == cents(now - then)
    assert answer.outcome == "answered"


def test_the_planted_price_change_is_the_price_effect(estate: tuple[Warehouse, Truth]) -> None:
    store, truth = estate
    planted = truth["events"]["price_change"]
    answer = why(store, **TO_DATE, clouds=["azure"], group_by=["service_name"])
    expected = effect(truth, lambda line: planted["size"] in line["sku"], "price")
    assert expected > 0
    assert cents(answer.totals["price_effect"]) == cents(expected)
    assert planted["from"] == "2026-11-01"
    said = [one for one in answer.insights if one.startswith(f"price of {planted['size']}")]
    assert said
    assert all("+10%" in one and "since 1 Nov 2026" in one for one in said)


def life(truth: Truth) -> dict[str, tuple[date, date]]:
    """The first and the last day on which each resource was used."""
    found: dict[str, tuple[date, date]] = {}
    for line in filter(is_use, truth["charges"]):
        for run in line["runs"] if line["resource"] else ():
            name = line["resource"].rsplit("/", 1)[-1].lower()
            first = date.fromisoformat(run[0])
            last = first + timedelta(days=run[1] - 1)
            known = found.get(name, (first, last))
            found[name] = (min(known[0], first), max(known[1], last))
    return found


@pytest.mark.parametrize(
    ("name", "period", "span"),
    [
        ("new", "this_month", NOW_SO_FAR),
        ("new", "this_quarter", (date(2026, 10, 1), date(2026, 11, 18))),
        ("new", "this_week", (date(2026, 11, 16), date(2026, 11, 18))),
        ("gone", "this_month", NOW_SO_FAR),
        ("gone", "last_month", (date(2026, 10, 1), date(2026, 11, 1))),
    ],
)
def test_new_and_gone_resources_are_those_of_the_truth(
    estate: tuple[Warehouse, Truth], name: str, period: str, span: tuple[date, date]
) -> None:
    store, truth = estate
    having = [{"field": name, "op": "gt" if name == "new" else "lt", "value": 0}]
    answer = why(store, period=period, group_by=["resource_id"], select=[name], having=having)
    end = 0 if name == "new" else 1
    last_known = date(2026, 11, 17)
    lives = life(truth)
    there = charged(truth, span)
    expected = {
        one: there[one]
        for one, days in lives.items()
        if span[0] <= days[end] < span[1] and not (end and days[end] == last_known)
    }
    assert {one: cents(cost) for one, cost in by_name(answer, "cost").items()} == {
        one: cents(cost) for one, cost in expected.items()
    }
    assert answer.outcome == "answered"
    assert bool(expected) == (period != "this_week")


def test_the_anomaly_is_use_of_its_service(estate: tuple[Warehouse, Truth]) -> None:
    store, truth = estate
    planted = truth["events"]["anomaly"]
    answer = why(store, **TO_DATE, group_by=["service_name"], limit=3, others=True)
    row = answer.rows[0]
    assert row["service_name"] == planted["service"]
    expected = effect(truth, lambda line: line["service"] == planted["service"], "quantity")
    assert cents(row["quantity_effect"]) == cents(expected)
    assert f"from more use of {planted['service']}" in answer.headline


def test_a_commitment_that_begins_is_told_on_its_day(estate: tuple[Warehouse, Truth]) -> None:
    store, truth = estate
    for planted in truth["events"]["commitments"]:
        first = date.fromisoformat(planted["from"])
        answer = why(store, period=f"{first:%Y-%m}", group_by=["service_name"])
        assert f"commitment {planted['name']} began on {first:%-d %b %Y}" in answer.insights
        assert answer.totals["commitment_effect"]


def test_the_first_by_increase_are_those_of_the_truth(estate: tuple[Warehouse, Truth]) -> None:
    store, truth = estate
    october, september = (
        (date(2026, 10, 1), date(2026, 11, 1)),
        (date(2026, 9, 1), date(2026, 10, 1)),
    )
    moved: dict[str, Decimal] = defaultdict(Decimal)
    for line in truth["charges"]:
        if line["resource"]:
            name = line["resource"].rsplit("/", 1)[-1].lower()
            moved[name] += summed(line, october, 4) - summed(line, september, 4)
    answer = why(
        store, group_by=["resource_id"], having=[{"field": "change", "op": "gt", "value": 0}],
        order_by=["-change"], limit=5,
    )  # fmt: skip
    expected = sorted(moved.items(), key=lambda one: -one[1])[:5]
    assert [cents(row["change"]) for row in answer.rows] == [cents(cost) for _, cost in expected]

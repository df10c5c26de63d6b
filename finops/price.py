"""What VMs cost on demand, by the clouds' public price lists.

The lists have millions of prices: a question must name sizes, or regions and how many virtual CPUs
or how much memory, so that few pages hold the answer. A list is everybody's: whoever may ask
anything may ask it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from finops import gathering
from finops.answer import Cell
from finops.figures import money, price
from finops.ground import Ground
from finops.plan import Plan
from finops.resources import of_table
from finops.result import Result
from finops.rows import Cells
from intents.catalog import CLOUD_TITLES
from intents.query import Condition, Query, Where
from providers.model import Gap
from providers.schema import schema
from providers.size_name import canonical

HOURLY, MONTHLY = "hourly_unit_price", "monthly_price"
# What a cloud can be asked by.
_ONLY = ("size", "os", "vcpus")
_NARROWS = ("vcpus", "memory_gib")
_NOTE = "on-demand list prices of today, without anybody's discounts; a month is 730 hours"
_TOO_MANY = Gap(
    "prices",
    "TooMany: neither a size is named, nor a region with how many virtual CPUs or how much memory",
    "ask as “price of m5.large in us-east-1” or “cheapest 4 vCPU VM in westeurope”",
)


def of_prices(plan: Plan, ground: Ground) -> Result:
    """The rows of a Query over prices."""
    plan = replace(plan, limits=None, query=_written(plan.query))
    facts, only = ground.facts, tuple(_only(plan.query))
    if is_bounded(plan.query):
        table = gathering.inventory(plan, ground.providers, ground.context, facts, only)
    else:
        facts.gaps.append(_TOO_MANY)
        table = schema("price").empty_table()
    currencies = tuple(sorted({str(one) for one in table["currency"].to_pylist() if one}))
    result = of_table(plan, ground, table, currencies)
    totals: dict[str, Cell] = {}
    return replace(result, headline=_headline(plan, result), said=(_NOTE,), totals=totals)


def _written(query: Query) -> Query:
    """The Query with sizes as their clouds write them: `d4s_v5` is Standard_D4s_v5."""

    def named(test: Where) -> Where:
        if isinstance(test, Condition) and test.field == "size" and test.op in ("eq", "in"):
            values = test.values
            known = tuple(canonical(str(one)) or str(one) for one in values)
            return test.model_copy(update={"value": known if test.op == "in" else known[0]})
        return test

    return query.model_copy(update={"where": tuple(named(test) for test in query.where)})


def is_bounded(query: Query) -> bool:
    """Whether few pages of a price list hold the answer."""
    fields = {test.field for test in query.where if isinstance(test, Condition)}
    named = dict(_only(query))
    return "size" in named or (bool(query.regions) and bool(fields & {*_NARROWS}))


def _only(query: Query) -> Iterator[tuple[str, tuple[str, ...]]]:
    for test in query.where:
        if isinstance(test, Condition) and test.field in _ONLY and test.op in ("eq", "in"):
            values = test.values
            yield test.field, tuple(_text(one) for one in values)


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) else str(value)


def _headline(plan: Plan, result: Result) -> str | None:
    """Of one price, what it is; of several, from which to which."""
    rows = [row for row in result.rows if isinstance(row.get(HOURLY), Decimal)]
    if plan.query.analysis != "list" or not rows or result.currency is None:
        return None
    # What is left out might be cheaper.
    beside = sum(result.unknown.values())
    more = f"; of {beside:,} more it is not known whether they match" if beside else ""
    if len(rows) == 1:
        return f"{_what(rows[0])} costs {_price(rows[0], result.currency)}{more}"
    first, last = _cheapest(rows), _cheapest(rows, dearest=True)
    low = f"{_what(first)} at {_price(first, result.currency)}"
    high = f"{_what(last)} at {_price(last, result.currency)}"
    return f"{len(rows):,} prices, from {low} to {high}{more}"


def _cheapest(rows: Sequence[Cells], *, dearest: bool = False) -> Cells:
    def hourly(row: Cells) -> Decimal:
        found = row[HOURLY]
        return found if isinstance(found, Decimal) else Decimal(0)

    return (max if dearest else min)(rows, key=hourly)


def _what(row: Cells) -> str:
    """As "m5.large with Linux in us-east-1"."""
    os = {"linux": "Linux", "windows": "Windows"}.get(str(row.get("os")))
    said = f"{row.get('size')}{f' with {os}' if os else ''}"
    place = row.get("region") or CLOUD_TITLES.get(str(row.get("cloud")), "")
    return f"{said} in {place}" if place else said


def _price(row: Cells, currency: str) -> str:
    hourly, monthly = row[HOURLY], row.get(MONTHLY)
    assert isinstance(hourly, Decimal)  # noqa: S101 - `_headline` keeps no other
    said = f"{price(hourly, currency)} an hour"
    return f"{said} ({money(monthly, currency)} a month)" if isinstance(monthly, Decimal) else said

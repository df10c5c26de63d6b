"""The shape of what is charged: lines (who, where, for what) with runs of equal days.

A line's runs never overlap and are in order. Amounts are for one day, exact, with at most ten
decimals, in USD. `billed` is what is invoiced, `effective` what is used up of what was bought,
`list_cost` and `contracted` what the usage costs without and with negotiated discounts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from demo.shape import Account

_TENTH_NANO = Decimal("0.0000000001")


@dataclass(frozen=True, slots=True)
class Commitment:
    """A savings plan or reservation, as FOCUS names it; `status` is Used or Unused on usage."""

    id: str
    name: str
    kind: str
    category: str
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What stays the same from day to day.

    `resource` is the canonical id, `resource_id` the same as the cloud's export writes it.
    """

    account: Account
    region: str | None
    service: str
    category: str
    subcategory: str
    description: str
    unit: str
    sku: str
    resource: str | None = None
    resource_id: str | None = None
    resource_name: str | None = None
    resource_type: str | None = None
    zone: str | None = None
    charge_category: str = "Usage"
    charge_class: str | None = None
    frequency: str = "Usage-Based"
    pricing_category: str | None = "Standard"
    commitment: Commitment | None = None
    publisher: str | None = None
    meter_category: str | None = None
    service_code: str | None = None
    operation: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Amounts:
    """One day's quantity and costs; `price` is the list price of a unit."""

    quantity: Decimal
    price: Decimal
    list_cost: Decimal
    contracted: Decimal
    billed: Decimal
    effective: Decimal


@dataclass(frozen=True, slots=True)
class Run:
    """The same amounts on each of `days` days from `first`."""

    first: date
    days: int
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class Charge:
    """A line and its days."""

    line: Line
    runs: tuple[Run, ...]

    @property
    def billed(self) -> Decimal:
        """All that is billed for it."""
        return sum((run.amounts.billed * run.days for run in self.runs), Decimal(0))


def usage(quantity: Decimal, price: Decimal, factor: Decimal = Decimal(1)) -> Amounts:
    """A day of use at list price, times what was negotiated."""
    cost = (quantity * price).quantize(_TENTH_NANO)
    paid = (cost * factor).quantize(_TENTH_NANO)
    return Amounts(quantity, price, cost, paid, paid, paid)


def covered(quantity: Decimal, price: Decimal, factor: Decimal) -> Amounts:
    """A day of use that a commitment pays for: nothing is billed, its share is effective."""
    full = usage(quantity, price)
    share = (full.list_cost * factor).quantize(_TENTH_NANO)
    return replace(full, billed=Decimal(0), effective=share)


def flat(amount: Decimal, *, effective: Decimal | None = None) -> Amounts:
    """One unit at `amount`: a fee, a tax, a credit, a purchase."""
    used = amount if effective is None else effective
    return Amounts(Decimal(1), amount, amount, amount, amount, used)


def charge(line: Line, days: Iterable[tuple[date, Amounts]]) -> Charge:
    """A charge from single days, in order; equal neighbours become one run."""
    return Charge(line, tuple(_runs(days)))


def _runs(days: Iterable[tuple[date, Amounts]]) -> Iterator[Run]:
    dated = enumerate(days)
    for key, found in groupby(dated, lambda pair: (pair[1][0].toordinal() - pair[0], pair[1][1])):
        run = list(found)
        yield Run(run[0][1][0], len(run), key[1])


def months(start: date, end: date) -> Iterator[date]:
    """The first days of the months that begin in `[start, end)`."""
    day = start if start.day == 1 else (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day < end:
        yield day
        day = (day + timedelta(days=32)).replace(day=1)


def each_day(start: date, end: date) -> Iterator[date]:
    """The days of `[start, end)`."""
    return (start + timedelta(days=n) for n in range(max((end - start).days, 0)))

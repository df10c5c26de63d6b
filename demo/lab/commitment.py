"""A planted commitment: the same case on both clouds, a savings plan of a year, paid by the month.

What of it is used has no resource here: it would move what the other cases cost.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from demo.accounts import LAB, Ids
from demo.ledger import Amounts, Charge, Commitment, Line, charge, covered, each_day, flat, months
from demo.prices import SAVINGS_PLAN_FACTOR
from demo.shape import Account

D = Decimal
HOURLY = D("0.005")
MONTH_HOURS = 730
TERM = timedelta(days=365)
_LAST_DAYS = 30
_AZURE = "/providers/Microsoft.BillingBenefits/savingsPlanOrders/{order}/savingsPlans/{plan}"
_MICRO = D("0.000001")


@dataclass(frozen=True, slots=True)
class Bought:
    """A plan of `HOURLY`, of which a share `used` is used; it ends `days_left` after today."""

    case: str
    account: Account
    used: Decimal
    days_left: int
    renews: bool = False

    @property
    def name(self) -> str:
        """As a case's resource is called."""
        return f"{self.case}-{self.account.cloud}"

    @property
    def id(self) -> str:
        """As its cloud writes it. No seed is in it: commitments are bought once."""
        digits = Ids(0).hex("savings plan", self.account.id, self.case)
        one = f"{digits[:8]}-{digits[8:12]}-4000-8000-{digits[5:17]}"
        if self.account.cloud == "aws":
            return f"arn:aws:savingsplans::{self.account.id}:savingsplan/{one}"
        return _AZURE.format(order=one, plan=one)

    def since(self, today: date) -> date:
        """Its first day."""
        return today + timedelta(days=self.days_left) - TERM

    @property
    def lost(self) -> Decimal:
        """What of it nobody used over the last 30 days, in USD."""
        return HOURLY * 24 * _LAST_DAYS * (1 - self.used)


def commitment(
    case: str, *, used: str = "1", days_left: int = 200, **facts: bool
) -> tuple[Bought, ...]:
    """One a cloud; `renews` is of Azure alone."""
    return tuple(
        Bought(case, account, D(used), days_left, **facts)
        for account in LAB
        if account.cloud == "azure" or not facts
    )


def fact(one: Bought, today: date) -> Mapping[str, object]:
    """It in the catalog's words, as `demo.bought` has the others."""
    since = one.since(today)
    return {
        "id": one.id, "name": one.name, "cloud": one.account.cloud, "account": one.account.name,
        "account_id": one.account.id, "kind": "savings plan", "service": "Compute", "region": None,
        "sku": None, "quantity": None, "hourly": str(HOURLY),
        "payment": "no upfront" if one.account.cloud == "aws" else "monthly", "state": "active",
        "start": str(since), "end": str(since + TERM), "renews": one.renews, "used": str(one.used),
    }  # fmt: skip


def charges(one: Bought, start: date, today: date) -> Iterator[Charge]:
    """What it is billed, and what of it is used and is not, over `[start, today)`."""
    first = max(start, one.since(today))
    rate = (HOURLY * MONTH_HOURS).quantize(D("0.01"))
    bill = flat(rate, effective=D(0))
    line = _line(one)
    yield charge(
        replace(line, charge_category="Purchase", frequency="Recurring", pricing_category=None,
                unit="Units", commitment=_of(one)),
        [(day, bill) for day in months(first, today)],
    )  # fmt: skip
    price = (HOURLY * one.used / SAVINGS_PLAN_FACTOR).quantize(_MICRO)
    used, lost = (HOURLY * 24 * share for share in (one.used, 1 - one.used))
    took = replace(covered(D(24), price, SAVINGS_PLAN_FACTOR), effective=used)
    spilt = Amounts(D(24), D(0), D(0), D(0), D(0), lost)
    parts = (("Used", took), ("Unused", spilt))
    for status, amounts in parts:
        if amounts.effective:
            yield charge(
                replace(line, commitment=_of(one, status)),
                ((day, amounts) for day in each_day(first, today)),
            )


def _of(one: Bought, status: str | None = None) -> Commitment:
    return Commitment(one.id, one.name, "Compute Savings Plan", "Spend", status)


def _line(one: Bought) -> Line:
    aws = one.account.cloud == "aws"
    service = "Savings Plans for AWS Compute usage" if aws else "Virtual Machines"
    return Line(
        one.account, None, service, "Compute", "Other (Compute)", f"savings plan {one.name}",
        "Hours", "SKU-savings-plan", pricing_category="Committed",
        service_code="ComputeSavingsPlans" if aws else None,
        meter_category=None if aws else service,
    )  # fmt: skip

"""Budgets of AWS: those of money. Each account has its own, and one endpoint for all regions.

AWS tells what was spent and what it expects for the period that runs now, and no daily figures.
Budgets of hours, of utilisation or of coverage are no budgets of money: they are left out, and said
to be.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from providers.aws.ask import Asker
from providers.aws.place import Place
from providers.aws.term import amount
from providers.budget_period import Recurs, running
from providers.model import Gap, Row

# IAM has one action for the reads of AWS Budgets.
NEEDS = ("budgets:ViewBudget",)
SOURCE = "Budgets DescribeBudgets"
PAGE = 100
COST = "COST"
KEPT_BY = "AWS Budgets"
_RECURS: Mapping[str, Recurs] = {
    "DAILY": "daily", "MONTHLY": "monthly", "QUARTERLY": "quarterly", "ANNUALLY": "yearly",
}  # fmt: skip


def rows(asker: Asker) -> Iterator[Row]:
    """The cost budgets of an account. Raises CloudError."""
    others = 0
    account = asker.place.account.id
    for page in asker.pages(SOURCE, page_size=PAGE, AccountId=account):
        for found in page.get("Budgets", []):
            if found.get("BudgetType") == COST:
                yield row(found, asker.place, asker.context.now)
            else:
                others += 1
    if others:
        why = f"left out, for they are not of cost: {others} of its budgets"
        asker.gaps.append(Gap(f"aws {account}", why, "see them in AWS Budgets", matters=False))


def row(found: Mapping[str, Any], place: Place, now: datetime) -> Row:
    """One budget as a row."""
    spends = found.get("CalculatedSpend", {})
    limit = _limit(found, now)
    recurs = _RECURS.get(found.get("TimeUnit", ""), "custom")
    valid = found.get("TimePeriod", {})
    window = running(recurs, valid.get("Start"), valid.get("End"), now)
    actual, ahead = spends.get("ActualSpend", {}), spends.get("ForecastedSpend", {})
    return {
        "id": f"{place.account.id}:{found['BudgetName']}",
        "cloud": "aws",
        "account": place.account.name,
        "account_id": place.account.id,
        "name": found["BudgetName"],
        "source": KEPT_BY,
        "covers": _covers(found),
        "recurs": recurs,
        "start": window.start,
        "end": window.end,
        "ended": window.ended,
        "amount": amount(limit.get("Amount")),
        "currency": limit.get("Unit") or actual.get("Unit"),
        "spent": amount(actual.get("Amount")),
        "forecast": amount(ahead.get("Amount")),
    }


def _limit(found: Mapping[str, Any], now: datetime) -> Mapping[str, str]:
    """The limit that holds now; of planned ones (by epoch second), the last that has begun."""
    if fixed := found.get("BudgetLimit"):
        return {"Amount": fixed["Amount"], "Unit": fixed["Unit"]}
    planned = found.get("PlannedBudgetLimits", {})
    begun = [key for key in planned if float(key) <= now.timestamp()]
    if not begun:
        return {}
    holds = planned[max(begun, key=float)]
    return {"Amount": holds["Amount"], "Unit": holds["Unit"]}


def _covers(found: Mapping[str, Any]) -> str | None:
    """What the budget is narrowed to, in AWS's words; None where it is all of the account."""
    if filters := found.get("CostFilters"):
        return "; ".join(f"{name}: {', '.join(values)}" for name, values in filters.items())
    return "a filter expression" if found.get("FilterExpression") else None

"""How a budget stands: what is left of it, whether it is over or will be, and when. Pure.

What is not known makes the rest unknown: a budget whose spend nobody could tell is not at 0%. A
forecast that is unknown leaves "on track" unknown too; that a budget is over needs none.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Literal

Status = Literal["over", "will be over", "on track", "ended", "unknown"]


@dataclass(frozen=True, slots=True)
class Budgeted:
    """What is known of a budget in the period `[start, end)` that runs now; None is unknown."""

    amount: Decimal | None
    spent: Decimal | None
    forecast: Decimal | None
    start: date | None = None
    end: date | None = None
    ended: bool = False


def remaining(budget: Budgeted) -> Decimal | None:
    """The amount less what was spent."""
    if budget.amount is None or budget.spent is None:
        return None
    return budget.amount - budget.spent


def used_percent(budget: Budgeted) -> Decimal | None:
    """What was spent, in percent of the amount; of an amount that is not above zero, unknown."""
    if budget.amount is None or budget.spent is None or budget.amount <= 0:
        return None
    return budget.spent * 100 / budget.amount


def status(budget: Budgeted) -> Status:
    """Where it stands. Spending exactly the amount is not over it."""
    if budget.ended:
        return "ended"
    if budget.amount is None or budget.spent is None:
        return "unknown"
    if budget.spent > budget.amount:
        return "over"
    if budget.forecast is None:
        return "unknown"
    return "will be over" if budget.forecast > budget.amount else "on track"


def breach(budget: Budgeted, now: datetime) -> date | None:
    """The day on which it will be used up, at an even pace from now to its forecast.

    None where it will not be, or where it cannot be told: when it was, if it is over already.
    """
    if status(budget) != "will be over" or budget.end is None:
        return None
    if budget.amount is None or budget.spent is None or budget.forecast is None:
        return None
    midnight = datetime(budget.end.year, budget.end.month, budget.end.day, tzinfo=now.tzinfo)
    left = Decimal(str((midnight - now).total_seconds()))
    if left <= 0 or budget.forecast <= budget.spent:
        return None
    share = (budget.amount - budget.spent) / (budget.forecast - budget.spent)
    seconds = int((left * share).to_integral_value(ROUND_DOWN))
    # The last moment of the period is still in it.
    return min((now + timedelta(seconds=seconds)).date(), budget.end - timedelta(days=1))

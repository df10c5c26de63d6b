"""Budgets of a company's own, from [[budgets]] in the settings: an amount, for which cost.

Which cost is said in words ("cost of team payments in aws") and read as any question is. What could
not be read stays a budget, whose figures are unknown: it must not vanish for a typing mistake.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from intents.query import Query

Recurs = Literal["monthly", "quarterly", "yearly"]
KEPT_BY = "own file"


@dataclass(frozen=True, slots=True)
class OwnBudget:
    """An amount a period, in its own currency. `cost` is None where `of` could not be read."""

    name: str
    amount: Decimal
    currency: str
    recurs: Recurs
    of: str
    cost: Query | None = None
    why: str = ""

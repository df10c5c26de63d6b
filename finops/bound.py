"""A bound that a question sets on an amount that no SQL computes: "over $100", "under $50k"."""

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal

from intents.query import Condition

_HOLDS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "eq": operator.eq,
    "ne": operator.ne,
}


def limit_of(test: Condition) -> Decimal:
    """The amount that a condition names. Raises ValueError where it compares with none."""
    if test.op not in _HOLDS or isinstance(test.value, bool) or test.value is None:
        raise ValueError(f"{test.field} {test.op} is no bound on an amount")
    return Decimal(str(test.value))


def holds(test: Condition, amount: Decimal | None) -> bool:
    """Whether the amount is within the bound; an unknown one is not."""
    return amount is not None and _HOLDS[test.op](amount, limit_of(test))

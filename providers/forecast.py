"""What a cloud itself forecasts an account to cost: asked only where somebody wants it beside ours.

A cloud whose cost API is not to be asked (`settling` is None) is not asked for this either: such
calls cost money or patience.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol, runtime_checkable

from intents.period import Span
from providers.context import Context
from providers.model import Account, Fetched
from providers.settling import Settling

# The bases that a cloud forecasts; it has no forecast of list prices.
Basis = Literal["effective", "billed"]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A cloud's forecast of one account over whole days to come, today included.

    `low` and `high` are its 80% interval; None where it gives none for all of the days as one.
    """

    account: Account
    span: Span
    cost: Decimal
    currency: str
    low: Decimal | None = None
    high: Decimal | None = None


@runtime_checkable
class Foresees(Protocol):
    """A cloud that forecasts."""

    cloud: str
    settling: Settling | None

    def forecast(
        self, account: Account, span: Span, basis: Basis, context: Context
    ) -> Fetched[Foreseen]:
        """Its forecast for an account; none, and a gap, where it has none. `span` starts today."""
        ...

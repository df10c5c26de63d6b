"""An amount that is partly known and partly to come, and the days of a group that it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finops.forecast.projection import Outlook
from intents.period import Span

_CENT = Decimal("0.01")
_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Amount:
    """Money over some days: what was charged, what is to come, and half the interval's width.

    `half` is None where the past is too short to tell it.
    """

    actual: Decimal
    rest: Decimal
    half: Decimal | None

    @property
    def cost(self) -> Decimal:
        """Both."""
        return self.actual + self.rest

    @property
    def low(self) -> Decimal | None:
        """The lower end of the interval; never below what has been charged, if more is to come."""
        if self.half is None:
            return None
        return self.cost - (min(self.half, self.rest) if self.rest > 0 else self.half)

    @property
    def high(self) -> Decimal | None:
        """Its upper end."""
        return None if self.half is None else self.cost + self.half


@dataclass(frozen=True, slots=True)
class Ahead:
    """One group's days: what they cost since `started`, and what is expected from `origin` on."""

    spent: Mapping[date, Decimal]
    started: date
    origin: date
    outlook: Outlook

    def over(self, span: Span) -> Amount:
        """The amount over some days."""
        spent = (cost for day, cost in self.spent.items() if span.start <= day < span.end)
        actual = sum((cost for cost in spent), _NONE)
        first = max((span.start - self.origin).days, 0)
        last = (span.end - self.origin).days
        if last <= first:
            return Amount(actual, _NONE, _NONE)
        rest = Decimal(str(sum(self.outlook.daily[first:last]))).quantize(_CENT)
        spread = self.outlook.spread(first, last)
        half = None if spread is None else (abs(rest) * Decimal(str(spread))).quantize(_CENT)
        return Amount(actual, rest, half)

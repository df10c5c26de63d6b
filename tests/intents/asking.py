"""What the tests of the language model share: a model on loopback, and a ledger in memory."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from demo.messages_api import Api, Reply, serving
from intents.breaker import Breaker
from intents.model import Choice, Model
from intents.tokens import prices

NAME = "claude-sonnet-5-5"
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


class Memory:
    """A Ledger that forgets."""

    def __init__(self) -> None:
        self.usd: dict[date, Decimal] = {}

    def take(self, day: date, amount: Decimal, budget: Decimal) -> bool:
        fits = self.spent(day) + amount <= budget
        self.usd[day] = self.spent(day) + amount if fits else self.spent(day)
        return fits

    def give(self, day: date, amount: Decimal) -> None:
        self.usd[day] = self.spent(day) - amount

    def spent(self, day: date) -> Decimal:
        return self.usd.get(day, Decimal(0))


@contextmanager
def asking(
    *script: Reply,
    ledger: Memory | None = None,
    breaker: Breaker | None = None,
    now: Callable[[], datetime] = lambda: NOW,
    **choice: Any,
) -> Iterator[tuple[Model, Api]]:
    """A model that speaks to a server which answers by the script."""
    known = prices(NAME)
    assert known is not None
    with serving(script) as api:
        chosen = Choice(
            "anthropic", NAME, known, key="a-key", base_url=api.url, **{"timeout_s": 5, **choice}
        )
        yield Model(chosen, ledger or Memory(), now, breaker=breaker), api

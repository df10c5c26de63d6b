"""What a reader may know besides the question: the day, the calendar, and the accounts' names.

Imports nothing of ours but the contract. Time is passed in.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from intents.catalog import Cloud
from intents.period import Calendar, Span, span
from intents.query import Query, Spread


class AnyAccount(Protocol):
    """Whatever has a cloud, an id and a name: the readers need no more of an account."""

    @property
    def cloud(self) -> str:
        """`aws` or `azure`."""

    @property
    def id(self) -> str:
        """The cloud's own id."""

    @property
    def name(self) -> str:
        """What people call it."""


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An AWS account or Azure subscription that a question may name."""

    cloud: Cloud
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class KnownDimension:
    """A company's own dimension of cost: what people call it, and the field that holds it.

    `spread` is how a showback divides what is shared, where the question does not say.
    """

    name: str
    field: str
    spread: Spread = "none"


@dataclass(frozen=True, slots=True)
class Previous:
    """What was answered before in the same conversation, which a follow-up goes on from.

    `rows` are those that were shown, in order: what tells one from the others, by field; None is an
    unknown value. They are cloud data: no prompt may hold them. `since` says when it was answered
    where that is long ago ("2 hours ago").
    """

    query: Query
    question: str
    rows: tuple[Mapping[str, str | None], ...] = ()
    row_count: int = 0
    since: str | None = None


@dataclass(frozen=True, slots=True)
class ReadContext:
    """The circumstances of a reading. `today` is a UTC day.

    `accounts` and `currencies` (codes, "USD") may be empty: unknown. `currencies` are those that
    charges are billed in; an amount in another one cannot be compared with them. `budgets` are the
    names of the company's own. `services` and `publishers` are what its charges call these,
    `tag_keys` the keys that its charges have. `mine` are the owners that who asks is one of.
    `previous` is there only within a conversation.
    `found` is what readers have worked out while one question is read, for the next of them; None
    keeps nothing.
    """

    today: date
    calendar: Calendar = field(default_factory=Calendar)
    accounts: tuple[KnownAccount, ...] = ()
    currencies: tuple[str, ...] = ()
    dimensions: tuple[KnownDimension, ...] = ()
    budgets: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    tag_keys: tuple[str, ...] = ()
    confirmed: Mapping[str, Query] = field(default_factory=dict, hash=False)
    trained: Path | None = None
    mine: tuple[str, ...] = ()
    previous: Previous | None = field(default=None, hash=False)
    found: dict[Hashable, Any] | None = field(default=None, compare=False, repr=False)

    def span(self, period: str) -> Span:
        """The days of a period's text. Raises ValueError where it is none."""
        return span(period, self.today, self.calendar)

    @staticmethod
    def known(accounts: Iterable[AnyAccount]) -> tuple[KnownAccount, ...]:
        """Accounts as a provider lists them, for `accounts`."""
        return tuple(
            KnownAccount("aws" if account.cloud == "aws" else "azure", account.id, account.name)
            for account in accounts
        )

"""Who asks, when it is, and how long they will wait: passed down to every read, never global."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from threading import Event

from intents.period import Calendar
from providers.dimension import Dimension
from providers.model import Call
from providers.own_budget import OwnBudget
from providers.own_waste import Owners, RuleFile, Standing


def _silent(_: object) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """A part of the estate: in one of `clouds`, of one of `accounts`, with all of `tags`.

    Empty means any. Accounts are ids or names; everything is compared without case.
    """

    clouds: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()


# What a person may see: any of these, each of them a set of parts that must all hold. None is all.
Limits = tuple[tuple[Allowed, ...], ...] | None


@dataclass(frozen=True, slots=True)
class Context:
    """The circumstances of one question.

    `limits` is what the asker may see; facts are cached before they are narrowed to it.
    `now` is aware, in UTC. `deadline` is a time of the monotonic clock, in seconds, or None.
    `age_limit` is how old cached inventory may be before it is read again; `stale_limit` how old
    what is answered with while it is read anew, zero: none is. `cancel` is set when nobody waits
    any more. `tell` takes progress, one short sentence at a time, from any thread. `record` takes
    every cloud API call, for the audit; `trace` every statement that is run, as SQL. `question` is
    the id of the question that all of it is for. `dimensions` are the company's own dimensions of
    cost, `budgets` its own budgets, `rules` its own rules of waste and `standings` what it decided
    on findings, `owners` whose resources are.
    """

    now: datetime
    asker: str = "local"
    question: str = ""
    calendar: Calendar = field(default_factory=Calendar)
    dimensions: tuple[Dimension, ...] = ()
    budgets: tuple[OwnBudget, ...] = ()
    rules: tuple[RuleFile, ...] = ()
    standings: tuple[Standing, ...] = ()
    owners: Owners = field(default_factory=Owners)
    limits: Limits = None
    deadline: float | None = None
    age_limit: timedelta = timedelta(minutes=5)
    stale_limit: timedelta = timedelta(0)
    cancel: Event = field(default_factory=Event)
    tell: Callable[[object], None] = _silent
    record: Callable[[Call], None] = _silent
    trace: Callable[[str], None] | None = None

    @property
    def today(self) -> date:
        """The current UTC day."""
        return self.now.astimezone(UTC).date()

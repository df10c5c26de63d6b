"""What every cloud's adapter offers: the same verbs, so that nothing above knows a cloud by name.

A provider is made by `providers.open` from the settings. It is safe to use from several threads.
None of its methods raises for what a cloud refuses, throttles or lacks: that is a Gap.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from intents.catalog import WEEKLY
from intents.period import Span
from providers.context import Context
from providers.model import Account, Fetched
from providers.settling import Settling

if TYPE_CHECKING:
    import pyarrow as pa

    from providers.charges import Charges


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of the estate to read; empty means all that is set up.

    `accounts` are ids or names, compared without case; `regions` codes. `subjects` that have no
    region (accounts) ignore it.

    `only` are values that a field must have, any of several: `(("size", ("m5.large",)), …)`. A
    cloud may read less by them, and what it gives may hold more. Price lists are read with them
    alone.
    """

    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Lack:
    """A permission that is missing in an account ("aws 222222222222"), and what it keeps from us.

    `subjects` are the catalog's; none where it is something else, as cost or metrics, that `about`
    names.
    """

    where: str
    action: str
    subjects: tuple[str, ...]
    about: str = ""


@dataclass(frozen=True, slots=True)
class MetricNeed:
    """One metric over one window of whole UTC days; `hourly` where what they tell is asked.

    `ids` are `(account_id, region, id)` of the resources; `metric` a catalog field of `subject`.
    `aggs` are the aggregates that somebody looks at: a cloud may leave the others null, since each
    costs time and money. (`p95` and what is of a week are what `hourly` adds.)
    """

    subject: str
    metric: str
    span: Span
    ids: Sequence[tuple[str, str, str]]
    hourly: bool = False
    aggs: frozenset[str] = frozenset({"avg", "max", "min"})

    @property
    def weeks(self) -> int:
        """How many whole weeks are looked at; 0 where nothing of a week is asked."""
        return self.span.days // 7 if self.aggs & set(WEEKLY) else 0


class Provider(Protocol):
    """A cloud."""

    cloud: str
    # How the charges that its cost API tells come to rest; None where it is not to be asked.
    settling: Settling | None

    @property
    def subjects(self) -> frozenset[str]:
        """What of the catalog it can be asked about."""
        ...

    def preload(self) -> None:
        """Import the cloud's SDK, which takes seconds: for a thread of a long-running process."""
        ...

    def accounts(self, context: Context) -> Fetched[Account]:
        """The accounts it is set up to read, or may see."""
        ...

    def known_accounts(self) -> tuple[Account, ...]:
        """Those that it can name without asking a cloud: what was set up, or found a while ago."""
        ...

    def inventory(self, subject: str, scope: Scope, context: Context) -> "Fetched[pa.Table]":
        """Resources of one subject, one table for each account and region, in `schema(subject)`."""
        ...

    def metrics(self, need: MetricNeed, context: Context) -> "Fetched[pa.Table]":
        """Tables in `METRIC_SCHEMA`; a resource without a row has no data: unknown, not zero."""
        ...

    def lacking(self, context: Context) -> Fetched[Lack]:
        """The permissions that are missing, found with as few and as small reads as can be."""
        ...

    def charges(self, account: Account, span: Span, context: Context) -> "Fetched[Charges]":
        """What its cost API tells of an account's whole days; none, and a gap, where it does not.

        Costs money or patience: never asked for days that are kept and have come to rest.
        """
        ...


def read_all(providers: Iterable[Provider], context: Context) -> Fetched[Account]:
    """The accounts of every cloud."""
    none: Fetched[Account] = Fetched()
    return sum((provider.accounts(context) for provider in providers), none)

"""A cloud whose adapter is loaded when it is first asked something.

What the adapters need, Arrow above all, takes a third of a second to import: longer than a question
takes whose answer is kept. Which accounts there are is known without it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from intents.period import Span
from providers.base import Lack, MetricNeed, Provider, Scope
from providers.context import Context
from providers.forecast import Basis, Foreseen, Foresees
from providers.model import Account, Fetched
from providers.settling import Settling

if TYPE_CHECKING:
    import pyarrow as pa

    from providers.charges import Charges


class Whole(Provider, Foresees, Protocol):
    """What the adapters of our clouds offer."""


@dataclass
class Later:
    """See `providers.base.Provider`. `known` names accounts without network; `load` imports."""

    cloud: str
    settling: Settling | None
    known: Callable[[], tuple[Account, ...]]
    load: Callable[[], Whole]

    @cached_property
    def _loaded(self) -> Whole:
        return self.load()

    @cached_property
    def subjects(self) -> frozenset[str]:
        """What can be asked of it."""
        return self._loaded.subjects

    def preload(self) -> None:
        """Import the adapter, and the cloud's SDK."""
        self._loaded.preload()

    def known_accounts(self) -> tuple[Account, ...]:
        """Those of the settings, or what was found of late."""
        return self.known()

    def accounts(self, context: Context) -> Fetched[Account]:
        """As the cloud's own."""
        return self._loaded.accounts(context)

    def inventory(self, subject: str, scope: Scope, context: Context) -> "Fetched[pa.Table]":
        """As the cloud's own."""
        return self._loaded.inventory(subject, scope, context)

    def metrics(self, need: MetricNeed, context: Context) -> "Fetched[pa.Table]":
        """As the cloud's own."""
        return self._loaded.metrics(need, context)

    def lacking(self, context: Context) -> Fetched[Lack]:
        """As the cloud's own."""
        return self._loaded.lacking(context)

    def charges(self, account: Account, span: Span, context: Context) -> "Fetched[Charges]":
        """As the cloud's own."""
        return self._loaded.charges(account, span, context)

    def forecast(
        self, account: Account, span: Span, basis: Basis, context: Context
    ) -> Fetched[Foreseen]:
        """As the cloud's own."""
        return self._loaded.forecast(account, span, basis, context)

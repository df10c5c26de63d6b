"""Reading Azure Resource Manager through the SDK's operations: lists, and single answers.

A Kind is a type of resource and the operation that reads it; the SDK's release fixes the version of
its JSON. A Reader reads for one subscription and one question: it records every call, and says
where and why when it is refused. What comes back are the SDK's models, which are Mappings over
Azure's own JSON: `payload` reads them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Event
from typing import TYPE_CHECKING, Any

from providers.azure.errors import CLOUD, translated
from providers.azure.payload import Item
from providers.azure.session import Clients, Session
from providers.context import Context
from providers.model import Account, Call, Fetched, Gap, Source

if TYPE_CHECKING:
    from azure.core.paging import ItemPaged

    from providers.azure.wire import Told

# A list of a hundred thousand at 50 a page.
MOST_PAGES = 2_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of resource ("Microsoft.Compute/disks") and the SDK's operation that reads it."""

    name: str
    operation: Callable[[Clients], Callable[..., Any]]

    @property
    def action(self) -> str:
        """The permission that reading it needs."""
        return f"{self.name}/read"

    @property
    def source(self) -> str:
        """For people: "Azure Compute disks"."""
        return "Azure " + self.name.removeprefix("Microsoft.").replace("/", " ")


@dataclass(frozen=True, slots=True)
class Reader:
    """One question's reads of one subscription; without `account`, of what spans them all.

    Lists are over all regions; `region` is for what is asked by region, as metrics are.
    """

    session: Session
    context: Context
    account: Account | None = None
    region: str = ""

    @property
    def where(self) -> str:
        """The place, for a gap."""
        name = self.account.name if self.account else ""
        return " ".join(part for part in (CLOUD, name, self.region) if part)

    @property
    def unhurried(self) -> Context:
        """For reads inside of a read: what was begun goes on, for the cache to have it."""
        return replace(self.context, deadline=None, cancel=Event(), tell=lambda _: None)

    def of(self, account: Account) -> "Reader":
        """The same, of one subscription."""
        return replace(self, account=account)

    def fetch(self, kind: Kind) -> Fetched[Item]:
        """All resources of a kind in the subscription, over all pages. Raises CloudError."""
        made: list[Call] = []
        found: list[object] = []
        with translated(self.where, kind.action):
            found += self._items(kind, made)
        source = Source(kind.source, datetime.now(UTC), calls=len(made))
        items = tuple(item for item in found if isinstance(item, Mapping))
        return Fetched(items, self._strange(kind, len(found) - len(items)), (source,))

    def fetch_one(
        self, kind: Kind, made: list[Call], none_on: frozenset[int], **asked: object
    ) -> Item | None:
        """One answer; None where its status is in `none_on`. Raises CloudError."""
        with translated(self.where, kind.action, none_on):
            answer: Item = self._operation(kind)(told=self._told(kind, made), **asked)
            return answer
        return None

    def _items(self, kind: Kind, made: list[Call]) -> list[object]:
        from providers.azure.wire import EndlessPages

        listed: ItemPaged[Item] = self._operation(kind)(told=self._told(kind, made))
        pages: Any = listed.by_page()
        found: list[object] = []
        seen: set[str] = set()
        for page in pages:
            found += page
            if pages.continuation_token in seen or len(seen) >= MOST_PAGES:
                raise EndlessPages(pages.continuation_token)
            seen.add(pages.continuation_token)
        return found

    def _strange(self, kind: Kind, count: int) -> tuple[Gap, ...]:
        """What is said of things in a list that are no resources."""
        why = f"MalformedRows: {count} rows of {kind.name} are not to be read"
        fix = "ask again in a minute; if it stays, tell us"
        return (Gap(self.where, why, fix),) if count else ()

    def _operation(self, kind: Kind) -> Callable[..., Any]:
        return kind.operation(self.session.clients(self.account.id if self.account else ""))

    def _told(self, kind: Kind, made: list[Call]) -> "Told":
        service, _, what = kind.name.partition("/")
        account = self.account.id if self.account else ""

        def told(ended: str, ms: float) -> None:
            call = Call(CLOUD, account, self.region, service, f"{what}/read", ended, ms)
            made.append(call)
            self.context.record(call)

        return told

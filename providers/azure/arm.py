"""Reading Azure Resource Manager: lists over all their pages, and single answers.

A Kind is a type of resource with the api-version in which its JSON is read; the versions are pinned
so that a release of Azure's changes nothing here. A Reader reads for one subscription and one
question: it records every call, and says where and why when it is refused.

Two traps are closed here: a nextLink is followed only to the host that our token is for, and a list
whose pages never end is given up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from threading import Event
from urllib.parse import quote, urlencode

import orjson

from providers.azure.errors import CLOUD, refused, translated
from providers.azure.payload import Item, items, text
from providers.azure.session import Session
from providers.context import Context
from providers.errors import CloudError, Odd
from providers.gather import Job, gather
from providers.model import Account, Call, Fetched, Source

# A list of a hundred thousand at 50 a page.
MOST_PAGES = 2_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of resource ("Microsoft.Compute/disks") and the api-version of its JSON.

    `asked` are query parameters that change what a list holds.
    """

    name: str
    version: str
    asked: tuple[tuple[str, str], ...] = ()

    @property
    def action(self) -> str:
        """The permission that reading it needs."""
        return f"{self.name}/read"

    @property
    def source(self) -> str:
        """For people: "Azure Compute disks"."""
        return "Azure " + self.name.removeprefix("Microsoft.").replace("/", " ")


SUBSCRIPTIONS = Kind("Microsoft.Resources/subscriptions", "2022-12-01")
METRICS = Kind("Microsoft.Insights/metrics", "2024-02-01")


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
    def home(self) -> str:
        """The subscription's path."""
        return f"/subscriptions/{quote(self.account.id if self.account else '', safe='')}"

    @property
    def unhurried(self) -> Context:
        """For reads inside of a read: what was begun goes on, for the cache to have it."""
        return replace(self.context, deadline=None, cancel=Event(), tell=lambda _: None)

    def fetch(self, kind: Kind) -> Fetched[Item]:
        """All resources of a kind in the subscription. Raises CloudError."""
        return self.fetch_pages(f"{self.home}/providers/{kind.name}", kind)

    def fetch_all(self, *kinds: Kind) -> tuple[tuple[Sequence[Item], ...], Fetched[Item]]:
        """Lists of several kinds at once, and the gaps and sources of reading them.

        A kind that cannot be read is empty, with a gap. Where the first cannot be read, the others
        are of no use: that is a CloudError, which stands for all of them.
        """
        jobs = [Job(self.where, partial(self._tagged, kind)) for kind in kinds]
        got = gather(f"{CLOUD} resources", jobs, self.unhurried)
        found = dict(got.items)
        if kinds[0] not in found:
            first = got.gaps[0]
            raise CloudError(first.where, first.why, first.fix)
        return tuple(found.get(kind, ()) for kind in kinds), Fetched((), got.gaps, got.sources)

    def fetch_pages(self, path: str, kind: Kind) -> Fetched[Item]:
        """All items of a list, over all its pages. Raises CloudError."""
        made: list[Call] = []
        url: str | None = self._url(path, kind)
        found: list[Item] = []
        seen: set[str] = set()
        while url:
            if url in seen or len(seen) >= MOST_PAGES:
                raise self._odd("EndlessPages", kind)
            seen.add(url)
            page = self._answer(url, kind, made)
            found += items(page, "value")
            url = self._next(page, kind)
        source = Source(kind.source, datetime.now(UTC), calls=len(made))
        return Fetched(tuple(found), sources=(source,))

    def fetch_one(
        self,
        path: str,
        kind: Kind,
        asked: Mapping[str, str],
        made: list[Call],
        none_on: frozenset[int] = frozenset(),
    ) -> Item | None:
        """One answer; None where its status is in `none_on`. Raises CloudError."""
        return self._answer(self._url(path, kind, asked), kind, made, none_on)

    def _tagged(self, kind: Kind) -> Fetched[tuple[Kind, Sequence[Item]]]:
        got = self.fetch(kind)
        return Fetched(((kind, got.items),), sources=got.sources)

    def _url(self, path: str, kind: Kind, asked: Mapping[str, str] | None = None) -> str:
        query = {"api-version": kind.version, **dict(kind.asked), **(asked or {})}
        return f"{self.session.base}{path}?{urlencode(query, quote_via=quote)}"

    def _next(self, page: Item | None, kind: Kind) -> str | None:
        url = text(page, "nextLink")
        if url and not self.session.owns(url):
            # It would take our token with it.
            raise self._odd("ForeignNextLink", kind)
        return url

    def _answer(
        self, url: str, kind: Kind, made: list[Call], none_on: frozenset[int] = frozenset()
    ) -> Item | None:
        service, _, what = kind.name.partition("/")
        account = self.account.id if self.account else ""

        def told(ended: str, ms: float) -> None:
            call = Call(CLOUD, account, self.region, service, f"{what}/read", ended, ms)
            made.append(call)
            self.context.record(call)

        with translated(self.where, kind.action):
            status, content = self.session.get(url, told)
        if status in none_on:
            return None
        if status != 200:
            raise refused(status, content, self.where, kind.action)
        try:
            body = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            raise self._odd("NotJson", kind) from error
        if not isinstance(body, dict) or not isinstance(body.get("value"), list):
            raise self._odd("NoValue", kind)
        return body

    def _odd(self, code: str, kind: Kind) -> Odd:
        fix = "check who answers at the endpoint in [azure]"
        return Odd(self.where, f"{code}: {kind.action}", fix)

"""Inventory through Azure Resource Graph: all subscriptions in one query, a thousand rows a page.

A subject's file declares the tables that it is made of, and makes rows of what they hold:

    FUNCTIONS = Table("Microsoft.Web/sites", also="| where kind has 'functionapp'")
    TABLES = (FUNCTIONS,)
    NEEDS = ("Microsoft.Web/sites/read",)

    def rows(found: Found) -> Iterator[Row]:
        return (function(item, account) for item, account in found.of(FUNCTIONS))

Items are plain dicts with Azure's JSON in `properties`, as `payload` reads them. They are the same
from a list of the SDK's or of Azure Resource Manager, which are read where Resource Graph is
refused; but a list knows no `also`: rows must leave out by themselves what `also` leaves out.

Without its first table a subject has no rows; what only its other tables tell is unknown where they
cannot be read, and a gap says so.

Traps: Resource Graph leaves out, without a word, what the credential may not read (`readable` finds
out). It is some minutes behind. An answer that says it was cut off, and does not say how to go on,
lacks rows. Types come in lower case, ids in any.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol, cast

from providers.azure.arm import MOST_PAGES, Kind, Reader
from providers.azure.errors import CLOUD
from providers.azure.payload import Item, identity, text, value, whole
from providers.azure.session import Clients
from providers.errors import CloudError, Odd, gap
from providers.gather import Job, gather
from providers.model import Account, Call, Fetched, Gap, Row, Source, joined

NEEDS = ("Microsoft.ResourceGraph/resources/read",)
GRAPH = Kind("Microsoft.ResourceGraph/resources", lambda azure: azure.graph)
# The most of either that Azure takes.
ROWS_A_PAGE = 1_000
SUBSCRIPTIONS_A_QUERY = 1_000
COLUMNS = (
    "id, name, type, kind, location, resourceGroup, subscriptionId, tags, sku, plan, identity, "
    "zones, managedBy, properties"
)
_AGAIN = "ask again in a minute; if it stays, tell us"

Pair = tuple[Item, Account]


@dataclass(frozen=True, slots=True)
class Table:
    """Resources of one type ("Microsoft.Web/sites"), in a table of Resource Graph's.

    `also` is a further step of the query, in Azure's language. The same is listed by the SDK's
    operation `listed`, or by Azure Resource Manager in the given `version` of the type's API; where
    neither is said, it is only to be had from Resource Graph.
    """

    name: str
    also: str = ""
    table: str = "resources"
    version: str = ""
    listed: Callable[[Clients], Callable[..., Any]] | None = None

    @property
    def query(self) -> str:
        """The query, in Kusto's language. Pages need an order."""
        steps = (
            self.table,
            f"where type =~ '{self.name.lower()}'",
            self.also.lstrip("| "),
            f"project {COLUMNS}",
            "order by id asc",
        )
        return "\n| ".join(step for step in steps if step)

    @property
    def kind(self) -> Kind | None:
        """The same as a list of one subscription."""
        if self.listed:
            return Kind(self.name, self.listed)
        if self.version:
            return Kind(self.name, lambda azure: azure.listed(self._path(azure), self.version))
        return None

    @property
    def source(self) -> str:
        """For people: "Azure Resource Graph sites"."""
        said = self.name.partition("/")[2].replace("/", " ")
        return f"Azure Resource Graph {said}"

    def _path(self, azure: Clients) -> str:
        return f"/subscriptions/{azure.subscription}/providers/{self.name}"


@dataclass(frozen=True, slots=True)
class Found:
    """What the tables of a subject hold, each item with the subscription that it is of.

    `beside` gathers what was read for it besides: its gaps and sources.
    """

    tables: Mapping[Table, Sequence[Pair]]
    reader: Reader
    beside: list[Fetched[Item]] = field(default_factory=list)

    def of(self, table: Table) -> Sequence[Pair]:
        """The items of a table and their subscriptions."""
        return self.tables.get(table, ())

    def items(self, table: Table) -> Iterator[Item]:
        """The items of a table."""
        return (item for item, _ in self.of(table))

    def by_id(self, table: Table) -> dict[str, Item]:
        """The items of a table by their ids in lower case, for joining."""
        return {identity(item): item for item in self.items(table)}

    def fetch_listed(
        self, kind: Kind, accounts: Iterable[Account], *, matters: bool = True
    ) -> Iterator[Item]:
        """What lists of these subscriptions tell besides; where one is refused, a gap says so."""
        readers = [self.reader.of(account) for account in dict.fromkeys(accounts)]
        jobs = [Job(one.where, partial(one.fetch, kind)) for one in readers]
        got = gather(f"{CLOUD} {kind.name}", jobs, self.reader.unhurried)
        gaps = tuple(replace(one, matters=matters and one.matters) for one in got.gaps)
        self.beside.append(Fetched((), gaps, got.sources))
        return iter(got.items)

    def fetch_parts(
        self, name: str, path: str, version: str, owners: Iterable[Pair]
    ) -> Iterator[Pair]:
        """What is a part of resources, which Resource Graph has not: a list for each, all at once.

        `name` is the parts' type, `path` how they are called under their owner's id. The parts of
        an owner that is refused are left out, and a gap says so.
        """

        def fetch(owner: Item, account: Account) -> Fetched[Pair]:
            where = f"{text(owner, 'id')}/{path}"
            kind = Kind(name, lambda azure: azure.listed(where, version))
            got = self.reader.of(account).fetch(kind)
            return Fetched(tuple((one, account) for one in got.items), got.gaps, got.sources)

        jobs = [
            Job(self.reader.of(account).where, partial(fetch, owner, account))
            for owner, account in owners
        ]
        got = gather(f"{CLOUD} {name}", jobs, self.reader.unhurried)
        self.beside.append(Fetched((), got.gaps, got.sources))
        return iter(got.items)

    def fetch_single(
        self, name: str, path: str, version: str, owners: Iterable[Pair]
    ) -> Mapping[str, Item | None]:
        """The one part of a type that a resource has or has not, by its owner's id in lower case.

        None: it has none. An owner that is refused is left out, and a gap says so.
        """

        def fetch(owner: Item, account: Account) -> Fetched[tuple[str, Item | None]]:
            where = f"{text(owner, 'id')}/{path}"
            kind = Kind(name, lambda azure: azure.single(where, version))
            made: list[Call] = []
            one = self.reader.of(account).fetch_one(kind, made, frozenset({404}))
            source = Source(kind.source, datetime.now(UTC), calls=len(made))
            return Fetched(((identity(owner), one),), (), (source,))

        jobs = [
            Job(self.reader.of(account).where, partial(fetch, owner, account))
            for owner, account in owners
        ]
        got = gather(f"{CLOUD} {name}", jobs, self.reader.unhurried)
        self.beside.append(Fetched((), got.gaps, got.sources))
        return dict(got.items)


class Subject(Protocol):
    """What the file of a subject in Resource Graph offers."""

    @property
    def NEEDS(self) -> tuple[str, ...]:  # noqa: N802 - a constant of the file's
        """The permissions, as Azure names them."""
        ...

    @property
    def TABLES(self) -> tuple[Table, ...]:  # noqa: N802 - a constant of the file's
        """What it is made of; without the first there are no rows."""
        ...

    def rows(self, found: Found, /) -> Iterable[Row]:
        """The subject's rows, of all subscriptions."""
        ...


def rows(subject: Subject, reader: Reader, accounts: Mapping[str, Account]) -> Fetched[Row]:
    """The rows of the accounts, by id in lower case, in one query a table. Raises CloudError."""
    ids = sorted(accounts)
    parts = [ids[n : n + SUBSCRIPTIONS_A_QUERY] for n in range(0, len(ids), SUBSCRIPTIONS_A_QUERY)]
    jobs = [
        Job(reader.where, partial(_tagged, table, reader, {one: accounts[one] for one in part}))
        for table in subject.TABLES
        for part in parts
    ]
    return _made(subject, reader, gather(f"{CLOUD} Resource Graph", jobs, reader.unhurried))


def listed_rows(subject: Subject, reader: Reader, account: Account) -> Fetched[Row]:
    """The rows of one subscription, by lists: slower, but for the same rows. Raises CloudError."""
    jobs = [Job(reader.where, partial(_listed, table, reader, account)) for table in subject.TABLES]
    return _made(subject, reader, gather(f"{CLOUD} resources", jobs, reader.unhurried))


def _made(
    subject: Subject, reader: Reader, got: Fetched[tuple[Table, Sequence[Pair]]]
) -> Fetched[Row]:
    tables: dict[Table, list[Pair]] = {}
    for table, pairs in got.items:
        tables.setdefault(table, []).extend(pairs)
    if subject.TABLES[0] not in tables and got.gaps:
        first = got.gaps[0]
        raise CloudError(first.where, first.why, first.fix)
    found = Found(tables, reader)
    made = tuple(subject.rows(found))
    beside = joined(found.beside)
    return Fetched(made, got.gaps, got.sources) + Fetched((), beside.gaps, beside.sources)


def _listed(
    table: Table, reader: Reader, account: Account
) -> Fetched[tuple[Table, Sequence[Pair]]]:
    if table.kind is None:
        why = f"NotListed: {table.name} is told by Resource Graph alone, which is refused"
        return Fetched(gaps=(Gap(reader.where, why, _grant()),))
    got = reader.fetch(table.kind)
    return Fetched(((table, [(item, account) for item in got.items]),), got.gaps, got.sources)


def _grant() -> str:
    return f"grant {NEEDS[0]} to the bot's identity: `finops permissions`"


def _tagged(
    table: Table, reader: Reader, accounts: Mapping[str, Account]
) -> Fetched[tuple[Table, Sequence[Pair]]]:
    got = fetch(table, reader, accounts)
    return Fetched(((table, got.items),), got.gaps, got.sources)


def fetch(table: Table, reader: Reader, accounts: Mapping[str, Account]) -> Fetched[Pair]:
    """Every item of a table in the accounts, over all pages. Raises CloudError.

    A page that cannot be read is a gap, and what came before it stays.
    """
    made: list[Call] = []
    found: dict[str, Pair] = {}
    gaps: list[Gap] = []
    total, odd = 0, 0
    try:
        for page in _pages(table, reader, sorted(accounts), made):
            total = whole(page, "totalRecords") or 0
            for item in _data(page):
                account = accounts.get((text(item, "subscriptionId") or "").lower())
                if account and (known := identity(item)):
                    found[known] = cast("Item", item), account
                else:
                    odd += 1
    except CloudError as error:
        if not found:
            raise
        gaps.append(gap(error))
    if odd:
        gaps.append(_gap(reader, f"MalformedRows: {odd} rows of {table.name} are not to be read"))
    elif not gaps and total > len(found):
        gaps.append(_gap(reader, f"Incomplete: {len(found)} of {total} rows of {table.name} came"))
    source = Source(table.source, datetime.now(UTC), calls=len(made))
    return Fetched(tuple(found.values()), tuple(gaps), (source,))


def _data(page: Item) -> list[object]:
    every = value(page, "data")
    return every if isinstance(every, list) else []


def _pages(
    table: Table, reader: Reader, subscriptions: Sequence[str], made: list[Call]
) -> Iterator[Item]:
    token: str | None = None
    seen: set[str] = set()
    while True:
        options = {"$top": ROWS_A_PAGE, "resultFormat": "objectArray"}
        asked = {
            "subscriptions": subscriptions,
            "query": table.query,
            "options": {**options, **({"$skipToken": token} if token else {})},
        }
        page = reader.fetch_one(GRAPH, made, frozenset(), body=asked)
        yield page or {}
        token = text(page, "$skipToken")
        if not token:
            if str(value(page, "resultTruncated")).lower() == "true":
                raise Odd(reader.where, f"Truncated: rows of {table.name} are left out", _AGAIN)
            return
        if token in seen or len(seen) >= MOST_PAGES:
            raise Odd(reader.where, f"EndlessPages: {table.name}", _AGAIN)
        seen.add(token)


def _gap(reader: Reader, why: str) -> Gap:
    return Gap(reader.where, why, _AGAIN)

"""What the credential may read where, for Resource Graph does not say what it leaves out.

It leaves out, without a word, subscriptions and types of resources that the credential may not
read: they would look as if there were none. So it is asked which subscriptions it shows, and of
each subscription Azure Resource Manager is asked what we may do there. A subscription that Resource
Graph does not show, but where we may read something, is read by lists; where Resource Graph itself
is refused, every one is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

import orjson

from providers.azure import graph
from providers.azure.arm import Kind, Reader
from providers.azure.errors import CLOUD, NONE_ELIGIBLE
from providers.azure.payload import Item, texts
from providers.cache import Record
from providers.errors import Denied, Unavailable
from providers.gather import Job, gather
from providers.model import Account, Fetched, Gap

NEEDS = ("Microsoft.Authorization/permissions/read", "Microsoft.Resources/subscriptions/read")
SUBSCRIPTIONS = graph.Table("Microsoft.Resources/subscriptions", table="resourcecontainers")
PERMISSIONS = Kind(
    NEEDS[0].removesuffix("/read"),
    lambda azure: azure.listed(
        f"/subscriptions/{azure.subscription}/providers/Microsoft.Authorization/permissions",
        "2022-04-01",
    ),
)
DENIED = "AuthorizationFailed"
_GRANT = "grant the Reader role on the subscription to the bot's identity: `finops permissions`"


@dataclass(frozen=True, slots=True)
class Place:
    """A subscription, and how it is read: by "graph", by "lists", or not at all.

    `code` and `fix` are Azure's refusal and what to do about it. `may` are the roles that we have
    there, each of actions and exceptions; None where that is not told.
    """

    account: Account
    by: str
    code: str = ""
    fix: str = ""
    may: Sequence[Item] | None = None

    def gaps(self, actions: Iterable[str]) -> Iterator[Gap]:
        """What is left out of a subject that needs these actions, most important first."""
        where = f"{CLOUD} {self.account.name}"
        for action in actions:
            if not self.by:
                yield Gap(where, f"{self.code}: {action}", self.fix)
                return
            if self.by == "graph" and self.may is not None and not allows(self.may, action):
                yield Gap(where, f"{DENIED}: {action}", _GRANT)

    @property
    def remarks(self) -> Iterator[Gap]:
        """What leaves the answer whole, and should be known."""
        if self.by == "lists" and self.code:
            why = f"{self.code}: each subscription is listed by itself, which takes longer"
            yield Gap(CLOUD, why, _granting(graph.NEEDS[0]), matters=False)
        if self.by == "graph" and self.may is None:
            why = f"{self.code}: whether a kind of resource is kept from us is not known"
            yield Gap(f"{CLOUD} {self.account.name}", why, _granting(NEEDS[0]), matters=False)


def _granting(action: str) -> str:
    return f"grant {action} to the bot's identity: `finops permissions`"


def allows(roles: Iterable[Item], action: str) -> bool:
    """Whether any of the roles allows the action: "*/read" allows all reading.

    >>> allows([{"actions": ["*/read"], "notActions": ["Microsoft.Web/*"]}], "Microsoft.Web/a/read")
    False
    """

    def named(role: Item, kind: str) -> bool:
        return any(_pattern(one).fullmatch(action) for one in texts(role, kind))

    return any(named(role, "actions") and not named(role, "notActions") for role in roles)


@cache
def _pattern(said: str) -> re.Pattern[str]:
    return re.compile(re.escape(said).replace(r"\*", ".*"), re.IGNORECASE)


def places(accounts: Mapping[str, Account], told: Iterable[Record]) -> dict[str, Place]:
    """The accounts, by id, of which `records` told."""
    known = {str(one["id"]): one for one in told}
    return {
        identity: Place(
            account,
            known[identity]["by"] or "",
            known[identity]["code"] or "",
            known[identity]["fix"] or "",
            orjson.loads(may) if (may := known[identity]["may"]) else None,
        )
        for identity, account in accounts.items()
        if identity in known
    }


def records(reader: Reader, accounts: Mapping[str, Account]) -> Fetched[Record]:
    """How each of the accounts, by id, is to be read; `places` reads it. Raises CloudError."""
    try:
        shown = graph.fetch(SUBSCRIPTIONS, reader, accounts)
    except (Denied, Unavailable) as error:
        if not error.why.startswith(NONE_ELIGIBLE):
            return Fetched(tuple(_record(one, "lists", error.why) for one in accounts))
        shown = Fetched()
    known = {account.id for _, account in shown.items}
    jobs = [
        Job(reader.of(one).where, partial(_asked, reader.of(one), one, "graph" * (one.id in known)))
        for one in accounts.values()
    ]
    read = gather(f"{CLOUD} permissions", jobs, reader.unhurried)
    return read + Fetched((), shown.gaps, shown.sources)


def _asked(reader: Reader, account: Account, by: str) -> Fetched[Record]:
    try:
        got = reader.fetch(PERMISSIONS)
    except (Denied, Unavailable) as error:
        return Fetched((_record(account.id, by, error.why.partition(":")[0], error.fix),))
    if not (got.items or by):
        # It has no role there, of which it may know that much.
        return Fetched((_record(account.id, "", DENIED, _GRANT),), sources=got.sources)
    may = [{kind: texts(role, kind) for kind in ("actions", "notActions")} for role in got.items]
    told = _record(account.id, by or "lists", may=orjson.dumps(may).decode())
    return Fetched((told,), sources=got.sources)


def _record(identity: str, by: str, code: str = "", fix: str = "", may: str = "") -> Record:
    return {"id": identity, "by": by, "code": code, "fix": fix, "may": may}

"""Which subscriptions Resource Graph shows, and what is the matter with the others.

Resource Graph leaves out, without a word, a subscription that the credential may not read: its
resources would look as if there were none. So it is asked for the subscriptions themselves; and of
each that it does not show, Azure Resource Manager is asked what we may do there. Where nothing, its
refusal is the gap; where something, the subscription is read by lists. Where Resource Graph itself
is refused, every subscription is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from providers.azure import graph
from providers.azure.arm import Kind, Reader
from providers.azure.errors import CLOUD, NONE_ELIGIBLE
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
class Refused:
    """A subscription of which nothing may be read: Azure's code, and what to do."""

    account: Account
    code: str
    fix: str

    def gap(self, action: str) -> Gap:
        """What is told where the action, a permission, was needed."""
        return Gap(f"{CLOUD} {self.account.name}", f"{self.code}: {action}", self.fix)


@dataclass(frozen=True, slots=True)
class Ways:
    """How each subscription is read, by id: through Resource Graph, by lists, or not at all.

    `remarks` leave the answer whole.
    """

    graph: Mapping[str, Account]
    lists: Mapping[str, Account]
    refused: Mapping[str, Refused]
    remarks: tuple[Gap, ...] = ()


def records(reader: Reader, accounts: Mapping[str, Account]) -> Fetched[Record]:
    """How each of the accounts, by id, is to be read; `ways` reads it. Raises CloudError."""
    try:
        shown = graph.fetch(SUBSCRIPTIONS, reader, accounts)
    except (Denied, Unavailable) as error:
        if not error.why.startswith(NONE_ELIGIBLE):
            return Fetched(tuple(_record(one, "lists", error.why) for one in accounts))
        shown = Fetched()
    known = {account.id for _, account in shown.items}
    others = [one for identity, one in accounts.items() if identity not in known]
    jobs = [Job(reader.of(one).where, partial(_asked, reader.of(one), one)) for one in others]
    read = gather(f"{CLOUD} permissions", jobs, reader.unhurried)
    told = tuple(_record(one, "graph") for one in sorted(known))
    return Fetched(told, shown.gaps, shown.sources) + read


def _asked(reader: Reader, account: Account) -> Fetched[Record]:
    try:
        got = reader.fetch(PERMISSIONS)
    except (Denied, Unavailable) as error:
        code = error.why.partition(":")[0]
        return Fetched((_record(account.id, "", code, error.fix),))
    if not got.items:
        # It has no role there, of which it may know that much.
        return Fetched((_record(account.id, "", DENIED, _GRANT),), sources=got.sources)
    return Fetched((_record(account.id, "lists"),), sources=got.sources)


def _record(identity: str, by: str, why: str = "", fix: str = "") -> Record:
    return {"id": identity, "by": by, "why": why, "fix": fix}


def ways(accounts: Mapping[str, Account], told: Iterable[Record]) -> Ways:
    """What `records` told of the accounts; those of which it told nothing are not read."""
    known = {str(one["id"]): one for one in told}
    by = {one: known[one]["by"] for one in accounts if one in known}
    slower = dict.fromkeys(one["why"] for one in known.values() if one["by"] and one["why"])
    return Ways(
        {one: accounts[one] for one, way in by.items() if way == "graph"},
        {one: accounts[one] for one, way in by.items() if way == "lists"},
        {one: _refused(accounts[one], known[one]) for one, way in by.items() if not way},
        tuple(_slower(why) for why in slower),
    )


def _refused(account: Account, told: Record) -> Refused:
    return Refused(account, told["why"] or "", told["fix"] or "")


def _slower(why: str | None) -> Gap:
    return Gap(
        CLOUD,
        f"{why}: each subscription is listed by itself, which takes longer",
        f"grant {graph.NEEDS[0]} to the bot's identity: `finops permissions`",
        matters=False,
    )

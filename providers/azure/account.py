"""Accounts are Azure's subscriptions: those of the settings, or all that the credential sees.

A subscription that is switched off is listed, and not read. A credential that sees no subscription
at all has no role anywhere: that is a gap, not an empty estate.
"""

from collections.abc import Iterable, Mapping

from providers.azure.arm import Kind, Reader
from providers.azure.errors import CLOUD
from providers.azure.payload import text
from providers.cache import Record
from providers.model import Account, Fetched, Gap, Row
from providers.settings import AzureSubscription

NEEDS = ("Microsoft.Resources/subscriptions/read",)
SUBSCRIPTIONS = Kind(
    "Microsoft.Resources/subscriptions", lambda azure: azure.accounts.subscriptions.list
)
# States in which resources can be read (https://learn.microsoft.com/azure/cost-management-billing/
# manage/subscription-states). A state that we were not told is tried.
READABLE = (None, "enabled", "warned", "pastdue")


def records(reader: Reader) -> Fetched[Record]:
    """Every subscription that the credential sees: id, name, state, offer. Raises CloudError."""
    found = reader.fetch(SUBSCRIPTIONS)
    told = tuple(
        {
            "id": text(item, "subscriptionId"),
            "name": text(item, "displayName"),
            "state": (text(item, "state") or "").lower() or None,
            "offer": text(item, "subscriptionPolicies.quotaId"),
        }
        for item in found.items
    )
    gaps = found.gaps or (() if told else (NONE_SEEN,))
    return Fetched(told, gaps, found.sources)


# A credential without any role is not told so: it is shown an empty list.
NONE_SEEN = Gap(
    CLOUD,
    "NoSubscriptions: the credential sees none",
    "grant the Reader role on a subscription to the bot's identity: `finops permissions`",
)


def chosen(wanted: Iterable[AzureSubscription], seen: Iterable[Record]) -> tuple[Account, ...]:
    """The subscriptions of the settings with what is known of them; without settings, all seen.

    A subscription of the settings that was not seen is kept: reading it tells why.
    """
    known: Mapping[str, Record] = {(one.get("id") or "").lower(): one for one in seen}
    if not (said := tuple(wanted)):
        return tuple(_account(one, "") for one in known.values())
    return tuple(_account(known.get(one.id.lower(), {"id": one.id}), one.name) for one in said)


def _account(record: Record, name: str) -> Account:
    # Lower case, as in the ids of its resources and in the charges.
    identity = (record.get("id") or "").lower()
    named = name or record.get("name") or identity
    return Account(CLOUD, identity, named, record.get("state"), record.get("offer"))


def unread(account: Account) -> Gap | None:
    """The remark for a subscription that is not read; None where it is."""
    if account.state in READABLE:
        return None
    where, why = f"{CLOUD} {account.name}", f"the subscription is {account.state}: it is not read"
    return Gap(where, why, "nothing to do, unless it should be in use", matters=False)


def rows(accounts: Iterable[Account], told: Iterable[Record]) -> list[Row]:
    """Accounts as rows of the catalog's subject, with what was `told` of where they stand."""
    known = {str(one["id"]): one for one in told}
    return [
        {
            "id": account.id,
            "cloud": account.cloud,
            "account": account.name,
            "account_id": account.id,
            "state": account.state,
            "organizational_unit": known.get(account.id, {}).get("unit"),
            "offer": known.get(account.id, {}).get("offer"),
        }
        for account in accounts
    ]

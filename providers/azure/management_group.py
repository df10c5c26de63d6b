"""Where subscriptions stand: the path of their management groups, and the offer they are billed by.

Resource Graph tells it of the subscriptions that it shows; of others it is unknown.
"""

from collections.abc import Mapping
from dataclasses import replace

from providers.azure import graph
from providers.azure.arm import Reader
from providers.azure.payload import Item, items, text
from providers.azure.readable import SUBSCRIPTIONS
from providers.cache import Record
from providers.errors import CloudError, gap
from providers.model import Account, Fetched


def records(reader: Reader, accounts: Mapping[str, Account]) -> Fetched[Record]:
    """Id, unit and offer of each; what may not be read is a remark: the subscriptions stand."""
    try:
        found = graph.fetch(SUBSCRIPTIONS, reader, accounts)
    except CloudError as error:
        return Fetched(gaps=(replace(gap(error), matters=False),))
    told = tuple(record(item, account) for item, account in found.items)
    return Fetched(told, found.gaps, found.sources)


def record(item: Item, account: Account) -> Record:
    """One subscription: "Tenant Root Group/Retail/Prod"."""
    # The nearest group comes first.
    above = reversed(items(item, "properties.managementGroupAncestorsChain"))
    groups = [text(one, "displayName") or text(one, "name") or "?" for one in above]
    return {
        "id": account.id,
        "unit": "/".join(groups) or None,
        "offer": text(item, "properties.subscriptionPolicies.quotaId"),
    }

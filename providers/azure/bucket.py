"""Storage accounts: what Azure has for buckets, and for shares, queues and tables besides.

Lifecycle and versioning are kept in parts of an account that Resource Graph does not show.
"""

from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.metric import Series
from providers.azure.payload import Item, flag, moment, text
from providers.azure.resource import row
from providers.model import Account, Row

NEEDS = ("Microsoft.Storage/storageAccounts/read",)
ACCOUNTS = Table("Microsoft.Storage/storageAccounts", version="2024-01-01")
TABLES = (ACCOUNTS,)
GIB = 2.0**30
METRICS = {
    "size_gib": Series(ACCOUNTS.name, "UsedCapacity", scale=1 / GIB),
    "requests": Series(ACCOUNTS.name, "Transactions", total=True),
}


def rows(found: Found) -> Iterator[Row]:
    """All storage accounts."""
    return (bucket(item, account) for item, account in found.of(ACCOUNTS))


def bucket(item: Item, account: Account) -> Row:
    """One storage account, from Azure's JSON."""
    allowed = flag(item, "properties.allowBlobPublicAccess")
    return {
        **row(item, account),
        "kind": text(item, "kind"),
        "redundancy": text(item, "sku.name"),
        "tier": text(item, "properties.accessTier"),
        # Where it is allowed, each container says for itself whether it is.
        "public": False if allowed is False else None,
        "public_blocked": None if allowed is None else not allowed,
        # Azure encrypts all of it at rest, and cannot be told not to.
        "encrypted": True,
        "created_at": moment(item, "properties.creationTime"),
    }

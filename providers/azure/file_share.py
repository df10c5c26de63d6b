"""Shares of Azure Files: Resource Graph has their storage accounts, each lists its own.

Accounts for blobs alone have no shares, and refuse to list them.
"""

from collections.abc import Iterator

from providers.azure.bucket import ACCOUNTS
from providers.azure.graph import Found
from providers.azure.payload import Item, identity, region, segment, tags, text, whole
from providers.azure.resource import row
from providers.model import Account, Row

SHARES = "Microsoft.Storage/storageAccounts/fileServices/shares"
PATH, VERSION = "fileServices/default/shares", "2024-01-01"
NEEDS = (
    "Microsoft.Storage/storageAccounts/fileServices/shares/read",
    "Microsoft.Storage/storageAccounts/read",
)
TABLES = (ACCOUNTS,)
WITHOUT = ("blobstorage", "blockblobstorage")


def rows(found: Found) -> Iterator[Row]:
    """All shares."""
    by_id = found.by_id(ACCOUNTS)
    owners = [
        pair for pair in found.of(ACCOUNTS) if (text(pair[0], "kind") or "").lower() not in WITHOUT
    ]
    for item, account in found.fetch_parts(SHARES, PATH, VERSION, owners):
        yield share(item, by_id.get(identity(item).partition("/fileservices/")[0], {}), account)


def share(item: Item, owner: Item, account: Account) -> Row:
    """One share, from Azure's JSON, and its storage account's."""
    return {
        **row(item, account),
        "region": region(owner),
        "tags": tags(owner),
        "quota_gib": whole(item, "properties.shareQuota"),
        "tier": text(item, "properties.accessTier"),
        "protocol": text(item, "properties.enabledProtocols"),
        "storage_account": segment(text(item, "id"), "storageAccounts"),
        # Azure encrypts every storage account at rest, and cannot be told not to.
        "encrypted": True,
    }

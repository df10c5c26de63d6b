"""Resource groups: what resources are kept in."""

from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.payload import Item, identity, text
from providers.azure.resource import row
from providers.model import Account, Row
from providers.word import word

NEEDS = ("Microsoft.Resources/subscriptions/resourceGroups/read",)
GROUPS = Table(
    "Microsoft.Resources/subscriptions/resourceGroups",
    table="resourcecontainers",
    listed=lambda azure: azure.listed(
        f"/subscriptions/{azure.subscription}/resourcegroups", "2021-04-01"
    ),
)
TABLES = (GROUPS,)


def rows(found: Found) -> Iterator[Row]:
    """All resource groups."""
    return (group(item, account) for item, account in found.of(GROUPS))


def group(item: Item, account: Account) -> Row:
    """One resource group, from Azure's JSON."""
    known = dict(row(item, account))
    known.pop("resource_group")
    return {
        **known,
        "state": word(text(item, "properties.provisioningState")),
        "managed_by": identity(item, "managedBy") or None,
    }

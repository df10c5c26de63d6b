"""What every Azure resource has: id, name, region, resource group, tags.

Ids and resource groups are lower-cased: Azure writes the group of one and the same VM now `WEB`,
now `web`, and the bill writes neither; a count by group must not see two. Names stay as given.
"""

from providers.azure.errors import CLOUD
from providers.azure.payload import Item, identity, region, segment, tags, text
from providers.model import Account


def row(item: Item, account: Account) -> dict[str, str | dict[str, str] | None]:
    """The fields that all subjects share."""
    known = identity(item)
    return {
        "id": known,
        "cloud": CLOUD,
        "account": account.name,
        "account_id": account.id,
        "name": text(item, "name"),
        "region": region(item),
        "resource_group": segment(known, "resourcegroups"),
        "tags": tags(item),
    }

"""Elastic pools of Azure SQL, with how many databases each holds."""

from collections import Counter
from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.payload import Item, identity, moment, segment, text, whole
from providers.azure.resource import row
from providers.model import Account, Row
from providers.word import word

NEEDS = ("Microsoft.Sql/servers/elasticPools/read", "Microsoft.Sql/servers/databases/read")
# Neither can be listed over a subscription but by Resource Graph.
POOLS = Table("Microsoft.Sql/servers/elasticPools")
POOLED = Table(
    "Microsoft.Sql/servers/databases", also="| where isnotempty(properties.elasticPoolId)"
)
TABLES = (POOLS, POOLED)
# What is sold in DTUs has a capacity of these.
_OF_CORES = ("GeneralPurpose", "BusinessCritical", "Hyperscale")


def rows(found: Found) -> Iterator[Row]:
    """All pools; without the databases, how many each has is unknown."""
    told = POOLED in found.tables
    held = Counter(identity(item, "properties.elasticPoolId") for item, _ in found.of(POOLED))
    for item, account in found.of(POOLS):
        yield pool(item, account, held[identity(item)] if told else None)


def pool(item: Item, account: Account, databases: int | None) -> Row:
    """One pool, from Azure's JSON."""
    tier = text(item, "sku.tier")
    return {
        **row(item, account),
        "created_at": moment(item, "properties.creationDate"),
        "state": word(text(item, "properties.state")),
        "server": segment(text(item, "id"), "servers"),
        "tier": tier,
        "size": text(item, "sku.name"),
        "vcpus": whole(item, "sku.capacity") if tier in _OF_CORES else None,
        "database_count": databases,
    }

"""Virtual networks, with their address ranges and how many subnets each has."""

from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.payload import Item, items, texts
from providers.azure.resource import row
from providers.model import Account, Row

NEEDS = ("Microsoft.Network/virtualNetworks/read",)
NETWORKS = Table(
    "Microsoft.Network/virtualNetworks",
    listed=lambda azure: azure.network.virtual_networks.list_all,
)
TABLES = (NETWORKS,)


def rows(found: Found) -> Iterator[Row]:
    """All virtual networks."""
    return (network(item, account) for item, account in found.of(NETWORKS))


def network(item: Item, account: Account) -> Row:
    """One virtual network, from Azure's JSON."""
    return {
        **row(item, account),
        "cidr": texts(item, "properties.addressSpace.addressPrefixes"),
        "subnet_count": len(items(item, "properties.subnets")),
    }

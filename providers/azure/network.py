"""Virtual networks, with their address ranges and how many subnets each has."""

from providers.azure.arm import Kind, Reader
from providers.azure.payload import Item, items, texts
from providers.azure.resource import row
from providers.model import Account, Fetched, Row

NEEDS = ("Microsoft.Network/virtualNetworks/read",)
NETWORKS = Kind(
    "Microsoft.Network/virtualNetworks", lambda azure: azure.network.virtual_networks.list_all
)


def rows(reader: Reader, account: Account) -> Fetched[Row]:
    """All virtual networks of a subscription. Raises CloudError."""
    found = reader.fetch(NETWORKS)
    return Fetched(tuple(network(item, account) for item in found.items), sources=found.sources)


def network(item: Item, account: Account) -> Row:
    """One virtual network, from the SDK's model."""
    return {
        **row(item, account),
        "cidr": texts(item, "properties.addressSpace.addressPrefixes"),
        "subnet_count": len(items(item, "properties.subnets")),
    }

"""Virtual networks: their address ranges, how many subnets each has, and whether any is in use."""

from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.payload import Item, items, texts, value
from providers.azure.resource import row
from providers.model import Account, Row, any_of

NEEDS = ("Microsoft.Network/virtualNetworks/read",)
NETWORKS = Table(
    "Microsoft.Network/virtualNetworks",
    listed=lambda azure: azure.network.virtual_networks.list_all,
)
TABLES = (NETWORKS,)
# What a subnet is lent to, whether or not it is there; and what is, without a name of its own.
LENT = "delegations"
LINKS = (
    "serviceAssociationLinks", "applicationGatewayIPConfigurations", "ipConfigurationProfiles",
    "resourceNavigationLinks",
)  # fmt: skip
# What stands there by name.
_NAMED = ("ipConfigurations", "privateEndpoints")


def rows(found: Found) -> Iterator[Row]:
    """All virtual networks."""
    return (network(item, account) for item, account in found.of(NETWORKS))


def network(item: Item, account: Account) -> Row:
    """One virtual network, from Azure's JSON."""
    subnets = items(item, "properties.subnets")
    return {
        **row(item, account),
        "cidr": texts(item, "properties.addressSpace.addressPrefixes"),
        "subnet_count": len(subnets),
        "in_use": any_of(is_in_use(one) for one in subnets),
    }


def is_in_use(subnet: Item) -> bool | None:
    """Whether anything stands in a subnet; None where it is lent to a service that names nothing.

    Azure leaves each of these lists out where it has nothing for it.
    """
    if any(value(subnet, f"properties.{one}") for one in (*_NAMED, *LINKS)):
        return True
    return None if value(subnet, f"properties.{LENT}") else False

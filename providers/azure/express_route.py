"""ExpressRoute circuits: a private line, which is billed whether its provider has connected it."""

from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.payload import Item, items, number, text
from providers.azure.resource import row
from providers.model import Account, Row
from providers.word import word

NEEDS = ("Microsoft.Network/expressRouteCircuits/read",)
CIRCUITS = Table(
    "Microsoft.Network/expressRouteCircuits",
    listed=lambda azure: azure.network.express_route_circuits.list_all,
)
TABLES = (CIRCUITS,)
_LINE = "properties.serviceProviderProperties"


def rows(found: Found) -> Iterator[Row]:
    """All circuits."""
    return (circuit(item, account) for item, account in found.of(CIRCUITS))


def circuit(item: Item, account: Account) -> Row:
    """One circuit, from Azure's JSON."""
    return {
        **row(item, account),
        "state": word(text(item, "properties.serviceProviderProvisioningState")),
        "provider": text(item, f"{_LINE}.serviceProviderName"),
        "location": text(item, f"{_LINE}.peeringLocation"),
        "bandwidth_mbps": number(item, f"{_LINE}.bandwidthInMbps"),
        "tier": word(text(item, "sku.tier")),
        "billing": word(text(item, "sku.family")),
        "peering_count": len(items(item, "properties.peerings")),
    }

"""NAT gateways. One that serves no subnet is billed all the same."""

from collections.abc import Iterator, Mapping

from providers.azure.graph import Found, Table
from providers.azure.metric import Series
from providers.azure.payload import Item, identity, items, segment, text
from providers.azure.public_ip import ADDRESSES, by_id
from providers.azure.resource import row
from providers.model import Account, Row
from providers.word import word

NEEDS = ("Microsoft.Network/natGateways/read", "Microsoft.Network/publicIPAddresses/read")
GATEWAYS = Table(
    "Microsoft.Network/natGateways", listed=lambda azure: azure.network.nat_gateways.list_all
)
TABLES = (GATEWAYS, ADDRESSES)

METRICS = {
    "traffic_gib": Series(GATEWAYS.name, "ByteCount", total=True, scale=1 / 1024**3),
    "connections": Series(GATEWAYS.name, "SNATConnectionCount", total=True),
}


def rows(found: Found) -> Iterator[Row]:
    """All NAT gateways."""
    addresses = by_id(found.items(ADDRESSES))
    return (nat_gateway(item, account, addresses) for item, account in found.of(GATEWAYS))


def nat_gateway(item: Item, account: Account, addresses: Mapping[str, str]) -> Row:
    """One NAT gateway, from Azure's JSON; `addresses` by the id of a public IP."""
    subnets = [text(one, "id") for one in items(item, "properties.subnets")]
    public = (identity(one) for one in items(item, "properties.publicIpAddresses"))
    return {
        **row(item, account),
        "state": word(text(item, "properties.provisioningState")),
        "scheme": "public",
        "sku": text(item, "sku.name"),
        "network": segment(subnets[0], "virtualNetworks") if subnets else None,
        "subnet": segment(subnets[0], "subnets") if len(subnets) == 1 else None,
        "subnet_count": len(subnets),
        "public_ip": next((addresses[one] for one in public if one in addresses), None),
    }

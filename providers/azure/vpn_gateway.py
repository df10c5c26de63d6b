"""Virtual network gateways (VPN and ExpressRoute), and their connections to other sites.

Whether a connection is up Azure tells in some lists and not in others: what it leaves out is
unknown.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from providers.azure.graph import Found, Table
from providers.azure.metric import Series
from providers.azure.payload import Item, identity, items, names, segment, text, value
from providers.azure.resource import row
from providers.model import Account, Row
from providers.word import word

NEEDS = ("Microsoft.Network/virtualNetworkGateways/read", "Microsoft.Network/connections/read")
# Neither can be listed over a subscription but by Resource Graph.
GATEWAYS = Table("Microsoft.Network/virtualNetworkGateways")
CONNECTIONS = Table("Microsoft.Network/connections")
TABLES = (GATEWAYS, CONNECTIONS)
UP = "Connected"

METRICS = {
    "traffic_out_gib": (Series(GATEWAYS.name, "TunnelEgressBytes", total=True, scale=1 / 1024**3),),
}


def rows(found: Found) -> Iterator[Row]:
    """All gateways and connections; without the latter, how many a gateway has is unknown."""
    told = CONNECTIONS in found.tables
    own: dict[str, list[Item]] = defaultdict(list)
    for item, account in found.of(CONNECTIONS):
        for end in ("virtualNetworkGateway1", "virtualNetworkGateway2"):
            own[identity(item, f"properties.{end}.id")].append(item)
        yield connection(item, account)
    for item, account in found.of(GATEWAYS):
        yield gateway(item, account, own[identity(item)] if told else None)


def connection(item: Item, account: Account) -> Row:
    """One connection, from Azure's JSON."""
    return {
        **row(item, account),
        "kind": "connection",
        "service": word(text(item, "properties.connectionType")),
        "state": word(text(item, "properties.provisioningState")),
        "gateway": next(iter(names(text(item, "properties.virtualNetworkGateway1.id"))), None),
        "connected": _is_up(item),
    }


def gateway(item: Item, account: Account, own: Sequence[Item] | None) -> Row:
    """One gateway, from Azure's JSON, with its `own` connections; None where these are unknown."""
    setups = items(item, "properties.ipConfigurations")
    subnet = text(setups[0], "properties.subnet.id") if setups else None
    ups = [_is_up(one) for one in own or ()]
    known = own is not None and None not in ups
    return {
        **row(item, account),
        "kind": "gateway",
        "service": word(text(item, "properties.gatewayType")),
        "sku": text(item, "properties.sku.name"),
        "state": word(text(item, "properties.provisioningState")),
        "network": segment(subnet, "virtualNetworks"),
        "connection_count": None if own is None else len(own),
        "point_to_site": bool(value(item, "properties.vpnClientConfiguration")),
        "connected": True if True in ups else False if known else None,
    }


def _is_up(item: Item) -> bool | None:
    status = text(item, "properties.connectionStatus")
    return status == UP if status and status != "Unknown" else None

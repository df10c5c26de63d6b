"""Private endpoints. One whose other end has gone is Disconnected, and billed all the same."""

from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.payload import Item, items, names, segment, text
from providers.azure.resource import row
from providers.model import Account, Row
from providers.word import word

NEEDS = ("Microsoft.Network/privateEndpoints/read",)
ENDPOINTS = Table(
    "Microsoft.Network/privateEndpoints",
    listed=lambda azure: azure.network.private_endpoints.list_by_subscription,
)
TABLES = (ENDPOINTS,)


def rows(found: Found) -> Iterator[Row]:
    """All private endpoints."""
    return (private_endpoint(item, account) for item, account in found.of(ENDPOINTS))


def private_endpoint(item: Item, account: Account) -> Row:
    """One private endpoint, from Azure's JSON."""
    links = [
        *items(item, "properties.privateLinkServiceConnections"),
        *items(item, "properties.manualPrivateLinkServiceConnections"),
    ]
    link = links[0] if links else {}
    target = names(text(link, "properties.privateLinkServiceId"))
    return {
        **row(item, account),
        "kind": "interface",
        "state": word(text(link, "properties.privateLinkServiceConnectionState.status")),
        "target": "/".join(target) or None,
        "network": segment(text(item, "properties.subnet.id"), "virtualNetworks"),
        "subnet_count": 1,
    }

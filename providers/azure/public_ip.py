"""Public IP addresses. A dynamic one that nothing uses has no address: that is unknown, not "".

What uses it is named by its uppermost resource: the network interface, load balancer or gateway.
"""

from collections.abc import Iterable, Iterator

from providers.azure.graph import Found, Table
from providers.azure.payload import Item, identity, names, segment, text, value
from providers.azure.resource import row
from providers.model import Account, Row
from providers.word import word

NEEDS = ("Microsoft.Network/publicIPAddresses/read",)
ADDRESSES = Table(
    "Microsoft.Network/publicIPAddresses",
    listed=lambda azure: azure.network.public_ip_addresses.list_all,
)
TABLES = (ADDRESSES,)


def rows(found: Found) -> Iterator[Row]:
    """All public IP addresses."""
    return (public_ip(item, account) for item, account in found.of(ADDRESSES))


def public_ip(item: Item, account: Account) -> Row:
    """One address, from Azure's JSON."""
    users = (text(item, "properties.ipConfiguration.id"), text(item, "properties.natGateway.id"))
    holder = next((names(one) for one in users if one), [])
    return {
        **row(item, account),
        "address": text(item, "properties.ipAddress"),
        "attached": any(value(item, f"properties.{kind}") for kind in _USERS),
        "attached_to": holder[0] if holder else None,
        "sku": text(item, "sku.name"),
        "prefix": segment(text(item, "properties.publicIPPrefix.id"), "publicIPPrefixes"),
        "allocation": word(text(item, "properties.publicIPAllocationMethod")),
    }


_USERS = ("ipConfiguration", "natGateway")


def by_id(addresses: Iterable[Item]) -> dict[str, str]:
    """Address by resource id, of those that have one."""
    known = ((identity(item), text(item, "properties.ipAddress")) for item in addresses)
    return {resource: address for resource, address in known if address}

"""Subnets: Azure lists them inside of their virtual network, whose region they have.

A subnet has no tags of its own. How many of its addresses are free is what its ranges hold, less
those that Azure keeps and those of the interfaces, load balancers … that it names. Where a service
takes addresses that Azure does not name there (gateways, firewalls, what a subnet is delegated to)
it is unknown. Whether anything stands there at all is known but where it is only lent to a service.
"""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network

from providers.azure.graph import Found
from providers.azure.network import LENT, LINKS, NEEDS, NETWORKS, TABLES, is_in_use
from providers.azure.payload import Item, items, text, texts, value
from providers.azure.resource import row
from providers.model import Account, Row

__all__ = ["NEEDS", "TABLES", "rows", "subnets"]

# The first four of a range and its last.
KEPT = 5
# Subnets of gateways and firewalls, which take several addresses for one setup.
_GATEWAYS = frozenset(
    {"gatewaysubnet", "azurefirewallsubnet", "azurefirewallmanagementsubnet", "azurebastionsubnet",
     "routeserversubnet"}
)  # fmt: skip


def rows(found: Found) -> Iterator[Row]:
    """All subnets."""
    for item, account in found.of(NETWORKS):
        yield from subnets(item, account)


def subnets(network: Item, account: Account) -> Iterator[Row]:
    """The subnets of one virtual network, from Azure's JSON."""
    for item in items(network, "properties.subnets"):
        one = text(item, "properties.addressPrefix")
        ranges = texts(item, "properties.addressPrefixes") or ([one] if one else [])
        yield {
            **row({**item, "location": text(network, "location")}, account),
            "network": text(network, "name"),
            "cidr": ranges,
            "free_addresses": _free(item, ranges),
            "in_use": is_in_use(item),
            "tags": None,
        }


def _free(item: Item, ranges: Sequence[str]) -> int | None:
    """How many addresses can still be given out; of a range of IPv6 nobody counts them."""
    # By whom addresses are taken without being named.
    takers = any(value(item, f"properties.{one}") for one in (LENT, *LINKS))
    if takers or (text(item, "name") or "").lower() in _GATEWAYS:
        return None
    sizes = [size for one in ranges if (size := _size(one)) is not None]
    if not sizes:
        return None
    # Azure leaves the list out of a subnet in which nothing stands.
    used = len(items(item, "properties.ipConfigurations"))
    return max(0, sum(size - KEPT for size in sizes) - used)


def _size(cidr: str) -> int | None:
    try:
        return IPv4Network(cidr).num_addresses
    except ValueError:
        return None

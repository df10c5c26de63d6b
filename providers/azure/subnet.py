"""Subnets: Azure lists them inside of their virtual network, whose region they have.

How many addresses are free is not in a list, so it is unknown. A subnet has no tags of its own.
"""

from collections.abc import Iterator

from providers.azure.graph import Found
from providers.azure.network import NEEDS, NETWORKS, TABLES
from providers.azure.payload import Item, items, text, texts
from providers.azure.resource import row
from providers.model import Account, Row

__all__ = ["NEEDS", "TABLES", "rows", "subnets"]


def rows(found: Found) -> Iterator[Row]:
    """All subnets."""
    for item, account in found.of(NETWORKS):
        yield from subnets(item, account)


def subnets(network: Item, account: Account) -> Iterator[Row]:
    """The subnets of one virtual network, from Azure's JSON."""
    for item in items(network, "properties.subnets"):
        one = text(item, "properties.addressPrefix")
        yield {
            **row({**item, "location": text(network, "location")}, account),
            "network": text(network, "name"),
            "cidr": texts(item, "properties.addressPrefixes") or ([one] if one else []),
            "tags": None,
        }

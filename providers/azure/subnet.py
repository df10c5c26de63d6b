"""Subnets: Azure lists them inside of their virtual network, whose region they have.

How many addresses are free is not in a list, so it is unknown. A subnet has no tags of its own.
"""

from collections.abc import Iterator

from providers.azure.arm import Reader
from providers.azure.network import NEEDS, NETWORKS
from providers.azure.payload import Item, items, text, texts
from providers.azure.resource import row
from providers.model import Account, Fetched, Row

__all__ = ["NEEDS", "rows", "subnets"]


def rows(reader: Reader, account: Account) -> Fetched[Row]:
    """All subnets of a subscription. Raises CloudError."""
    found = reader.fetch(NETWORKS)
    every = tuple(one for item in found.items for one in subnets(item, account))
    return Fetched(every, sources=found.sources)


def subnets(network: Item, account: Account) -> Iterator[Row]:
    """The subnets of one virtual network, from the SDK's model."""
    for item in items(network, "properties.subnets"):
        one = text(item, "properties.addressPrefix")
        yield {
            **row({**item, "location": text(network, "location")}, account),
            "network": text(network, "name"),
            "cidr": texts(item, "properties.addressPrefixes") or ([one] if one else []),
            "tags": None,
        }

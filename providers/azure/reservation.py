"""Azure reservations: of a quantity, in a region, for a term. They belong to a tenant.

One list has those of all subscriptions that the credential may see.
"""

from collections.abc import Mapping

from providers.azure.arm import Kind, Reader
from providers.azure.payload import Item, region, text, whole
from providers.azure.term import held
from providers.model import Account, Fetched, Row

NEEDS = ("Microsoft.Capacity/reservationOrders/reservations/read",)
RESERVATIONS = Kind(
    "Microsoft.Capacity/reservations",
    lambda azure: azure.listed("/providers/Microsoft.Capacity/reservations", "2022-11-01"),
)


def rows(reader: Reader, accounts: Mapping[str, Account]) -> Fetched[Row]:
    """All that the credential sees. `accounts` are the known ones, by id. Raises CloudError."""
    found = reader.fetch(RESERVATIONS)
    made = tuple(reservation(item, accounts) for item in found.items)
    return Fetched(made, found.gaps, found.sources)


def reservation(item: Item, accounts: Mapping[str, Account]) -> Row:
    """One reservation, from Azure's JSON."""
    return {
        **held(item, accounts),
        "kind": "reservation",
        "service": text(item, "properties.reservedResourceType"),
        "region": region(item),
        "sku": text(item, "sku.name"),
        "quantity": whole(item, "properties.quantity"),
    }

"""DNS zones, public and private. A private zone that no network is linked to is unused."""

from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.metric import Series
from providers.azure.payload import Item, whole
from providers.azure.resource import row
from providers.model import Account, Row

NEEDS = ("Microsoft.Network/dnsZones/read", "Microsoft.Network/privateDnsZones/read")
PUBLIC = Table("Microsoft.Network/dnsZones", version="2018-05-01")
PRIVATE = Table("Microsoft.Network/privateDnsZones", version="2020-06-01")
TABLES = (PUBLIC, PRIVATE)

METRICS = {"queries": (Series(PUBLIC.name, "QueryVolume", total=True),)}


def rows(found: Found) -> Iterator[Row]:
    """All zones."""
    for table, scheme in ((PUBLIC, "public"), (PRIVATE, "private")):
        yield from (dns_zone(item, account, scheme) for item, account in found.of(table))


def dns_zone(item: Item, account: Account, scheme: str) -> Row:
    """One zone, from Azure's JSON."""
    return {
        **row(item, account),
        "scheme": scheme,
        "record_count": whole(item, "properties.numberOfRecordSets"),
        "link_count": whole(item, "properties.numberOfVirtualNetworkLinks"),
    }

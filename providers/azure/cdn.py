"""Profiles of Azure Front Door and Azure CDN, with their endpoints."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from providers.azure.graph import Found, Table
from providers.azure.metric import Series
from providers.azure.payload import Item, identity, items, text
from providers.azure.resource import row
from providers.model import Account, Row
from providers.word import word

NEEDS = (
    "Microsoft.Cdn/profiles/read",
    "Microsoft.Cdn/profiles/afdEndpoints/read",
    "Microsoft.Cdn/profiles/endpoints/read",
)
PROFILES = Table("Microsoft.Cdn/profiles", version="2024-02-01")
# Which are listed of one profile only, but by Resource Graph.
ENDPOINTS = Table("Microsoft.Cdn/profiles/endpoints")
DOORS = Table("Microsoft.Cdn/profiles/afdEndpoints")
TABLES = (PROFILES, ENDPOINTS, DOORS)

METRICS = {
    "requests": Series(PROFILES.name, "RequestCount", total=True),
    "traffic_out_gib": Series(PROFILES.name, "ResponseSize", total=True, scale=1 / 1024**3),
}


def rows(found: Found) -> Iterator[Row]:
    """All profiles; what their endpoints tell is unknown where these could not be read."""
    told = ENDPOINTS in found.tables and DOORS in found.tables
    own: dict[str, list[Item]] = defaultdict(list)
    for table, kind in ((ENDPOINTS, "/endpoints/"), (DOORS, "/afdendpoints/")):
        for item in found.items(table):
            own[identity(item).partition(kind)[0]].append(item)
    for item, account in found.of(PROFILES):
        yield cdn(item, account, own[identity(item)] if told else None)


def cdn(item: Item, account: Account, own: Sequence[Item] | None) -> Row:
    """One profile, from Azure's JSON, with its `own` endpoints; None where these are unknown."""
    hosts = [text(one, "properties.hostName") for one in own or ()]
    return {
        **row(item, account),
        "domain": hosts[0] if hosts else None,
        "origins": None if own is None else [name for one in own for name in _origins(one)],
        "enabled": None if own is None else any(_takes_requests(one) for one in own),
        "state": word(text(item, "properties.resourceState")),
        "sku": text(item, "sku.name"),
        "endpoint_count": None if own is None else len(own),
    }


def _origins(endpoint: Item) -> Iterator[str]:
    for one in items(endpoint, "properties.origins"):
        if name := text(one, "properties.hostName"):
            yield name


def _takes_requests(endpoint: Item) -> bool:
    """Of a Front Door's endpoint its own state says so, of a CDN's whether it runs."""
    said = text(endpoint, "properties.enabledState") or text(endpoint, "properties.resourceState")
    return said in ("Enabled", "Running")

"""Azure Container Registries; what images they hold is told by the registries alone, not here."""

from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.metric import Series
from providers.azure.payload import Item, moment, text
from providers.azure.resource import row
from providers.model import Account, Row
from providers.word import word

NEEDS = ("Microsoft.ContainerRegistry/registries/read",)
REGISTRIES = Table("Microsoft.ContainerRegistry/registries", version="2023-07-01")
TABLES = (REGISTRIES,)

METRICS = {"storage_gib": Series(REGISTRIES.name, "StorageUsed", scale=1 / 1024**3)}


def rows(found: Found) -> Iterator[Row]:
    """All registries."""
    return (registry(item, account) for item, account in found.of(REGISTRIES))


def registry(item: Item, account: Account) -> Row:
    """One registry, from Azure's JSON."""
    return {
        **row(item, account),
        "created_at": moment(item, "properties.creationDate"),
        "lifecycle_policy": _is_enabled(text(item, "properties.policies.retentionPolicy.status")),
        "tier": word(text(item, "sku.name")),
        "public": _is_enabled(text(item, "properties.publicNetworkAccess")),
    }


def _is_enabled(said: str | None) -> bool | None:
    return said.lower() == "enabled" if said else None

"""Caches: Azure Cache for Redis, and what was its Enterprise and is Azure Managed Redis."""

from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.metric import Series
from providers.azure.payload import Item, flag, items, text, texts, whole
from providers.azure.resource import row
from providers.model import Account, Row
from providers.word import word

NEEDS = ("Microsoft.Cache/redis/read", "Microsoft.Cache/redisEnterprise/read")
REDIS = Table("Microsoft.Cache/redis", version="2024-11-01")
ENTERPRISE = Table("Microsoft.Cache/redisEnterprise", version="2025-04-01")
TABLES = (REDIS, ENTERPRISE)
METRICS = {
    "cpu": (
        Series(REDIS.name, "allpercentprocessortime"),
        Series(ENTERPRISE.name, "percentProcessorTime"),
    ),
    "connections": (
        Series(REDIS.name, "allconnectedclients"),
        Series(ENTERPRISE.name, "connectedclients"),
    ),
    "memory_used": (
        Series(REDIS.name, "allusedmemorypercentage"),
        Series(ENTERPRISE.name, "usedmemorypercentage"),
    ),
}
STATES = {"succeeded": "running"}


def rows(found: Found) -> Iterator[Row]:
    """All caches."""
    for item, account in found.of(REDIS):
        yield redis(item, account)
    for item, account in found.of(ENTERPRISE):
        yield enterprise(item, account)


def redis(item: Item, account: Account) -> Row:
    """One Azure Cache for Redis, from Azure's JSON."""
    plain = flag(item, "properties.enableNonSslPort")
    return {
        **_common(item, account),
        "engine_version": text(item, "properties.redisVersion"),
        "size": _size(item),
        "nodes": len(items(item, "properties.instances")) or None,
        "encrypted_in_transit": None if plain is None else not plain,
    }


def enterprise(item: Item, account: Account) -> Row:
    """One of Azure Managed Redis, from Azure's JSON; its database tells the rest."""
    return {
        **_common(item, account),
        "engine_version": text(item, "properties.redisVersion"),
        "size": text(item, "sku.name"),
        "nodes": whole(item, "sku.capacity"),
        "state": word(text(item, "properties.resourceState"), STATES)
        or word(text(item, "properties.provisioningState"), STATES),
    }


def _common(item: Item, account: Account) -> Row:
    zones = texts(item, "zones")
    return {
        **row(item, account),
        "zone": zones[0] if len(zones) == 1 else None,
        "state": word(text(item, "properties.provisioningState"), STATES),
        "engine": "redis",
        "serverless": False,
        "multi_az": len(zones) > 1,
    }


def _size(item: Item) -> str | None:
    """`Standard C1`: the SKU's name, its family and how big."""
    name, family = text(item, "properties.sku.name"), text(item, "properties.sku.family")
    capacity = whole(item, "properties.sku.capacity")
    if not name or not family or capacity is None:
        return name
    return f"{name} {family}{capacity}"

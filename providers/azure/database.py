"""Databases: Azure SQL's, by themselves or in elastic pools, and flexible servers' engines.

Of Azure SQL a database is billed, or its pool is; the server holds the address and is joined. What
a server needs for itself (`master`) is nobody's database; a dedicated SQL pool is a warehouse.
"""

import re
from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.licence import BY_DTU, of_sql
from providers.azure.metric import Series
from providers.azure.payload import (
    Item,
    flag,
    identity,
    moment,
    names,
    segment,
    text,
    whole,
)
from providers.azure.resource import row
from providers.model import Account, Row
from providers.word import word

NEEDS = (
    "Microsoft.DBforMySQL/flexibleServers/read",
    "Microsoft.DBforPostgreSQL/flexibleServers/read",
    "Microsoft.Sql/servers/databases/read",
    "Microsoft.Sql/servers/read",
)
POSTGRES = Table("Microsoft.DBforPostgreSQL/flexibleServers", version="2024-08-01")
MYSQL = Table("Microsoft.DBforMySQL/flexibleServers", version="2023-12-30")
SQL = Table("Microsoft.Sql/servers/databases")
SERVERS = Table("Microsoft.Sql/servers", version="2023-08-01")
TABLES = (POSTGRES, MYSQL, SQL, SERVERS)
GIB = 2.0**30


def _of_all(flexible: str, sql: str) -> tuple[Series, ...]:
    return (
        Series(POSTGRES.name, flexible),
        Series(MYSQL.name, flexible),
        Series(SQL.name, sql),
    )


METRICS = {
    "cpu": _of_all("cpu_percent", "cpu_percent"),
    "connections": _of_all("active_connections", "sessions_count"),
    "storage_used": _of_all("storage_percent", "storage_percent"),
    "free_storage_gib": (Series(POSTGRES.name, "storage_free", scale=1 / GIB),),
    "dtu": (Series(SQL.name, "dtu_consumption_percent"),),
}
STATES = {
    "online": "running", "ready": "running", "stopped": "stopped", "starting": "starting",
    "stopping": "stopping", "paused": "paused",
}  # fmt: skip
WAREHOUSE = "datawarehouse"
# Of "Standard_D4ds_v5" the four, of "Standard_B1ms" the one.
_CORES = re.compile(r"Standard_[A-Z]+(\d+)", re.IGNORECASE)


def rows(found: Found) -> Iterator[Row]:
    """All databases."""
    servers = found.by_id(SERVERS)
    for item, account in found.of(SQL):
        if is_database(item):
            yield database(item, account, servers.get(_server_id(item)))
    for engine, table in (("postgresql", POSTGRES), ("mysql", MYSQL)):
        for item, account in found.of(table):
            yield server(item, account, engine)


def is_database(item: Item) -> bool:
    """Whether it is somebody's: not a server's own, and no warehouse."""
    known = (text(item, "kind") or "").lower()
    return "system" not in known and not is_warehouse(item)


def is_warehouse(item: Item) -> bool:
    """Whether it is a dedicated SQL pool."""
    tiers = (text(item, "sku.tier"), text(item, "properties.currentSku.tier"))
    return WAREHOUSE in {(tier or "").lower() for tier in tiers}


def _server_id(item: Item) -> str:
    return identity(item).partition("/databases/")[0]


def database(item: Item, account: Account, server: Item | None) -> Row:
    """One database of Azure SQL, from Azure's JSON; its server is None where it is not known."""
    tier = text(item, "sku.tier") or text(item, "properties.currentSku.tier")
    kind, pool = (text(item, "kind") or "").lower(), text(item, "properties.elasticPoolId")
    most = whole(item, "properties.maxSizeBytes")
    known = names(text(item, "id"))
    return {
        **row(item, account),
        "name": known[-1] if known else text(item, "name"),
        "state": word(text(item, "properties.status"), STATES),
        "engine": "sqlserver",
        "edition": tier,
        "licence": of_sql(item, tier),
        "size": text(item, "properties.currentServiceObjectiveName") or text(item, "sku.name"),
        "vcpus": _vcores(item, tier, pool),
        "serverless": "serverless" in kind if kind else None,
        "multi_az": flag(item, "properties.zoneRedundant"),
        "storage_gib": most / GIB if most is not None else None,
        "cluster": segment(text(item, "id"), "servers"),
        "pool": segment(pool, "elasticpools"),
        "replica": text(item, "properties.secondaryType") is not None,
        "public": _public(text(server, "properties.publicNetworkAccess")),
        "created_at": moment(item, "properties.creationDate"),
    }


def _vcores(item: Item, tier: str | None, pool: str | None) -> int | None:
    """Its own; a pool's are shared, and DTUs are no cores."""
    if pool or tier is None or tier.lower() in BY_DTU:
        return None
    return whole(item, "sku.capacity")


def server(item: Item, account: Account, engine: str) -> Row:
    """One flexible server, from Azure's JSON."""
    size = text(item, "sku.name")
    cores = _CORES.match(size or "")
    spare = text(item, "properties.highAvailability.mode")
    role = text(item, "properties.replicationRole")
    subnet = text(item, "properties.network.delegatedSubnetResourceId")
    return {
        **row(item, account),
        "zone": text(item, "properties.availabilityZone"),
        "network": segment(subnet, "virtualNetworks"),
        "state": word(text(item, "properties.state"), STATES),
        "engine": engine,
        "engine_version": text(item, "properties.version"),
        "edition": text(item, "sku.tier"),
        "licence": "none",
        "size": size,
        "vcpus": int(cores[1]) if cores else None,
        "serverless": False,
        "multi_az": spare.lower() == "zoneredundant" if spare else None,
        "storage_gib": whole(item, "properties.storage.storageSizeGB"),
        "storage_type": text(item, "properties.storage.type")
        or text(item, "properties.storage.storageSku"),
        "iops": whole(item, "properties.storage.iops"),
        "replica": role.lower().endswith("replica") if role else None,
        "public": _public(text(item, "properties.network.publicNetworkAccess")),
        # Azure encrypts the storage of every flexible server, and cannot be told not to.
        "encrypted": True,
        "backup_days": whole(item, "properties.backup.backupRetentionDays"),
    }


def _public(said: str | None) -> bool | None:
    return said.lower() == "enabled" if said else None

"""Data warehouses: dedicated SQL pools, in a Synapse workspace or on a SQL server of their own."""

from collections.abc import Iterator

from providers.azure.database import SQL, is_warehouse
from providers.azure.graph import Found, Table
from providers.azure.metric import Series
from providers.azure.payload import Item, moment, names, text
from providers.azure.resource import row
from providers.model import Account, Row

NEEDS = ("Microsoft.Sql/servers/databases/read", "Microsoft.Synapse/workspaces/sqlPools/read")
POOLS = Table("Microsoft.Synapse/workspaces/sqlPools")
TABLES = (POOLS, SQL)
METRICS = {"cpu": (Series(POOLS.name, "CPUPercent"), Series(SQL.name, "cpu_percent"))}
STATES = {"online": "running", "paused": "paused"}


def rows(found: Found) -> Iterator[Row]:
    """All dedicated pools."""
    for item, account in found.of(POOLS):
        yield pool(item, account, "synapse")
    for item, account in found.of(SQL):
        if is_warehouse(item):
            yield pool(item, account, "sql")


def pool(item: Item, account: Account, kind: str) -> Row:
    """One dedicated pool, from Azure's JSON."""
    known, state = names(text(item, "id")), text(item, "properties.status")
    return {
        **row(item, account),
        "name": known[-1] if known else text(item, "name"),
        "kind": kind,
        "state": STATES.get(state.lower(), state.lower()) if state else None,
        "size": text(item, "properties.currentServiceObjectiveName") or text(item, "sku.name"),
        "created_at": moment(item, "properties.creationDate"),
    }

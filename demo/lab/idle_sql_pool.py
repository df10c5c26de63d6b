"""Pools that do nothing; and used and paused ones."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import warehouse_cluster
from demo.stock.thing import Thing
from demo.stock.warehouse_cluster import Warehouse

SUBJECT = "warehouse_cluster"
FLAGGED = ("pool-idle", "pool-still")
SPARED = {
    "pool-used": "it computes",
    "pool-paused": "it is paused",
}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    azure = next(account for account in LAB if account.cloud == "azure")
    for case, state, cpu in (
        ("pool-idle", "running", 0.5),
        ("pool-still", "running", 3.0),
        ("pool-used", "running", 25.0),
        ("pool-paused", "paused", None),
    ):
        one = Warehouse(azure.name, REGIONS["azure"], named(case, azure), "synapse", state,
                        "DW100c", None, cpu, 0.0, None)  # fmt: skip
        yield replace(warehouse_cluster.thing(estate, one), daily=Decimal("0.36"))

"""Clusters of Redshift that nobody connects to; and used and paused ones."""

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
FLAGGED = ("dwh-idle", "dwh-loading")
SPARED = {
    "dwh-used": "somebody is connected",
    "dwh-paused": "it is paused",
}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    aws = next(account for account in LAB if account.cloud == "aws")
    for case, state, cpu, connections in (
        ("dwh-idle", "running", 1.0, 0.0),
        ("dwh-loading", "running", 30.0, 0.0),
        ("dwh-used", "running", 1.0, 4.0),
        ("dwh-paused", "paused", None, 0.0),
    ):
        one = Warehouse(aws.name, REGIONS["aws"], named(case, aws), "redshift", state,
                        "ra3.large", 1, cpu, connections, None)  # fmt: skip
        yield replace(warehouse_cluster.thing(estate, one), daily=Decimal("0.36"))

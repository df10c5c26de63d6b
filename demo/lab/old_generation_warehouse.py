"""Clusters on old nodes; and on RA3."""

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
FLAGGED = ("dwh-dc2", "dwh-ds2")
SPARED = {"dwh-ra3": "its nodes are RA3", "dwh-large": "its nodes are RA3"}
# What RA3 nodes cost depends on how many are taken.
SAVES = None


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    aws = next(account for account in LAB if account.cloud == "aws")
    for case, size in (
        ("dwh-dc2", "dc2.large"), ("dwh-ds2", "ds2.xlarge"), ("dwh-ra3", "ra3.large"),
        ("dwh-large", "ra3.4xlarge"),
    ):  # fmt: skip
        one = Warehouse(aws.name, REGIONS["aws"], named(case, aws), "redshift", "running", size, 1,
                        40.0, 9.0, None)  # fmt: skip
        yield replace(warehouse_cluster.thing(estate, one), daily=Decimal("0.36"))

"""Clusters without nodes; and with some, or stopped."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB, Ids
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import cluster
from demo.stock.cluster import Plan
from demo.stock.thing import Thing

SUBJECT = "cluster"
FLAGGED = ("k8s-empty", "k8s-bare")
SPARED = {"k8s-one": "it has a node", "k8s-many": "it has several"}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for account in LAB:
        kind, version = ("eks", "1.33") if account.cloud == "aws" else ("aks", "1.33")
        size = "m5.large" if account.cloud == "aws" else "Standard_D2s_v5"
        for case, nodes in (("k8s-empty", 0), ("k8s-bare", 0), ("k8s-one", 1), ("k8s-many", 3)):
            plan = Plan(account.name, REGIONS[account.cloud], named(case, account), kind, version,
                        "standard", (("web", size, nodes),), 40, 50, None, 500)  # fmt: skip
            made = cluster.thing(estate, Ids(estate.seed), plan)
            yield replace(made, daily=Decimal("0.36"))

"""Clusters without nodes; and with some, or stopped."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB, Ids
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Account, Estate
from demo.stock import cluster
from demo.stock.cluster import Plan
from demo.stock.thing import Thing

SUBJECT = "cluster"
FLAGGED = ("k8s-empty", "k8s-bare")
SPARED = {
    "k8s-one": "it has a node",
    "k8s-many": "it has several",
    "k8s-fargate": "without a group of nodes it may run on Fargate",
}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for account in LAB:
        kind, version = ("eks", "1.33") if account.cloud == "aws" else ("aks", "1.33")
        size = "m5.large" if account.cloud == "aws" else "Standard_D2s_v5"
        for case, nodes in (("k8s-empty", 0), ("k8s-bare", 0), ("k8s-one", 1), ("k8s-many", 3)):
            pools = (("web", size, nodes),)
            yield _made(estate, named(case, account), account, kind, version, pools)
        if kind == "eks":
            yield _made(estate, named("k8s-fargate", account), account, kind, version, ())


def _made(
    estate: Estate,
    name: str,
    account: Account,
    kind: str,
    version: str,
    pools: tuple[tuple[str, str, int], ...],
) -> Thing:
    plan = Plan(account.name, REGIONS[account.cloud], name, kind, version, "standard", pools,
                40, 50, None, 500)  # fmt: skip
    return replace(cluster.thing(estate, Ids(estate.seed), plan), daily=Decimal("0.36"))

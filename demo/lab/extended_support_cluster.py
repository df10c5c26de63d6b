"""Clusters past their standard support; and within it, or of another kind."""

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
FLAGGED = ("eks-old", "eks-older")
SPARED = {"eks-today": "its version has standard support", "ecs-plain": "ECS has no versions"}
SAVES = Decimal("0.8333")


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    aws = next(account for account in LAB if account.cloud == "aws")
    pools = (("web", "m5.large", 2),)
    for case, kind, version, tier in (
        ("eks-old", "eks", "1.28", "extended"), ("eks-older", "eks", "1.26", "extended"),
        ("eks-today", "eks", "1.33", "standard"), ("ecs-plain", "ecs", None, None),
    ):  # fmt: skip
        plan = Plan(aws.name, REGIONS["aws"], named(case, aws), kind, version, tier, pools, 40, 50,
                    None, 500, tasks=3 if kind == "ecs" else 0)  # fmt: skip
        made = cluster.thing(estate, Ids(estate.seed), plan)
        yield made if kind == "ecs" else replace(made, daily=Decimal("0.36"))

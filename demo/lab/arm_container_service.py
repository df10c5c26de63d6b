"""Services of Fargate on x86; and on Arm, on machines, or without a task."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB
from demo.lab import REGIONS, named
from demo.lab.underused_container_service import CLUSTER
from demo.shape import Estate
from demo.stock import container_service
from demo.stock.container_service import Service
from demo.stock.thing import Thing

SUBJECT = "container_service"
FLAGGED = ("task-x86", "task-old")
SPARED = {
    "task-arm": "it runs on Arm",
    "task-ec2": "its machines say what it runs on",
    "task-none": "no task of it runs",
}
SAVES = Decimal("0.2")


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    aws = next(account for account in LAB if account.cloud == "aws")
    for case, launch, tasks, architecture in (
        ("task-x86", "fargate", 2, "x86_64"),
        ("task-old", "fargate", 1, "x86_64"),
        ("task-arm", "fargate", 2, "arm64"),
        ("task-ec2", "ec2", 2, None),
        ("task-none", "fargate", 0, "x86_64"),
    ):
        one = Service(aws.name, REGIONS["aws"], CLUSTER, named(case, aws), launch, tasks, 1, 2,
                      45, 60, None, architecture=architecture)  # fmt: skip
        yield replace(container_service.thing(estate, one), daily=Decimal("0.3"))

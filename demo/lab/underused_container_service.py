"""Services whose tasks have little to do; and ones that are busy, big, unmeasured, or rest.

The cluster that they stand in is planted here, too: ECS lists services by cluster.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB, Ids
from demo.lab import REGIONS, named
from demo.shape import Estate
from demo.stock import cluster, container_service
from demo.stock.cluster import Plan
from demo.stock.container_service import Service
from demo.stock.thing import Thing

SUBJECT = "container_service"
CLUSTER = "containers-lab"
FLAGGED = ("ecs-slack", "ecs-loose")
SPARED = {
    "ecs-busy": "its CPU is used",
    "ecs-full": "its memory is used",
    "ecs-mute": "nobody measures it",
    "ecs-rest": "no task of it runs",
}
# Fargate has steps of its own for CPU and memory.
SAVES = None


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    aws = next(account for account in LAB if account.cloud == "aws")
    region = REGIONS["aws"]
    pools = (("", "", 2),)
    home = Plan(aws.name, region, CLUSTER, "ecs", None, None, pools, 30, 40, None, tasks=12)
    yield cluster.thing(estate, Ids(estate.seed), home)
    for case, launch, tasks, cpu, memory in (
        ("ecs-slack", "ec2", 4, 6.0, 20.0),
        ("ecs-loose", "ec2", 2, 13.0, 33.0),
        ("ecs-busy", "ec2", 3, 55.0, 30.0),
        ("ecs-full", "ec2", 3, 8.0, 70.0),
        ("ecs-mute", "ec2", 2, None, None),
        ("ecs-rest", "ec2", 0, 1.0, 2.0),
    ):
        one = Service(aws.name, region, CLUSTER, named(case, aws), launch, tasks, 1, 2, cpu, memory,
                      None, architecture=None)  # fmt: skip
        yield replace(container_service.thing(estate, one), daily=Decimal("0.1"))

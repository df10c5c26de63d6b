"""Which usage a commitment could cover: a table, since no column of FOCUS says it.

Usage is eligible where its service, its pricing unit and, where a service sells much else by the
same unit, its description fit a line here. Sources: what AWS sells reserved instances, reserved
nodes and savings plans for (EC2, Fargate, Lambda and SageMaker; RDS and the like), and what Azure
sells reservations and savings plans for (compute; databases). Storage, traffic, requests, licences
and support are never eligible; spot usage is left out by its pricing category.

To add an offer, write a line; names and units are in lower case, as exports spell them.
"""

from dataclasses import dataclass
from typing import Literal

By = Literal["reservation", "savings plan", "both"]
HOURS = (
    "hours", "hour", "hrs", "hr", "1 hour", "10 hours", "100 hours", "1/hour", "vcpu-hours",
    "vcpu hours", "instance-hours",
)  # fmt: skip
SECONDS = ("seconds", "second", "gb-seconds", "gb-second", "lambda-gb-seconds", "gb seconds")


@dataclass(frozen=True, slots=True)
class Offered:
    """Usage that can be committed to: services and units, and words of the description.

    All of `only` must be in it, none of `never`.
    """

    by: By
    services: tuple[str, ...]
    units: tuple[str, ...] = HOURS
    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


OFFERED = (
    # EC2 bills gateways, addresses and credits for burst by the hour too.
    Offered("both", ("amazon elastic compute cloud", "amazon elastic compute cloud - compute",
                     "ec2", "amazonec2"),
            never=("gateway", "address", "vpn", "credit", "load balancer")),
    Offered("savings plan", ("amazon elastic container service", "amazonecs", "amazon eks",
                             "amazon elastic container service for kubernetes"),
            only=("fargate",)),
    Offered("savings plan", ("aws lambda", "awslambda"), units=SECONDS),
    Offered("savings plan", ("amazon sagemaker", "amazon sagemaker ai")),
    # Extended support is a fee on top.
    Offered("both", ("amazon relational database service", "amazon rds", "amazonrds"),
            never=("extended support",)),
    Offered("reservation", ("amazon elasticache", "amazonelasticache", "amazon redshift",
                            "amazonredshift", "amazon opensearch service", "amazon memorydb",
                            "amazon elasticsearch service")),
    Offered("reservation", ("amazon dynamodb",),
            units=("readcapacityunit-hours", "writecapacityunit-hours", "readcapacityunit-hrs",
                   "writecapacityunit-hrs")),
    Offered("both", ("virtual machines", "virtual machine scale sets", "azure app service",
                     "container instances", "azure container instances"),
            never=("software", "licence", "license")),
    Offered("savings plan", ("functions", "azure functions"), only=("premium",)),
    Offered("reservation", ("sql database", "azure sql database", "sql managed instance",
                            "azure sql managed instance", "azure database for mysql",
                            "azure database for postgresql", "azure db for mysql",
                            "azure db for postgresql", "azure cosmos db", "redis cache",
                            "azure cache for redis")),
)  # fmt: skip

"""Load balancers that nobody asks; and asked and new ones."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB, Ids
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import load_balancer
from demo.stock.load_balancer import ALB, PUBLIC, Plan
from demo.stock.thing import Thing

SUBJECT = "load_balancer"
FLAGGED = ("lb-idle", "lb-quiet")
SPARED = {
    "lb-asked": "it is asked a little",
    "lb-busy": "it is asked much",
    "lb-fresh": "it is younger than the window",
}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them; requests are of six hours."""
    aws = next(account for account in LAB if account.cloud == "aws")
    for case, kind, requests, age in (
        ("lb-idle", ALB, 0.0, 300),
        ("lb-quiet", ALB, 1.0, 300),
        ("lb-asked", ALB, 4.0, 300),
        ("lb-busy", ALB, 900.0, 300),
        ("lb-fresh", ALB, 0.0, 5),
    ):
        plan = Plan(aws.name, REGIONS["aws"], named(case, aws), kind, PUBLIC, 1, 1, requests,
                    0.001, age, None)  # fmt: skip
        made = load_balancer.thing(estate, Ids(estate.seed), plan)
        yield replace(made, daily=Decimal("0.3"))

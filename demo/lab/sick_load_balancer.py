"""Load balancers with sick targets alone; and ones with a healthy one, or none at all."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB, Ids
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import load_balancer
from demo.stock.load_balancer import ALB, NLB, PUBLIC, Plan
from demo.stock.thing import Thing

SUBJECT = "load_balancer"
FLAGGED = ("lb-ill", "lb-dead")
SPARED = {
    "lb-half": "one of its targets is healthy",
    "lb-well": "its target is healthy",
}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    aws = next(account for account in LAB if account.cloud == "aws")
    for case, kind, targets, well in (
        ("lb-ill", ALB, 2, 0),
        ("lb-dead", NLB, 1, 0),
        ("lb-half", ALB, 2, 1),
        ("lb-well", NLB, 1, 1),
    ):
        plan = Plan(aws.name, REGIONS["aws"], named(case, aws), kind, PUBLIC, targets, well,
                    900.0, 0.1, 300, None)  # fmt: skip
        made = load_balancer.thing(estate, Ids(estate.seed), plan)
        yield replace(made, daily=Decimal("0.3"))

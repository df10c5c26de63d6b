"""Load balancers without targets; and ones with a sick target, and new ones."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB, Ids
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Account, Estate
from demo.stock import load_balancer
from demo.stock.load_balancer import ALB, NLB, PUBLIC, Plan
from demo.stock.thing import Thing

SUBJECT = "load_balancer"
FLAGGED = ("lb-empty", "lb-bare")
SPARED = {
    "lb-sick": "it has a target, though a sick one",
    "lb-new": "it is less than 14 days old",
}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for account in LAB:
        yield _made(estate, account, "lb-empty", ALB)
        yield _made(estate, account, "lb-bare", NLB, age=15)
        yield _made(estate, account, "lb-sick", NLB, targets=1)
        yield _made(estate, account, "lb-new", NLB, age=5)


def _made(
    estate: Estate, account: Account, case: str, kind: str, *, targets: int = 0, age: int = 200
) -> Thing:
    plan = Plan(
        account.name, REGIONS[account.cloud], named(case, account), kind, PUBLIC, targets, 0, 0, 0,
        age, None,
    )  # fmt: skip
    made = load_balancer.thing(estate, Ids(estate.seed), plan)
    return replace(made, daily=Decimal("0.3"))

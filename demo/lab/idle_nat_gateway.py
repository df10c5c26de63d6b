"""NAT gateways without traffic; and ones with a little, and new ones."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB, Ids
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Account, Estate
from demo.stock import nat_gateway
from demo.stock.thing import Thing

SUBJECT = "nat_gateway"
FLAGGED = ("nat-silent", "nat-still")
SPARED = {
    "nat-trickle": "something goes through it",
    "nat-busy": "much goes through it",
    "nat-new": "it is less than 30 days old",
}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for account in LAB:
        yield _made(estate, account, "nat-silent", 0.0, age=500)
        yield _made(estate, account, "nat-still", 0.0, age=31)
        yield _made(estate, account, "nat-trickle", 0.01, age=500)
        yield _made(estate, account, "nat-busy", 5.0, age=500)
        if account.cloud == "aws":  # Azure does not say when one was made
            yield _made(estate, account, "nat-new", 0.0, age=29)


def _made(estate: Estate, account: Account, case: str, gib: float, *, age: int) -> Thing:
    where = REGIONS[account.cloud]
    plan = (account.name, where, named(case, account), "", gib, 10, 1, age, None)
    return replace(nat_gateway.thing(estate, Ids(estate.seed), plan), daily=Decimal("0.09"))

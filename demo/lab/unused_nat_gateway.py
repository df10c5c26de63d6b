"""NAT gateways of no subnet; and ones of one or several."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB, Ids
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import nat_gateway
from demo.stock.thing import Thing

SUBJECT = "nat_gateway"
FLAGGED = ("nat-alone", "nat-left")
SPARED = {
    "nat-one": "a subnet uses it",
    "nat-three": "three subnets use it",
}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    azure = next(account for account in LAB if account.cloud == "azure")
    for case, subnets in (("nat-alone", 0), ("nat-left", 0), ("nat-one", 1), ("nat-three", 3)):
        plan = (azure.name, REGIONS["azure"], named(case, azure), "", 2.0, 9, subnets, 300, None)
        yield replace(nat_gateway.thing(estate, Ids(estate.seed), plan), daily=Decimal("0.09"))

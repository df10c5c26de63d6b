"""Interfaces that nothing holds; and ones that a service holds."""

from collections.abc import Iterator
from decimal import Decimal

from demo.accounts import LAB, Ids
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import nic
from demo.stock.thing import Thing

SUBJECT = "nic"
FLAGGED = ("nic-left", "nic-lost")
SPARED = {
    "nic-nat": "a service holds it",
    "nic-endpoint": "a private endpoint holds it",
}
# It is not charged for.
SAVES = Decimal(0)
HELD = {
    "aws": {
        "nic-nat": ("nat_gateway", "amazon-aws"),
        "nic-endpoint": ("vpc_endpoint", "amazon-aws"),
    },
    "azure": {
        "nic-nat": ("private_endpoint", "pe-a"),
        "nic-endpoint": ("private_endpoint", "pe-b"),
    },
}


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for account in LAB:
        free = "interface" if account.cloud == "aws" else None
        for number, case in enumerate((*FLAGGED, *SPARED)):
            kind, user = HELD[account.cloud].get(case, (free, None))
            plan = (account.name, REGIONS[account.cloud], named(case, account), kind, user, None)
            yield nic.other(estate, Ids(estate.seed), plan, number)

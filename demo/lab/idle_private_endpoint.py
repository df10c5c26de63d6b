"""Endpoints without traffic; and used, free, new ones, and one that nobody accepted."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB, Ids
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import private_endpoint
from demo.stock.thing import Thing

SUBJECT = "private_endpoint"
FLAGGED = ("pe-silent", "pe-still")
SPARED = {
    "pe-used": "something goes through it",
    "pe-free": "a gateway endpoint, which is free",
    "pe-new": "it is less than 30 days old",
    "pe-asked": "it waits to be accepted",
}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    aws = next(account for account in LAB if account.cloud == "aws")
    for case, kind, state, gib, age in (
        ("pe-silent", "interface", "available", 0.0, 500),
        ("pe-still", "interface", "available", 0.0, 31),
        ("pe-used", "interface", "available", 0.5, 500),
        ("pe-free", "gateway", "available", 0.0, 500),
        ("pe-new", "interface", "available", 0.0, 20),
        ("pe-asked", "interface", "pendingacceptance", 0.0, 500),
    ):
        plan = (aws.name, REGIONS["aws"], named(case, aws), kind, "sqs", state, 1, gib, age)
        made = private_endpoint.thing(estate, Ids(estate.seed), plan)
        yield made if kind == "gateway" else replace(made, daily=Decimal("0.06"))

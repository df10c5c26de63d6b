"""Endpoints whose other end is gone; and ones that are connected, or wait to be."""

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
FLAGGED = ("pe-gone", "pe-refused")
SPARED = {
    "pe-linked": "it is connected",
    "pe-waiting": "it waits to be accepted",
}
SAVES = Decimal(1)
STATES = {
    "pe-gone": "disconnected", "pe-refused": "rejected", "pe-linked": "approved",
    "pe-waiting": "pending",
}  # fmt: skip


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    azure = next(account for account in LAB if account.cloud == "azure")
    for case, state in STATES.items():
        name, region = named(case, azure), REGIONS["azure"]
        plan = (azure.name, region, name, "interface", "crm-sql", state, 1, 0.0, 0)
        made = private_endpoint.thing(estate, Ids(estate.seed), plan)
        yield replace(made, daily=Decimal("0.06"))

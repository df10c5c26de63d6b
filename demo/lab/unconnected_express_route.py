"""ExpressRoute circuits that no provider connected; and ones that are, or are just being."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import express_route
from demo.stock.thing import Thing

SUBJECT = "express_route"
FLAGGED = ("er-never", "er-cut")
SPARED = {"er-up": "its provider has connected it", "er-soon": "its provider is at work"}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    azure = next(account for account in LAB if account.cloud == "azure")
    for case, state, speed, tier, peerings in (
        ("er-never", "NotProvisioned", 200, "Standard", 0),
        ("er-cut", "NotProvisioned", 1000, "Premium", 1),
        ("er-up", "Provisioned", 200, "Standard", 1),
        ("er-soon", "Provisioning", 200, "Standard", 0),
    ):
        plan = (azure.name, REGIONS["azure"], named(case, azure), state, speed, tier, peerings)
        yield replace(express_route.thing(estate, plan), daily=Decimal("1.8"))

"""DDoS protection plans that protect nothing; and ones that protect networks."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import ddos_plan
from demo.stock.thing import Thing

SUBJECT = "ddos_plan"
FLAGGED = ("ddos-none", "ddos-left")
SPARED = {"ddos-one": "it protects a network", "ddos-many": "it protects networks"}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    azure = next(account for account in LAB if account.cloud == "azure")
    for case, networks in (
        ("ddos-none", 0),
        ("ddos-left", 0),
        ("ddos-one", 1),
        ("ddos-many", 12),
    ):
        plan = (azure.name, REGIONS["azure"], named(case, azure), networks)
        yield replace(ddos_plan.thing(estate, plan), daily=Decimal("4.5"))

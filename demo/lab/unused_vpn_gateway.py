"""Gateways that nothing comes in by; and ones with a connection, or single clients."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import vpn_gateway
from demo.stock.thing import Thing

SUBJECT = "vpn_gateway"
FLAGGED = ("gw-empty", "gw-left")
SPARED = {"gw-linked": "it has a connection", "gw-clients": "single clients come in"}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    azure = next(account for account in LAB if account.cloud == "azure")
    for case, links, clients in (
        ("gw-empty", (), False),
        ("gw-left", (), False),
        ("gw-linked", (("cn-lab-linked", 1, 0.5),), False),
        ("gw-clients", (), True),
    ):
        name = named(case, azure)
        plan = (azure.name, REGIONS["azure"], name, links, "vpn", "VpnGw1", clients)
        for made in vpn_gateway.of(estate, plan):
            is_gateway = made.facts["kind"] == "gateway"
            yield replace(made, daily=Decimal("0.09")) if is_gateway else made

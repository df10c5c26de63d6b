"""Connections that are down; and up, or half up."""

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
FLAGGED = ("vpn-down", "vpn-dead")
SPARED = {"vpn-half": "one of its tunnels is up", "vpn-up": "both are up"}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    aws = next(account for account in LAB if account.cloud == "aws")
    up = {"vpn-down": 0, "vpn-dead": 0, "vpn-half": 1, "vpn-up": 2}
    links = tuple((named(case, aws), tunnels, 0.1 * tunnels) for case, tunnels in up.items())
    plan = (aws.name, REGIONS["aws"], "vgw-lab", links, "vpn", "", False)
    for made in vpn_gateway.of(estate, plan):
        is_link = made.facts["kind"] == "connection"
        yield replace(made, daily=Decimal("0.09")) if is_link else made

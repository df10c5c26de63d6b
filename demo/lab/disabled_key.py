"""Disabled keys; and enabled ones, and ones that go already."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import key
from demo.stock.key import SYMMETRIC, Key
from demo.stock.thing import Thing

SUBJECT = "key"
FLAGGED = ("key-off", "key-shut")
SPARED = {"key-on": "it is enabled", "key-going": "its deletion is scheduled"}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    aws = next(account for account in LAB if account.cloud == "aws")
    for case, state in (
        ("key-off", "disabled"), ("key-shut", "disabled"), ("key-on", "enabled"),
        ("key-going", "pendingdeletion"),
    ):  # fmt: skip
        one = Key(aws.name, REGIONS["aws"], named(case, aws), SYMMETRIC, state, 700, None,
                  rotates=False)  # fmt: skip
        yield replace(key.thing(estate, one), daily=Decimal("0.0333"))

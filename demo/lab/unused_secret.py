"""Secrets that nobody reads; and ones that are read, or new."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import secret
from demo.stock.secret import Secret
from demo.stock.thing import Thing

SUBJECT = "secret"
FLAGGED = ("sec-old", "sec-ninety")
SPARED = {"sec-read": "it was read a day ago", "sec-eighty": "it was read 80 days ago"}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    aws = next(account for account in LAB if account.cloud == "aws")
    for case, used in (("sec-old", 300), ("sec-ninety", 91), ("sec-read", 1), ("sec-eighty", 80)):
        one = Secret(aws.name, REGIONS["aws"], named(case, aws), used, 700, None)
        yield replace(secret.thing(estate, one), daily=Decimal("0.0133"))

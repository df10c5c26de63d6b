"""Images that no VM is of; and young ones."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from demo.accounts import LAB, Ids
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import image
from demo.stock.thing import Thing

SUBJECT = "image"
FLAGGED = ("img-old", "img-ancient")
SPARED = {"img-young": "it is three weeks old", "img-fresh": "it was made this month"}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for account in LAB:
        for case, age in (
            ("img-old", 130), ("img-ancient", 900), ("img-young", 20), ("img-fresh", 9),
        ):  # fmt: skip
            # Azure does not say when one was made.
            told = age if account.cloud == "aws" else 0
            plan = (account.name, REGIONS[account.cloud], named(case, account), 20, told, None)
            made = image.thing(estate, Ids(estate.seed), plan)
            first = estate.now.replace(hour=5) - timedelta(days=age)
            more = {**made.more, "made": first}
            yield replace(made, more=more, daily=Decimal("0.03"))

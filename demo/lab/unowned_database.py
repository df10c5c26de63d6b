"""Databases without a team; and with one, or made this week."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB
from demo.lab import REGIONS, named
from demo.shape import Estate
from demo.stock import database
from demo.stock.database import Db
from demo.stock.thing import Thing

SUBJECT = "database"
FLAGGED = ("dbo-none", "dbo-lost")
SPARED = {"dbo-team": "it has a team", "dbo-new": "it is less than a week old"}
# It is not charged for.
SAVES = Decimal(0)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for account in LAB:
        aws = account.cloud == "aws"
        for case, team, age in (
            ("dbo-none", None, 300), ("dbo-lost", None, 30), ("dbo-team", "web", 300),
            ("dbo-new", None, 4),
        ):  # fmt: skip
            one = Db(account.name, REGIONS[account.cloud], named(case, account), "postgresql",
                     "16.4" if aws else "16", "db.m6g.large" if aws else "Standard_D2ds_v5", 2,
                     100, 55.0, 40, team, age, storage="gp3" if aws else "Premium_LRS",
                     edition=None if aws else "GeneralPurpose")  # fmt: skip
            # So little that a new one is no anomaly of its service.
            yield replace(database.thing(estate, one), daily=Decimal("0.432"))

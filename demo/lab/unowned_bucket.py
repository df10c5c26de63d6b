"""Buckets without a team; and with one, or made this week."""

from collections.abc import Iterator
from decimal import Decimal

from demo.accounts import LAB
from demo.lab import REGIONS, named
from demo.shape import Estate
from demo.stock import bucket
from demo.stock.bucket import S3, Held
from demo.stock.thing import Thing

SUBJECT = "bucket"
FLAGGED = ("own-none", "own-lost")
SPARED = {"own-team": "it has a team", "own-new": "it is less than a week old"}
# It is not charged for.
SAVES = Decimal(0)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for account in LAB:
        kept = S3 if account.cloud == "aws" else ""
        for case, team, age in (
            ("own-none", None, 300), ("own-lost", None, 9), ("own-team", "web", 300),
            ("own-new", None, 4),
        ):  # fmt: skip
            one = Held(account.name, REGIONS[account.cloud], named(case, account), {kept: 5.0}, 90,
                       team, age, ("tier",))  # fmt: skip
            yield bucket.thing(estate, one)

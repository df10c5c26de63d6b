"""Functions that nobody calls; and ones that are called, however rarely."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB, Ids
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import function
from demo.stock.function import Plan
from demo.stock.thing import Thing

SUBJECT = "function"
FLAGGED = ("fn-idle", "fn-old")
SPARED = {"fn-called": "it is called", "fn-rare": "it is called a few times"}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for account in LAB:
        for case, calls, age in (
            ("fn-idle", 0.0, 300),
            ("fn-old", 0.0, 900),
            ("fn-called", 5000.0, 300),
            ("fn-rare", 1.0, 300),
        ):
            aws = account.cloud == "aws"
            plan = Plan(account.name, REGIONS[account.cloud], named(case, account),
                        "python3.12" if aws else "Python|3.12", 512 if aws else None,
                        30 if aws else None, calls, 0, 90, age, None,
                        "arm64" if aws else None)  # fmt: skip
            made = function.thing(estate, Ids(estate.seed), plan)
            yield replace(made, daily=Decimal("0.1"))

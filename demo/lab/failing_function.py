"""Functions whose calls all fail; and ones that work, or fail at times."""

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
FLAGGED = ("fn-broken", "fn-doomed")
SPARED = {
    "fn-works": "its calls succeed",
    "fn-shaky": "a tenth of its calls fail",
    "fn-asleep": "nobody calls it",
}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for account in LAB:
        aws = account.cloud == "aws"
        for case, calls, errors in (
            ("fn-broken", 800.0, 2000.0),
            ("fn-doomed", 30.0, 90.0),
            ("fn-works", 800.0, 0.0),
            ("fn-shaky", 800.0, 80.0),
            ("fn-asleep", 0.0, 0.0),
        ):
            plan = Plan(account.name, REGIONS[account.cloud], named(case, account),
                        "python3.12" if aws else "Python|3.12", 512 if aws else None,
                        30 if aws else None, calls, errors, 90, 300, None,
                        "arm64" if aws else None)  # fmt: skip
            made = function.thing(estate, Ids(estate.seed), plan)
            yield replace(made, daily=Decimal("0.1"))

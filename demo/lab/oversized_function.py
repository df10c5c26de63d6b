"""Functions that use little of their memory; and ones that need it, or of which nobody knows."""

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
FLAGGED = ("fn-roomy", "fn-hall")
SPARED = {
    "fn-snug": "its calls use most of its memory",
    "fn-least": "there is no less than 128 MiB",
    "fn-few": "it is called too seldom to tell",
    "fn-unseen": "Lambda Insights is off",
}
# How long a call takes with less memory is not known before.
SAVES = None


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    aws = next(account for account in LAB if account.cloud == "aws")
    for case, memory, calls, used in (
        ("fn-roomy", 1024, 500.0, 18.0),
        ("fn-hall", 3008, 2000.0, 31.0),
        ("fn-snug", 1024, 500.0, 82.0),
        ("fn-least", 128, 500.0, 30.0),
        ("fn-few", 1024, 0.5, 20.0),
        ("fn-unseen", 1024, 500.0, None),
    ):
        plan = Plan(aws.name, REGIONS["aws"], named(case, aws), "python3.12", memory, 30, calls, 0,
                    90, 300, None, "arm64", used)  # fmt: skip
        yield replace(function.thing(estate, Ids(estate.seed), plan), daily=Decimal("0.2"))

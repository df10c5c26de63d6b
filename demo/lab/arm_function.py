"""Functions on x86; and on Arm, from an image, or never called."""

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
FLAGGED = ("fn-x86", "fn-busy")
SPARED = {
    "fn-arm": "it runs on Arm",
    "fn-image": "its image must be built anew",
    "fn-rest": "nobody calls it",
}
SAVES = Decimal("0.2")


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    aws = next(account for account in LAB if account.cloud == "aws")
    for case, runtime, calls, architecture in (
        ("fn-x86", "python3.12", 500.0, "x86_64"),
        ("fn-busy", "nodejs20.x", 9000.0, "x86_64"),
        ("fn-arm", "python3.12", 500.0, "arm64"),
        ("fn-image", None, 500.0, "x86_64"),
        ("fn-rest", "python3.12", 0.0, "x86_64"),
    ):
        plan = Plan(aws.name, REGIONS["aws"], named(case, aws), runtime, 512, 30, calls, 0, 90,
                    300, None, architecture)  # fmt: skip
        made = function.thing(estate, Ids(estate.seed), plan)
        yield replace(made, daily=Decimal("0.2"))

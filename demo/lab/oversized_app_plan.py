"""Plans that use little; and ones that use their CPU, or their memory, or have no app."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB, Ids
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import app_plan
from demo.stock.thing import Thing

SUBJECT = "app_plan"
FLAGGED = ("plan-large", "plan-airy")
SPARED = {
    "plan-hot": "its CPU is in use",
    "plan-full": "its memory is in use",
}
# Which size would do, and what it costs, is not known.
SAVES = None


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    azure = next(account for account in LAB if account.cloud == "azure")
    for case, cpu, memory in (
        ("plan-large", 3.0, 20.0),
        ("plan-airy", 15.0, 30.0),
        ("plan-hot", 60.0, 20.0),
        ("plan-full", 3.0, 80.0),
    ):
        name, region = named(case, azure), REGIONS["azure"]
        plan = (azure.name, region, name, "standard", "S1", 1, 2, cpu, memory, None)
        made = app_plan.thing(estate, Ids(estate.seed), plan)
        yield replace(made, daily=Decimal("0.36"))

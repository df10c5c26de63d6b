"""Plans without an app; and ones with apps, or that cost nothing."""

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
FLAGGED = ("plan-empty", "plan-bare")
SPARED = {
    "plan-used": "it has an app",
    "plan-free": "it costs nothing",
}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    azure = next(account for account in LAB if account.cloud == "azure")
    for case, tier, size, apps in (
        ("plan-empty", "standard", "S1", 0),
        ("plan-bare", "premiumv3", "P0v3", 0),
        ("plan-used", "standard", "S1", 1),
        ("plan-free", "free", "F1", 0),
    ):
        name, region = named(case, azure), REGIONS["azure"]
        plan = (azure.name, region, name, tier, size, 1, apps, 60.0, 60.0, None)
        made = app_plan.thing(estate, Ids(estate.seed), plan)
        yield made if tier == "free" else replace(made, daily=Decimal("0.36"))

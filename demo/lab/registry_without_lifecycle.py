"""Repositories that only grow; and ones with a policy, or without images."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB, Ids
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import registry
from demo.stock.thing import Thing

SUBJECT = "registry"
FLAGGED = ("ecr-grows", "ecr-small")
SPARED = {"ecr-kept": "a policy lets old ones go", "ecr-empty": "there is nothing in it"}
# What a policy would delete cannot be told before.
SAVES = None


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    aws = next(account for account in LAB if account.cloud == "aws")
    for case, images, policy in (
        ("ecr-grows", 300, False),
        ("ecr-small", 1, False),
        ("ecr-kept", 300, True),
        ("ecr-empty", 0, False),
    ):
        plan = (
            aws.name,
            REGIONS["aws"],
            named(case, aws),
            images,
            0,
            0.25,
            policy,
            True,
            None,
            None,
        )
        made = registry.thing(estate, Ids(estate.seed), plan)
        yield replace(made, daily=Decimal("0.1"))

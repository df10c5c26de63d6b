"""Caches of old generations; and of ones that are sold today."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import cache
from demo.stock.cache import Cache
from demo.stock.thing import Thing

SUBJECT = "cache"
FLAGGED = ("cache-m4", "cache-t2")
SPARED = {"cache-t4g": "its generation is sold today", "cache-r7g": "its generation is sold today"}
# What the newer node costs depends on which is taken.
SAVES = None


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    aws = next(account for account in LAB if account.cloud == "aws")
    for case, size in (
        ("cache-m4", "cache.m4.large"), ("cache-t2", "cache.t2.small"),
        ("cache-t4g", "cache.t4g.small"), ("cache-r7g", "cache.r7g.large"),
    ):  # fmt: skip
        one = Cache(aws.name, REGIONS["aws"], named(case, aws), "redis", "7.1.0", size, 1, 40.0, 60,
                    20, None, 300)  # fmt: skip
        yield replace(cache.thing(estate, one), daily=Decimal("0.3"))

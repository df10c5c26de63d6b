"""Caches that use little; and ones that use their memory, or their CPU."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from demo.accounts import LAB
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Account, Estate
from demo.stock import cache
from demo.stock.cache import Cache
from demo.stock.thing import Thing

SUBJECT = "cache"
FLAGGED = ("cache-large", "cache-airy")
SPARED = {
    "cache-full": "its memory is in use",
    "cache-hot": "its CPU is in use",
}
# What a smaller size costs is not known for caches.
SAVES = None


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for account in LAB:
        yield _made(estate, account, "cache-large", cpu=4.0, memory=8)
        yield _made(estate, account, "cache-airy", cpu=9.0, memory=15)
        yield _made(estate, account, "cache-full", cpu=4.0, memory=60)
        yield _made(estate, account, "cache-hot", cpu=45.0, memory=8)


def _made(estate: Estate, account: Account, case: str, **facts: Any) -> Thing:
    size = "cache.t4g.small" if account.cloud == "aws" else "Standard C1"
    usual: dict[str, Any] = {
        "engine": "redis", "version": "7.1.0", "size": size, "nodes": 1, "clients": 20,
        "team": None, "age": 300,
    }  # fmt: skip
    one = Cache(account.name, REGIONS[account.cloud], named(case, account), **usual, **facts)
    return replace(cache.thing(estate, one), daily=Decimal("0.3"))

"""Caches that nobody is connected to; and used, new, grouped and serverless ones."""

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
FLAGGED = ("cache-idle", "cache-warm")
SPARED = {
    "cache-used": "somebody is connected",
    "cache-busy": "many are connected",
    "cache-new": "it is younger than the window",
    "cache-copy": "a copy of a group's",
}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for account in LAB:
        yield _made(estate, account, "cache-idle", cpu=1.0)
        yield _made(estate, account, "cache-warm", cpu=20.0, memory=60, age=15)
        yield _made(estate, account, "cache-used", clients=3)
        yield _made(estate, account, "cache-busy", cpu=30.0, clients=200)
        if account.cloud == "aws":
            yield _made(estate, account, "cache-new", age=6)
            yield _made(estate, account, "cache-copy", group="sessions")


def _made(estate: Estate, account: Account, case: str, **facts: Any) -> Thing:
    size = "cache.t4g.small" if account.cloud == "aws" else "Standard C1"
    usual: dict[str, Any] = {
        "engine": "redis", "version": "7.1.0", "size": size, "nodes": 1, "cpu": 2.0, "memory": 10,
        "clients": 0, "team": None, "age": 300,
    }  # fmt: skip
    one = Cache(account.name, REGIONS[account.cloud], named(case, account), **{**usual, **facts})
    return replace(cache.thing(estate, one), daily=Decimal("0.3"))

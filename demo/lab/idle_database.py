"""Databases that nobody connects to; and copies, pooled, serverless, used, and new ones."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from demo.accounts import LAB
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Account, Estate
from demo.stock import database
from demo.stock.database import Db
from demo.stock.thing import Thing

SUBJECT = "database"
FLAGGED = ("db-idle", "db-lonely")
SPARED = {
    "db-used": "somebody is connected",
    "db-new": "it is younger than the window",
    "db-copy": "a copy of another",
    "db-pooled": "its pool is billed",
    "db-stopped": "it does not run, and nobody measures it",
}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for account in LAB:
        yield _made(estate, account, "db-idle")
        yield _made(estate, account, "db-lonely", age=15, busy=4.0)
        yield _made(estate, account, "db-used", connections=3)
        yield _made(estate, account, "db-new", age=6)
        if account.cloud == "aws":
            yield _made(estate, account, "db-copy", replica=True)
            yield _made(estate, account, "db-stopped", state="stopped", busy=None)
        else:
            yield _made(
                estate, account, "db-pooled", engine="sqlserver", version=None, size="ElasticPool",
                vcpus=None, of="lab-sql", edition="GeneralPurpose", storage=None, backup=None,
                pool="pool-lab",
            )  # fmt: skip


def _made(estate: Estate, account: Account, case: str, **facts: Any) -> Thing:
    aws = account.cloud == "aws"
    usual: dict[str, Any] = {
        "engine": "postgresql", "version": "16.4" if aws else "16",
        "size": "db.m6g.large" if aws else "Standard_D2ds_v5", "vcpus": 2, "gib": 100, "busy": 2.0,
        "connections": 0, "team": None, "age": 300, "storage": "gp3" if aws else "Premium_LRS",
        "edition": None if aws else "GeneralPurpose",
    }  # fmt: skip
    one = Db(account.name, REGIONS[account.cloud], named(case, account), **{**usual, **facts})
    made = database.thing(estate, one)
    # So little that a new one is no anomaly of its service.
    daily = None if one.pool else Decimal("0.432")
    return replace(made, daily=daily)

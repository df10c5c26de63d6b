"""Databases past their standard support; and ones within it."""

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
FLAGGED = ("db-mysql57", "db-pg12")
SPARED = {
    "db-mysql8": "its version has standard support",
    "db-pg16": "its version has standard support",
    "db-maria": "no extended support is sold for its engine",
}
# What is charged extra depends on region and year.
SAVES = None


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for account in LAB:
        if account.cloud in ("aws",):
            for case, facts in CASES.items():
                yield _made(estate, account, case, **facts)


CASES: dict[str, dict[str, Any]] = {
    "db-mysql57": {"engine": "mysql", "version": "5.7.44"},
    "db-pg12": {"version": "12.20"},
    "db-mysql8": {"engine": "mysql", "version": "8.0.39"},
    "db-pg16": {},
    "db-maria": {"engine": "mariadb", "version": "11.4.3"},
}


def _made(estate: Estate, account: Account, case: str, **facts: Any) -> Thing:
    aws = account.cloud == "aws"
    usual: dict[str, Any] = {
        "engine": "postgresql", "version": "16.4" if aws else "16",
        "size": "db.m6g.large" if aws else "Standard_D2ds_v5", "vcpus": 2, "gib": 100, "busy": 40.0,
        "connections": 20, "team": None, "age": 300, "storage": "gp3" if aws else "Premium_LRS",
        "edition": None if aws else "GeneralPurpose",
    }  # fmt: skip
    one = Db(account.name, REGIONS[account.cloud], named(case, account), **{**usual, **facts})
    return replace(database.thing(estate, one), daily=Decimal("0.432"))

"""Databases of old generations; and of ones that are sold today."""

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
FLAGGED = ("db-m4", "db-t2")
SPARED = {"db-m6g": "its generation is sold today", "db-r5": "its generation is sold today"}
# What the newer class costs depends on which is taken.
SAVES = None


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for account in LAB:
        if account.cloud in ("aws",):
            for case, facts in CASES.items():
                yield _made(estate, account, case, **facts)


CASES: dict[str, dict[str, Any]] = {
    "db-m4": {"size": "db.m4.large"},
    "db-t2": {"size": "db.t2.medium"},
    "db-m6g": {},
    "db-r5": {"size": "db.r5.large"},
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

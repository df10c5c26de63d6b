"""Test databases with long backups; and of production, or with short ones."""

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
FLAGGED = ("db-kept", "db-month")
SPARED = {"db-prod": "it is of production", "db-week": "its backups are kept for a week"}
# Backup storage is billed apart, and not by database.
SAVES = None


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for account in LAB:
        if account.cloud in ("aws",):
            for case, facts in CASES.items():
                yield _made(estate, account, case, **facts)


CASES: dict[str, dict[str, Any]] = {
    "db-kept": {"backup": 14},
    "db-month": {"backup": 30},
    "db-prod": {"backup": 30},
    "db-week": {"backup": 7},
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
    made = database.thing(estate, one)
    tags = {"env": "prod" if case == "db-prod" else "dev"}
    return replace(made, facts={**made.facts, "tags": tags}, daily=Decimal("0.432"))

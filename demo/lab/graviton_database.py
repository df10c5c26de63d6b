"""Databases on x86 whose class has a twin on Graviton; ones there already, or that cannot be."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from demo.accounts import LAB
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import database
from demo.stock.database import Db
from demo.stock.thing import Thing

SUBJECT = "database"
FLAGGED = ("arm-m5", "arm-t3")
SPARED = {
    "arm-m6g": "it is on Graviton",
    "arm-sql": "SQL Server runs on no Graviton",
    "arm-stopped": "it does not run",
}
SAVES = Decimal("0.1")
CASES: dict[str, dict[str, Any]] = {
    "arm-m5": {"size": "db.m5.large"},
    "arm-t3": {"size": "db.t3.medium", "engine": "mysql", "version": "8.0.39"},
    "arm-m6g": {"size": "db.m6g.large"},
    "arm-sql": {"size": "db.m5.large", "engine": "sqlserver", "version": "15.00.4335.1.v1",
                "edition": "se"},
    "arm-stopped": {"size": "db.m5.large", "state": "stopped", "busy": None, "connections": 0},
}  # fmt: skip


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    aws = next(account for account in LAB if account.cloud == "aws")
    for case, facts in CASES.items():
        usual: dict[str, Any] = {
            "engine": "postgresql", "version": "16.4", "size": "db.m6g.large", "vcpus": 2,
            "gib": 100, "busy": 40.0, "connections": 20, "team": None, "age": 300,
        }  # fmt: skip
        one = Db(aws.name, REGIONS["aws"], named(case, aws), **{**usual, **facts})
        yield replace(database.thing(estate, one), daily=Decimal("0.432"))

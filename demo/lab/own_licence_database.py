"""Azure SQL databases that pay for their licence; and ones with their own, serverless, by DTU."""

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
FLAGGED = ("sql-general", "sql-critical")
SPARED = {
    "sql-own": "a licence of one's own is used",
    "sql-auto": "serverless ones take none",
    "sql-dtu": "it is sold by DTU, with the licence in it",
}
# What the licence costs is not in the lists that are read.
SAVES = None
CASES: dict[str, dict[str, Any]] = {
    "sql-general": {},
    "sql-critical": {"size": "BC_Gen5_2", "edition": "BusinessCritical"},
    "sql-own": {"licence": "own"},
    "sql-auto": {"size": "GP_S_Gen5_2", "serverless": True},
    "sql-dtu": {"size": "S3", "edition": "Standard", "vcpus": None},
}


def things(estate: Estate) -> Iterator[Thing]:
    """All of them, each on a server of its own."""
    (azure,) = (account for account in LAB if account.cloud == "azure")
    usual: dict[str, Any] = {
        "engine": "sqlserver", "version": None, "size": "GP_Gen5_2", "vcpus": 2, "gib": 100,
        "busy": 45.0, "connections": 20, "team": None, "age": 300, "storage": None,
        "backup": None, "edition": "GeneralPurpose",
    }  # fmt: skip
    for case, facts in CASES.items():
        name = named(case, azure)
        one = Db(azure.name, REGIONS["azure"], name, of=name, **{**usual, **facts})
        yield replace(database.thing(estate, one), daily=Decimal("0.4"))

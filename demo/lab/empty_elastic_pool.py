"""Elastic pools without databases; and ones that hold some, or were made lately."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import database, elastic_pool
from demo.stock.database import Db
from demo.stock.thing import Thing

SUBJECT = "elastic_pool"
FLAGGED = ("pool-empty", "pool-dtu")
SPARED = {"pool-held": "a database is in it", "pool-new": "less than 14 days old"}
SAVES = Decimal(1)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    azure = next(account for account in LAB if account.cloud == "azure")
    for case, tier, sku, capacity, databases, age in (
        ("pool-empty", "GeneralPurpose", "GP_Gen5", 2, 0, 300),
        ("pool-dtu", "Standard", "StandardPool", 50, 0, 90),
        ("pool-held", "GeneralPurpose", "GP_Gen5", 2, 1, 300),
        ("pool-new", "GeneralPurpose", "GP_Gen5", 2, 0, 9),
    ):
        name = named(case, azure)
        plan = (azure.name, REGIONS["azure"], "lab-sql", name, tier, sku, capacity, databases, age)
        yield replace(elastic_pool.thing(estate, plan), daily=Decimal("1.2"))
    held = Db(
        azure.name, REGIONS["azure"], "pooled-db", "sqlserver", None, "ElasticPool", None, 50, 40,
        20, None, 200, of="lab-sql", edition="GeneralPurpose", storage=None, backup=None,
        pool=named("pool-held", azure),
    )  # fmt: skip
    yield database.thing(estate, held)

"""Old snapshots of databases; and ones that are young, or go by themselves."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from demo.accounts import LAB
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import database_snapshot
from demo.stock.database_snapshot import Snap
from demo.stock.thing import Thing

SUBJECT = "database_snapshot"
FLAGGED = ("dbsnap-old", "dbsnap-ninety")
SPARED = {
    "dbsnap-young": "less than 90 days old",
    "dbsnap-automated": "it goes by itself",
    "dbsnap-plan": "a backup plan keeps it",
}
SAVES = Decimal(1)
CASES: dict[str, dict[str, Any]] = {
    "dbsnap-old": {"age": 290},
    "dbsnap-ninety": {"age": 90},
    "dbsnap-young": {"age": 89},
    "dbsnap-automated": {"age": 120, "kind": "automated"},
    "dbsnap-plan": {"age": 200},
}


def things(estate: Estate) -> Iterator[Thing]:
    """All of them; the databases that they are of are there."""
    yield from (_made(estate, case, **facts) for case, facts in CASES.items())


def _made(estate: Estate, case: str, **facts: Any) -> Thing:
    aws = next(account for account in LAB if account.cloud == "aws")
    of = named("db-gp3", aws)
    known = {"engine": "postgresql", "version": "16.4", "gib": 100, **facts}
    one = Snap(aws.name, REGIONS["aws"], named(case, aws), of, **known)
    made = replace(database_snapshot.thing(estate, one), daily=Decimal("0.0317"))
    if case == "dbsnap-plan":
        tags = {"aws:backup:source-resource": "orders"}
        made = replace(made, facts={**made.facts, "tags": tags})
    return made

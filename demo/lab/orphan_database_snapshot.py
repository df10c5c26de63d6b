"""Snapshots of databases that are gone; and ones whose database is there, or went lately."""

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
FLAGGED = ("dborphan-final", "dborphan-cluster")
SPARED = {
    "dborphan-lately": "less than 30 days old",
    "dborphan-there": "its database is there",
    "dborphan-backup": "AWS Backup keeps it, and lets it go",
}
SAVES = Decimal(1)
CASES: dict[str, dict[str, Any]] = {
    "dborphan-final": {"age": 60, "orphaned": True},
    "dborphan-cluster": {"age": 45, "orphaned": True, "clustered": True, "gib": None},
    "dborphan-lately": {"age": 29, "orphaned": True},
    "dborphan-there": {"age": 60},
    "dborphan-backup": {"age": 60, "orphaned": True, "kind": "awsbackup"},
}


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    aws = next(account for account in LAB if account.cloud == "aws")
    for case, facts in CASES.items():
        of = "long-gone" if facts.get("orphaned") else named("db-gp3", aws)
        known = {"engine": "postgresql", "version": "16.4", "gib": 100, **facts}
        one = Snap(aws.name, REGIONS["aws"], named(case, aws), of, **known)
        yield replace(database_snapshot.thing(estate, one), daily=Decimal("0.0317"))

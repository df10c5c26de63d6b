"""Snapshots whose disk is gone; and ones whose disk is there, that are young, or that are kept."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from demo.accounts import LAB, Ids, place
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Account, Disk, Estate
from demo.stock import snapshot
from demo.stock.thing import Thing

SUBJECT = "snapshot"
FLAGGED = ("orphan-old", "orphan-month")
SPARED = {
    "orphan-there": "its disk is there",
    "orphan-young": "29 days old",
    "orphan-backup": "a backup plan keeps it",
}
SAVES = Decimal(1)
BACKUP = {"aws": {"aws:backup:source-resource": "i-1"}, "azure": {"RSVaultBackup": "true"}}
AGES = {
    "orphan-old": 80,
    "orphan-month": 30,
    "orphan-there": 80,
    "orphan-young": 29,
    "orphan-backup": 80,
}


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for account in LAB:
        for case, age in AGES.items():
            yield _made(estate, account, case, age)


def _made(estate: Estate, account: Account, case: str, age: int) -> Thing:
    ids, where = Ids(estate.seed), place(account.name, REGIONS[account.cloud])
    held = _held(estate, account) if case == "orphan-there" else None
    known: Mapping[str, object] = {
        "size_gib": held.size_gib if held else 100,
        "encrypted": account.cloud == "azure",
        "tags": BACKUP[account.cloud] if case == "orphan-backup" else {},
        "created_at": estate.now.replace(hour=0) - timedelta(days=age),
        "orphaned": held is None,
    }
    name = named(case, account)
    gone = ids.of("vol", snapshot.DISK, where, f"{name}-disk")
    disk = held.written_id if held else gone
    return replace(snapshot.thing(ids, where, name, disk, known), daily=Decimal("0.0833"))


def _held(estate: Estate, account: Account) -> Disk:
    """A disk that there is in the place of the account's own."""
    region = REGIONS[account.cloud]
    return next(
        disk
        for disk in estate.disks
        if disk.place.account == account and disk.place.region == region
    )

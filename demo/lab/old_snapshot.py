"""Old snapshots; and ones that are young, of an image, or kept by a backup."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from demo.accounts import LAB, Ids, place
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Account, Estate
from demo.stock import snapshot
from demo.stock.thing import Thing

SUBJECT = "snapshot"
FLAGGED = ("snap-old", "snap-ninety")
SPARED = {
    "snap-young": "less than 90 days old",
    "snap-image": "an image is made of it",
    "snap-copied": "an image is made of it, which was copied from another region",
    "snap-backup": "a backup plan keeps it",
    "snap-vault": "AWS Backup keeps it, and lets it go",
    "snap-pvc": "Kubernetes keeps it",
}
SAVES = Decimal(1)
BACKUP = {"aws": {"aws:backup:source-resource": "i-1"}, "azure": {"RSVaultBackup": "true"}}

# What AWS itself writes into the description of what it made.
SAID = {
    "snap-image": "Created by CreateImage(i-0a1b2c3d4e5f60718) for ami-0a1b2c3d4e5f60718",
    "snap-copied": "Copied for DestinationAmi ami-0a1b2c3d4e5f60719 from SourceAmi "
    "ami-0a1b2c3d4e5f60718 for SourceSnapshot snap-0a1b2c3d4e5f60718.",
    "snap-vault": "This snapshot is created by the AWS Backup service.",
}


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for account in LAB:
        yield _made(estate, account, "snap-old", 400)
        yield _made(estate, account, "snap-ninety", 90)
        yield _made(estate, account, "snap-young", 89)
        yield _made(estate, account, "snap-backup", 200, **BACKUP[account.cloud])
        yield _made(estate, account, "snap-pvc", 200, CSIVolumeSnapshotName="snapshot-1")
        if account.cloud == "aws":
            for case, said in SAID.items():
                made = _made(estate, account, case, 200)
                yield replace(made, facts={**made.facts, "description": said})


def _made(estate: Estate, account: Account, case: str, age: int, **tags: str) -> Thing:
    ids, where = Ids(estate.seed), place(account.name, REGIONS[account.cloud])
    name = named(case, account)
    known = {
        "size_gib": 100,
        "encrypted": account.cloud == "azure",
        "tags": tags,
        "created_at": estate.now.replace(hour=0) - timedelta(days=age),
    }
    disk = ids.of("vol", snapshot.DISK, where, f"{name}-disk")
    return replace(snapshot.thing(ids, where, name, disk, known), daily=Decimal("0.0833"))

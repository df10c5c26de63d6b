"""Snapshots on Premium storage; and ones on Standard storage, of one zone or of several."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from demo.accounts import LAB, Ids, place
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import snapshot
from demo.stock.thing import Thing

SUBJECT = "snapshot"
FLAGGED = ("prem-snap", "prem-old-snap")
SPARED = {
    "std-snap": "it is on Standard storage",
    "zone-snap": "it is on Standard storage of several zones",
}
SAVES = Decimal("0.58")
PLANTED = (
    ("prem-snap", "Premium_LRS", 20),
    ("prem-old-snap", "Premium_LRS", 80),
    ("std-snap", "Standard_LRS", 20),
    ("zone-snap", "Standard_ZRS", 80),
)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    azure = next(account for account in LAB if account.cloud == "azure")
    ids, where = Ids(estate.seed), place(azure.name, REGIONS["azure"])
    for case, tier, age in PLANTED:
        name = named(case, azure)
        known = {
            "size_gib": 100,
            "encrypted": True,
            "tags": {},
            "tier": tier,
            "created_at": estate.now.replace(hour=0) - timedelta(days=age),
        }
        disk = ids.of("vol", snapshot.DISK, where, f"{name}-disk")
        yield replace(snapshot.thing(ids, where, name, disk, known), daily=Decimal("0.2"))

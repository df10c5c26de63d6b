"""Managed snapshots of disks.

Whether the disk of one is there yet is known where any disk of its subscription is told: Resource
Graph leaves out what may not be read, and does not say so.
"""

from collections.abc import Iterator

from providers.azure.disk import DISKS
from providers.azure.graph import Found, Table
from providers.azure.payload import Item, flag, identity, moment, segment, text, whole
from providers.azure.resource import row
from providers.model import Account, Row
from providers.word import word

NEEDS = ("Microsoft.Compute/disks/read", "Microsoft.Compute/snapshots/read")
SNAPSHOTS = Table("Microsoft.Compute/snapshots", listed=lambda azure: azure.compute.snapshots.list)
TABLES = (SNAPSHOTS, DISKS)
SOURCE = "properties.creationData.sourceResourceId"


def rows(found: Found) -> Iterator[Row]:
    """All snapshots."""
    there = {identity(item) for item in found.items(DISKS)}
    homes = {_home(disk) for disk in there}
    for item, account in found.of(SNAPSHOTS):
        disk = identity(item, SOURCE)
        known = "/disks/" in disk and _home(disk) in homes
        yield snapshot(item, account, orphaned=disk not in there if known else None)


def _home(identity: str) -> str:
    """The subscription's part of an id."""
    return identity.partition("/resourcegroups/")[0]


def snapshot(item: Item, account: Account, *, orphaned: bool | None) -> Row:
    """One snapshot, from Azure's JSON; whether its disk is gone is told by other tables."""
    return {
        **row(item, account),
        "state": word(text(item, "properties.provisioningState")),
        "size_gib": whole(item, "properties.diskSizeGB"),
        "disk": segment(text(item, SOURCE), "disks"),
        "orphaned": orphaned,
        # Azure encrypts every snapshot at rest, and cannot be told not to.
        "encrypted": True,
        "incremental": flag(item, "properties.incremental"),
        "tier": text(item, "sku.name"),
        "created_at": moment(item, "properties.timeCreated"),
    }

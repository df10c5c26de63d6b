"""Managed snapshots of disks."""

from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.payload import Item, flag, moment, segment, text, whole
from providers.azure.resource import row
from providers.model import Account, Row
from providers.word import word

NEEDS = ("Microsoft.Compute/snapshots/read",)
SNAPSHOTS = Table("Microsoft.Compute/snapshots", listed=lambda azure: azure.compute.snapshots.list)
TABLES = (SNAPSHOTS,)


def rows(found: Found) -> Iterator[Row]:
    """All snapshots."""
    return (snapshot(item, account) for item, account in found.of(SNAPSHOTS))


def snapshot(item: Item, account: Account) -> Row:
    """One snapshot, from Azure's JSON."""
    return {
        **row(item, account),
        "state": word(text(item, "properties.provisioningState")),
        "size_gib": whole(item, "properties.diskSizeGB"),
        "disk": segment(text(item, "properties.creationData.sourceResourceId"), "disks"),
        # Azure encrypts every snapshot at rest, and cannot be told not to.
        "encrypted": True,
        "incremental": flag(item, "properties.incremental"),
        "tier": text(item, "sku.name"),
        "created_at": moment(item, "properties.timeCreated"),
    }

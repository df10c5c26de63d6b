"""Managed disks. Their prices, and operating system disks apart from data disks, are not here.

A disk is attached if a VM holds it, running or not: a deallocated VM keeps its disks ("Reserved").
A shared disk may be held by several; the first is named.
"""

from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.metric import Series
from providers.azure.payload import Item, moment, names, text, texts, whole
from providers.azure.resource import row
from providers.model import Account, Row

NEEDS = ("Microsoft.Compute/disks/read",)
DISKS = Table("Microsoft.Compute/disks", listed=lambda azure: azure.compute.disks.list)
TABLES = (DISKS,)
MIB = 1 / 1024**2
# "Composite" sums up what every tier of Azure's own storage did for the disk.
METRICS = {
    "ops": Series(
        DISKS.name,
        "Composite Disk Read Operations/sec",
        plus="Composite Disk Write Operations/sec",
    ),
    "throughput_mib": Series(
        DISKS.name,
        "Composite Disk Read Bytes/sec",
        plus="Composite Disk Write Bytes/sec",
        scale=MIB,
    ),
}
# What a disk is in that somebody holds. Of one that several share, Resource Graph names none.
HELD = ("attached", "reserved")


def rows(found: Found) -> Iterator[Row]:
    """All disks."""
    return (disk(item, account) for item, account in found.of(DISKS))


def disk(item: Item, account: Account) -> Row:
    """One disk, from Azure's JSON."""
    holders = [one for one in (text(item, "managedBy"), *texts(item, "managedByExtended")) if one]
    state = text(item, "properties.diskState")
    attached = bool(holders) or (state or "").lower() in HELD
    released = moment(item, "properties.LastOwnershipUpdateTime")
    return {
        **row(item, account),
        "zone": text(item, "zones.0"),
        "state": state,
        "attached": attached,
        "attached_to": "/".join(names(holders[0])) if holders else None,
        "detached_at": None if attached else released,
        "size_gib": whole(item, "properties.diskSizeGB"),
        "disk_type": text(item, "sku.name"),
        "iops": whole(item, "properties.diskIOPSReadWrite"),
        "throughput_limit_mib": whole(item, "properties.diskMBpsReadWrite"),
        # Azure encrypts every managed disk at rest, and cannot be told not to.
        "encrypted": True,
        "created_at": moment(item, "properties.timeCreated"),
    }

"""Managed disks. Their prices, and operating system disks apart from data disks, are not here.

A disk is attached if a VM holds it, running or not: a deallocated VM keeps its disks ("Reserved").
A shared disk may be held by several; the first is named.
"""

from providers.azure.arm import Kind, Reader
from providers.azure.payload import Item, moment, names, text, texts, whole
from providers.azure.resource import row
from providers.model import Account, Fetched, Row

NEEDS = ("Microsoft.Compute/disks/read",)
DISKS = Kind("Microsoft.Compute/disks", lambda azure: azure.compute.disks.list)


def rows(reader: Reader, account: Account) -> Fetched[Row]:
    """All disks of a subscription. Raises CloudError."""
    found = reader.fetch(DISKS)
    return Fetched(tuple(disk(item, account) for item in found.items), sources=found.sources)


def disk(item: Item, account: Account) -> Row:
    """One disk, from the SDK's model."""
    holders = [one for one in (text(item, "managedBy"), *texts(item, "managedByExtended")) if one]
    released = moment(item, "properties.LastOwnershipUpdateTime")
    return {
        **row(item, account),
        "zone": text(item, "zones.0"),
        "state": text(item, "properties.diskState"),
        "attached": bool(holders),
        "attached_to": "/".join(names(holders[0])) if holders else None,
        "detached_at": None if holders else released,
        "size_gib": whole(item, "properties.diskSizeGB"),
        "disk_type": text(item, "sku.name"),
        "iops": whole(item, "properties.diskIOPSReadWrite"),
        # Azure encrypts every managed disk at rest, and cannot be told not to.
        "encrypted": True,
        "created_at": moment(item, "properties.timeCreated"),
    }

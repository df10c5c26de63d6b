"""Snapshots of disks: the account's own EBS snapshots. Those that others share are not its.

Whether the disk of one is there yet is asked of EC2, by the ids of the disks alone.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.place import Place
from providers.aws.tags import name, tags
from providers.errors import CloudError
from providers.model import Row

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import SnapshotTypeDef

NEEDS = ("ec2:DescribeSnapshots", "ec2:DescribeVolumes")
SOURCE, VOLUMES = "EC2 DescribeSnapshots", "EC2 DescribeVolumes"
# EC2's most, and its most values of a filter.
PAGE, VALUES = 1000, 200
# Where a snapshot is a copy of another region's, EC2 names a disk that there is none of.
NO_DISK = "vol-ffffffff"


def rows(asker: Asker) -> Iterator[Row]:
    """The snapshots of one place. Raises CloudError."""
    pages = asker.pages(SOURCE, page_size=PAGE, OwnerIds=["self"])
    every = [one for page in pages for one in page["Snapshots"]]
    disks = {disk for one in every if (disk := one.get("VolumeId"))} - {NO_DISK}
    there = _fetch_there(asker, sorted(disks))
    for snapshot in every:
        yield row(snapshot, asker.place, there)


def _fetch_there(asker: Asker, disks: Sequence[str]) -> frozenset[str] | None:
    """Which of the disks are there; None where they may not be read, which is noted."""
    found: set[str] = set()
    try:
        for start in range(0, len(disks), VALUES):
            wanted = [{"Name": "volume-id", "Values": disks[start : start + VALUES]}]
            for page in asker.pages(VOLUMES, page_size=PAGE, Filters=wanted):
                found.update(volume["VolumeId"] for volume in page["Volumes"])
    except CloudError as error:
        asker.missing(error)
        return None
    return frozenset(found)


def row(snapshot: "SnapshotTypeDef", place: Place, there: frozenset[str] | None) -> Row:
    """One snapshot as a row; `there` are the disks that there are, None where nobody knows."""
    labels = snapshot.get("Tags", [])
    disk = snapshot.get("VolumeId")
    return place.row(
        id=snapshot["SnapshotId"],
        name=name(labels),
        state=snapshot.get("State"),
        size_gib=snapshot.get("VolumeSize"),
        disk=None if disk == NO_DISK else disk,
        orphaned=None if there is None or disk in (None, NO_DISK) else disk not in there,
        encrypted=snapshot.get("Encrypted"),
        incremental=True,
        tier=snapshot.get("StorageTier"),
        description=snapshot.get("Description") or None,
        created_at=snapshot.get("StartTime"),
        tags=tags(labels),
    )

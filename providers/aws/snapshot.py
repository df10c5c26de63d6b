"""Snapshots of disks: the account's own EBS snapshots. Those that others share are not its."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.place import Place
from providers.aws.tags import name, tags
from providers.model import Row

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import SnapshotTypeDef

NEEDS = ("ec2:DescribeSnapshots",)
SOURCE = "EC2 DescribeSnapshots"
# EC2's most.
PAGE = 1000
# Where a snapshot is a copy of another region's, EC2 names a disk that there is none of.
NO_DISK = "vol-ffffffff"


def rows(asker: Asker) -> Iterator[Row]:
    """The snapshots of one place. Raises CloudError."""
    for page in asker.pages(SOURCE, page_size=PAGE, OwnerIds=["self"]):
        for snapshot in page["Snapshots"]:
            yield row(snapshot, asker.place)


def row(snapshot: "SnapshotTypeDef", place: Place) -> Row:
    """One snapshot as a row."""
    labels = snapshot.get("Tags", [])
    disk = snapshot.get("VolumeId")
    return place.row(
        id=snapshot["SnapshotId"],
        name=name(labels),
        state=snapshot.get("State"),
        size_gib=snapshot.get("VolumeSize"),
        disk=None if disk == NO_DISK else disk,
        encrypted=snapshot.get("Encrypted"),
        incremental=True,
        tier=snapshot.get("StorageTier"),
        description=snapshot.get("Description") or None,
        created_at=snapshot.get("StartTime"),
        tags=tags(labels),
    )

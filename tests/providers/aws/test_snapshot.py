"""Snapshots of disks: whether the disk is there yet, or nobody knows."""

from typing import Any

import pytest

from providers.aws import snapshot
from providers.aws.place import Place
from providers.model import Account
from providers.schema import table

PLACE = Place(Account("aws", "111111111111", "prod"), "us-east-1")
OTHER = frozenset({"vol-2"})


@pytest.mark.parametrize(
    ("disk", "there", "orphaned"),
    [
        ("vol-1", OTHER, True),
        ("vol-2", OTHER, False),
        ("vol-1", None, None),
        (snapshot.NO_DISK, OTHER, None),
    ],
)
def test_it_is_orphaned_only_where_its_disk_is_known_to_be_gone(
    disk: str, there: frozenset[str] | None, orphaned: bool | None
) -> None:
    given: Any = {"SnapshotId": "snap-1", "VolumeId": disk}
    row = snapshot.row(given, PLACE, there)
    assert row["orphaned"] is orphaned
    table("snapshot", [row]).validate(full=True)

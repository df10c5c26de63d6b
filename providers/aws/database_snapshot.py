"""Snapshots of RDS's databases and of Aurora's clusters: the account's own, none that are shared.

Whether the database is still there is told by the lists of databases of the same place; where these
may not be read, nobody knows.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.database import CLUSTERS, INSTANCES, PAGE, engine_of
from providers.aws.place import Place
from providers.aws.tags import tags
from providers.errors import CloudError
from providers.model import Row

if TYPE_CHECKING:
    from mypy_boto3_rds.type_defs import DBClusterSnapshotTypeDef, DBSnapshotTypeDef

NEEDS = (
    "rds:DescribeDBClusterSnapshots",
    "rds:DescribeDBClusters",
    "rds:DescribeDBInstances",
    "rds:DescribeDBSnapshots",
)
OF_INSTANCES, OF_CLUSTERS = "RDS DescribeDBSnapshots", "RDS DescribeDBClusterSnapshots"

# Names of the databases that there are; None where they may not be read.
Names = frozenset[str] | None


def rows(asker: Asker) -> Iterator[Row]:
    """The snapshots of one place. Raises CloudError; of clusters that may not be read, a gap."""
    found = [
        one for page in asker.pages(OF_INSTANCES, page_size=PAGE) for one in page["DBSnapshots"]
    ]
    names = _names(asker, INSTANCES, "DBInstances", "DBInstanceIdentifier") if found else None
    yield from (row(one, asker.place, names) for one in found)
    try:
        pages = list(asker.pages(OF_CLUSTERS, page_size=PAGE))
    except CloudError as error:
        asker.missing(error)
        return
    clusters = [one for page in pages for one in page["DBClusterSnapshots"]]
    names = _names(asker, CLUSTERS, "DBClusters", "DBClusterIdentifier") if clusters else None
    yield from (cluster_row(one, asker.place, names) for one in clusters)


def _names(asker: Asker, source: str, key: str, name: str) -> Names:
    try:
        return frozenset(
            one[name] for page in asker.pages(source, page_size=PAGE) for one in page[key]
        )
    except CloudError as error:
        asker.missing(error)
        return None


def row(snapshot: "DBSnapshotTypeDef", place: Place, names: Names) -> Row:
    """One snapshot of an instance as a row."""
    of = snapshot.get("DBInstanceIdentifier")
    return place.row(
        id=snapshot["DBSnapshotArn"],
        name=snapshot["DBSnapshotIdentifier"],
        zone=snapshot.get("AvailabilityZone"),
        network=snapshot.get("VpcId"),
        state=snapshot.get("Status"),
        kind=snapshot.get("SnapshotType"),
        database=of,
        orphaned=_is_orphaned(of, names),
        engine=engine_of(snapshot.get("Engine") or ""),
        engine_version=snapshot.get("EngineVersion"),
        size_gib=snapshot.get("AllocatedStorage"),
        encrypted=snapshot.get("Encrypted"),
        created_at=snapshot.get("SnapshotCreateTime"),
        tags=tags(snapshot.get("TagList", [])),
    )


def cluster_row(snapshot: "DBClusterSnapshotTypeDef", place: Place, names: Names) -> Row:
    """One snapshot of a cluster as a row."""
    of = snapshot.get("DBClusterIdentifier")
    return place.row(
        id=snapshot["DBClusterSnapshotArn"],
        name=snapshot["DBClusterSnapshotIdentifier"],
        network=snapshot.get("VpcId"),
        state=snapshot.get("Status"),
        kind=snapshot.get("SnapshotType"),
        database=of,
        orphaned=_is_orphaned(of, names),
        engine=engine_of(snapshot.get("Engine") or ""),
        engine_version=snapshot.get("EngineVersion"),
        # Aurora says 0 or 1 of storage that grows by itself.
        size_gib=snapshot.get("AllocatedStorage") or None,
        encrypted=snapshot.get("StorageEncrypted"),
        created_at=snapshot.get("SnapshotCreateTime"),
        tags=tags(snapshot.get("TagList", [])),
    )


def _is_orphaned(database: str | None, names: Names) -> bool | None:
    return None if names is None or database is None else database not in names

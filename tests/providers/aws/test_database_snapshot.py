"""Snapshots of databases: what is told, and what cannot be known."""

from typing import Any

from providers.aws import database_snapshot
from providers.aws.place import Place
from providers.model import Account
from providers.schema import table

PLACE = Place(Account("aws", "111111111111", "prod"), "us-east-1")
GIVEN: Any = {
    "DBSnapshotArn": "arn:aws:rds:us-east-1:111111111111:snapshot:before",
    "DBSnapshotIdentifier": "before",
    "DBInstanceIdentifier": "orders",
    "SnapshotType": "manual",
    "Engine": "postgres",
}


def test_it_is_orphaned_where_no_database_has_its_name() -> None:
    names = frozenset({"orders"})
    assert database_snapshot.row(GIVEN, PLACE, names)["orphaned"] is False
    assert database_snapshot.row(GIVEN, PLACE, frozenset({"other"}))["orphaned"] is True


def test_where_databases_may_not_be_read_nobody_knows_whether_it_is() -> None:
    row = database_snapshot.row(GIVEN, PLACE, None)
    assert row["orphaned"] is None
    assert row["engine"] == "postgresql"
    table("database_snapshot", [row]).validate(full=True)


def test_a_clusters_storage_of_nothing_is_unknown() -> None:
    given: Any = {
        "DBClusterSnapshotArn": "arn:aws:rds:us-east-1:111111111111:cluster-snapshot:c",
        "DBClusterSnapshotIdentifier": "c",
        "AllocatedStorage": 0,
    }
    row = database_snapshot.cluster_row(given, PLACE, frozenset())
    assert (row["size_gib"], row["orphaned"], row["state"]) == (None, None, None)
    table("database_snapshot", [row]).validate(full=True)

"""Snapshots of databases: of those that there are, and of those that are gone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from demo.accounts import place
from demo.shape import Estate
from demo.stock.thing import Answer, Request, Thing
from demo.stock.wire import told

SERVICES = ("rds",)


@dataclass(frozen=True, slots=True)
class Snap:
    """One snapshot; `clustered`: of a cluster of Aurora."""

    account: str
    region: str
    name: str
    database: str
    engine: str
    version: str
    gib: int | None
    age: int
    kind: str = "manual"
    orphaned: bool = False
    clustered: bool = False
    team: str | None = None


SNAPSHOTS = (
    Snap("shop-prod", "us-east-1", "orders-before-16", "orders", "postgresql", "15.7", 480, 210,
         team="payments"),
    Snap("shop-prod", "us-east-1", "rds:orders-2026-11-17", "orders", "postgresql", "16.4", 500, 1,
         kind="automated", team="payments"),
    Snap("shop-prod", "us-east-1", "legacy-cms-final", "legacy-cms", "mysql", "5.7.38", 300, 520,
         orphaned=True),
    Snap("shop-prod", "us-east-1", "search-2025", "search", "aurora-postgresql", "15.4", None, 330,
         clustered=True, team="web"),
    Snap("data-platform", "us-east-1", "metastore-daily", "metastore", "mysql", "8.0.39", 200, 1,
         kind="awsbackup", team="data"),
)  # fmt: skip


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    return (thing(estate, one) for one in SNAPSHOTS)


def thing(estate: Estate, one: Snap) -> Thing:
    """One of them."""
    where = place(one.account, one.region)
    what = "cluster-snapshot" if one.clustered else "snapshot"
    arn = f"arn:aws:rds:{one.region}:{where.account.id}:{what}:{one.name}"
    facts: Mapping[str, object] = {
        "name": one.name,
        "state": "available",
        "kind": one.kind,
        "database": one.database,
        "orphaned": one.orphaned,
        "engine": one.engine,
        "engine_version": one.version,
        "size_gib": one.gib,
        "encrypted": True,
        "created_at": estate.now.replace(hour=3) - timedelta(days=one.age),
        "tags": {"team": one.team} if one.team else {},
    }
    return Thing("database_snapshot", where, arn, facts, {"snap": one})


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """As RDS writes them."""
    if request.action == "DescribeDBSnapshots":
        found = [_snapshot(one) for one in things if not _is_clustered(one)]
        return told("rds", request.action, {"DBSnapshots": found})
    if request.action == "DescribeDBClusterSnapshots":
        found = [_of_cluster(one) for one in things if _is_clustered(one)]
        return told("rds", request.action, {"DBClusterSnapshots": found})
    return None


def _is_clustered(thing: Thing) -> bool:
    one = thing.more["snap"]
    return isinstance(one, Snap) and one.clustered


def _snapshot(thing: Thing) -> Mapping[str, object]:
    facts = thing.facts
    return {
        **_shared(thing),
        "DBSnapshotIdentifier": facts["name"],
        "DBSnapshotArn": thing.id,
        "DBInstanceIdentifier": facts["database"],
        "AllocatedStorage": facts["size_gib"],
        "Encrypted": facts["encrypted"],
    }


def _of_cluster(thing: Thing) -> Mapping[str, object]:
    facts = thing.facts
    return {
        **_shared(thing),
        "DBClusterSnapshotIdentifier": facts["name"],
        "DBClusterSnapshotArn": thing.id,
        "DBClusterIdentifier": facts["database"],
        "AllocatedStorage": facts["size_gib"] or 0,
        "StorageEncrypted": facts["encrypted"],
    }


def _shared(thing: Thing) -> dict[str, object]:
    facts, tags = thing.facts, thing.facts["tags"]
    assert isinstance(tags, dict)  # noqa: S101 - for the type alone
    engine = {"postgresql": "postgres"}.get(str(facts["engine"]), facts["engine"])
    return {
        "Status": facts["state"],
        "SnapshotType": facts["kind"],
        "Engine": engine,
        "EngineVersion": facts["engine_version"],
        "SnapshotCreateTime": facts["created_at"],
        "TagList": [{"Key": key, "Value": value} for key, value in tags.items()],
    }

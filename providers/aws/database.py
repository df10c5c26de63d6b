"""Databases of RDS: instances, and clusters that have none (Aurora Serverless v1).

An instance of Aurora keeps no storage of its own: its cluster does. Whether Aurora has a standby,
and which instance only reads, is told by the cluster. DocumentDB and Neptune answer here too.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.metric import Series, last_part
from providers.aws.place import Place
from providers.aws.tags import tags
from providers.errors import CloudError
from providers.model import Row
from providers.word import word

if TYPE_CHECKING:
    from mypy_boto3_rds.type_defs import DBClusterTypeDef, DBInstanceTypeDef

NEEDS = ("rds:DescribeDBClusters", "rds:DescribeDBInstances")
INSTANCES, CLUSTERS = "RDS DescribeDBInstances", "RDS DescribeDBClusters"
PAGE = 100
GIB = 2.0**30
METRICS = {
    "cpu": Series("AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", last_part),
    "connections": Series("AWS/RDS", "DatabaseConnections", "DBInstanceIdentifier", last_part),
    "free_storage_gib": Series(
        "AWS/RDS", "FreeStorageSpace", "DBInstanceIdentifier", last_part, scale=1 / GIB
    ),
}
STATES = {
    "available": "running", "stopped": "stopped", "starting": "starting", "stopping": "stopping",
}  # fmt: skip
LICENCES: Mapping[str | None, str] = {
    "license-included": "included", "bring-your-own-license": "own",
    "general-public-license": "none", "postgresql-license": "none",
}  # fmt: skip
SERVERLESS = "db.serverless"
_SIZE = re.compile(
    r"db\.(?P<family>[a-z]+\d+)[a-z-]*\.(?:(?P<times>\d+)x|(?P<x>x))?(?P<name>[a-z]+)"
)
# Sizes below `large` have two virtual CPUs but in the oldest families, which have one.
_OLDEST = ("t1", "t2", "m1", "m3")
_SMALL = ("micro", "small", "medium")

# Clusters by their names; None where they may not be read.
Clusters = Mapping[str, "DBClusterTypeDef"] | None


def rows(asker: Asker) -> Iterator[Row]:
    """The databases of one place. Raises CloudError; without clusters some fields are unknown."""
    clusters = _clusters(asker)
    for page in asker.pages(INSTANCES, page_size=PAGE):
        for instance in page["DBInstances"]:
            yield row(instance, asker.place, clusters)
    for cluster in (clusters or {}).values():
        if not cluster.get("DBClusterMembers", []):
            yield cluster_row(cluster, asker.place)


def _clusters(asker: Asker) -> Clusters:
    try:
        pages = list(asker.pages(CLUSTERS, page_size=PAGE))
    except CloudError as error:
        asker.missing(error)
        return None
    return {one["DBClusterIdentifier"]: one for page in pages for one in page["DBClusters"]}


def row(instance: "DBInstanceTypeDef", place: Place, clusters: Clusters = None) -> Row:
    """One instance as a row."""
    name, of = instance["DBInstanceIdentifier"], instance.get("DBClusterIdentifier")
    cluster = (clusters or {}).get(of or "")
    engine, size = instance.get("Engine") or "", instance.get("DBInstanceClass")
    aurora = engine.startswith("aurora")
    return place.row(
        id=instance["DBInstanceArn"],
        name=name,
        zone=instance.get("AvailabilityZone"),
        network=instance.get("DBSubnetGroup", {}).get("VpcId"),
        state=word(instance.get("DBInstanceStatus"), STATES),
        **_engine(engine),
        engine_version=instance.get("EngineVersion"),
        licence=LICENCES.get(instance.get("LicenseModel")),
        size=size,
        vcpus=_ordered(instance) or vcpus(size),
        serverless=size == SERVERLESS if size else None,
        multi_az=_in_zones(cluster) if of else instance.get("MultiAZ"),
        storage_gib=None if aurora else instance.get("AllocatedStorage"),
        storage_type=instance.get("StorageType"),
        iops=instance.get("Iops"),
        cluster=of,
        replica=_reads_only(instance, cluster),
        public=instance.get("PubliclyAccessible"),
        encrypted=instance.get("StorageEncrypted"),
        backup_days=instance.get("BackupRetentionPeriod"),
        deletion_protected=instance.get("DeletionProtection"),
        created_at=instance.get("InstanceCreateTime"),
        tags=tags(instance.get("TagList", [])),
    )


def cluster_row(cluster: "DBClusterTypeDef", place: Place) -> Row:
    """A cluster without instances as a row."""
    name = cluster["DBClusterIdentifier"]
    return place.row(
        id=cluster["DBClusterArn"],
        name=name,
        state=word(cluster.get("Status"), STATES),
        **_engine(cluster.get("Engine") or ""),
        engine_version=cluster.get("EngineVersion"),
        serverless=cluster.get("EngineMode") == "serverless",
        multi_az=cluster.get("MultiAZ"),
        storage_type=cluster.get("StorageType"),
        cluster=name,
        replica=bool(cluster.get("ReplicationSourceIdentifier")),
        public=cluster.get("PubliclyAccessible"),
        encrypted=cluster.get("StorageEncrypted"),
        backup_days=cluster.get("BackupRetentionPeriod"),
        deletion_protected=cluster.get("DeletionProtection"),
        created_at=cluster.get("ClusterCreateTime"),
        tags=tags(cluster.get("TagList", [])),
    )


def vcpus(size: str | None) -> int | None:
    """Virtual CPUs of an instance class; None where its name does not tell.

    >>> vcpus("db.r6g.2xlarge"), vcpus("db.t4g.medium"), vcpus("db.serverless")
    (8, 2, None)
    """
    found = _SIZE.match(size or "")
    if not found:
        return None
    family, name = found["family"], found["name"]
    if name == "large":
        times = int(found["times"] or 1) if found["times"] or found["x"] else 0
        return (4 * times or 2) // (2 if family == "m2" else 1)
    if name in _SMALL:
        return 1 if family in _OLDEST and (family, name) != ("t2", "medium") else 2
    return None


def _ordered(instance: "DBInstanceTypeDef") -> int | None:
    """What was ordered apart from the class: cores, and threads of each."""
    told = {one.get("Name"): one.get("Value") for one in instance.get("ProcessorFeatures", [])}
    cores, threads = told.get("coreCount"), told.get("threadsPerCore") or "2"
    return int(cores) * int(threads) if cores else None


def engine_of(engine: str) -> str | None:
    """What the catalog calls an engine of RDS."""
    return _engine(engine)["engine"]


def _engine(engine: str) -> dict[str, str | None]:
    """`sqlserver-se` is an edition of an engine; `aurora-mysql` is an engine."""
    family, _, edition = engine.partition("-")
    if family in ("sqlserver", "oracle", "db2"):
        return {"engine": family, "edition": edition or None}
    known = {"postgres": "postgresql", "aurora": "aurora-mysql"}.get(engine, engine)
    return {"engine": known or None, "edition": None}


def _in_zones(cluster: "DBClusterTypeDef | None") -> bool | None:
    return cluster.get("MultiAZ") if cluster else None


def _reads_only(instance: "DBInstanceTypeDef", cluster: "DBClusterTypeDef | None") -> bool | None:
    """Whether it copies another; of an unreadable cluster nobody knows."""
    if instance.get("ReadReplicaSourceDBInstanceIdentifier"):
        return True
    if instance.get("ReadReplicaSourceDBClusterIdentifier"):
        return True
    if not instance.get("DBClusterIdentifier"):
        return False
    for member in (cluster or {}).get("DBClusterMembers", []):
        if member.get("DBInstanceIdentifier") == instance["DBInstanceIdentifier"]:
            writes = member.get("IsClusterWriter")
            return None if writes is None else not writes
    return None

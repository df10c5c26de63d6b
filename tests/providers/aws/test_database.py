"""Databases of RDS: recorded and documented answers, and what is not told."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from providers.aws import database
from providers.aws.place import Place
from providers.model import Account
from providers.schema import table

FOLDER = Path(__file__).parents[3] / ".." / "shared" / "recordings" / "aws-c7n"
RECORDED = FOLDER / "test_rds_add_security_group__rds.DescribeDBInstances_1.json"
PLACE = Place(Account("aws", "111111111111", "prod"), "ca-central-1")
ARN = "arn:aws:rds:us-east-1:111111111111:db:one"


def instance(**given: Any) -> Any:
    return {"DBInstanceIdentifier": "one", "DBInstanceArn": ARN, **given}


def recorded() -> list[Any]:
    def revived(item: dict[str, Any]) -> Any:
        return datetime(**item, tzinfo=UTC) if item.pop("__class__", None) else item

    found: list[Any] = json.loads(RECORDED.read_text(), object_hook=revived)["data"]["DBInstances"]
    return found


@pytest.mark.skipif(not FOLDER.is_dir(), reason="no recordings beside the repo")
def test_a_recorded_instance_of_aurora_keeps_no_storage_of_its_own() -> None:
    rows = [database.row(one, PLACE) for one in recorded()]
    table("database", rows).validate(full=True)
    first = rows[0]
    assert first["id"] == "arn:aws:rds:ca-central-1:644160558196:db:test-sg-base"
    assert (first["engine"], first["engine_version"]) == ("aurora-mysql", "5.6.10a")
    assert (first["size"], first["vcpus"]) == ("db.t2.medium", 2)
    assert (first["storage_gib"], first["storage_type"]) == (None, "aurora")
    assert (first["cluster"], first["network"]) == ("test-sg-base-cluster", "vpc-09b75e60")
    assert first["created_at"] == datetime(2016, 12, 21, 18, 2, 34, 925000, tzinfo=UTC)
    # Its cluster was not recorded.
    assert (first["multi_az"], first["replica"]) == (None, None)


def test_what_rds_does_not_tell_is_unknown() -> None:
    row = database.row(instance(), PLACE)
    unknown = ("state", "engine", "size", "vcpus", "multi_az", "storage_gib", "public",
               "encrypted", "backup_days", "created_at", "serverless")  # fmt: skip
    assert {row[name] for name in unknown} == {None}
    assert row["tags"] == {}


def test_a_cluster_tells_its_instances_whether_they_write_and_have_a_standby() -> None:
    members: Any = [{"DBInstanceIdentifier": "one", "IsClusterWriter": False}]
    cluster: Any = {"DBClusterIdentifier": "c", "MultiAZ": True, "DBClusterMembers": members}
    row = database.row(instance(DBClusterIdentifier="c", MultiAZ=False), PLACE, {"c": cluster})
    assert (row["multi_az"], row["replica"]) == (True, True)


def test_a_cluster_without_instances_is_a_database() -> None:
    row = database.cluster_row(
        {"DBClusterIdentifier": "c", "DBClusterArn": "arn:c", "EngineMode": "serverless",
         "Engine": "aurora-postgresql", "Status": "available"}, PLACE)  # fmt: skip
    assert (row["name"], row["serverless"], row["state"]) == ("c", True, "running")


@pytest.mark.parametrize(
    ("size", "vcpus"),
    [
        ("db.t2.micro", 1), ("db.t3.micro", 2), ("db.m3.medium", 1), ("db.t2.medium", 2),
        ("db.r5.large", 2), ("db.r5.xlarge", 4), ("db.r5.24xlarge", 96), ("db.m2.xlarge", 2),
        ("db.x2iedn.16xlarge", 64), ("db.r5.2xlarge.tpc2.mem4x", 8), ("db.serverless", None),
        (None, None), ("odd", None),
    ],
)  # fmt: skip
def test_virtual_cpus_are_those_of_the_class(size: str | None, vcpus: int | None) -> None:
    assert database.vcpus(size) == vcpus


def test_cores_that_were_ordered_apart_count() -> None:
    ordered = [{"Name": "coreCount", "Value": "2"}, {"Name": "threadsPerCore", "Value": "1"}]
    row = database.row(instance(DBInstanceClass="db.r5.4xlarge", ProcessorFeatures=ordered), PLACE)
    assert row["vcpus"] == 2


@pytest.mark.parametrize(
    ("said", "engine", "edition"),
    [
        ("postgres", "postgresql", None),
        ("aurora", "aurora-mysql", None),
        ("aurora-postgresql", "aurora-postgresql", None),
        ("sqlserver-se", "sqlserver", "se"),
        ("oracle-ee-cdb", "oracle", "ee-cdb"),
    ],
)
def test_engines_are_the_catalogs(said: str, engine: str, edition: str | None) -> None:
    row = database.row(instance(Engine=said), PLACE)
    assert (row["engine"], row["edition"]) == (engine, edition)

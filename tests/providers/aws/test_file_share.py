"""File systems and data warehouses of AWS: what is told and what is not."""

from typing import Any

from providers.aws import file_share, warehouse_cluster
from providers.aws.place import Place
from providers.model import Account
from providers.schema import table

PLACE = Place(Account("aws", "111111111111", "prod"), "us-east-1")


def test_what_efs_does_not_tell_is_unknown() -> None:
    given: Any = {"FileSystemId": "fs-1"}
    found = file_share.row(given, None, PLACE)
    table("file_share", [found]).validate(full=True)
    assert found["id"] == "arn:aws:elasticfilesystem:us-east-1:111111111111:file-system/fs-1"
    assert found["name"] == "fs-1"
    unknown = ("state", "size_gib", "throughput_mode", "lifecycle", "mount_target_count")
    assert {found[name] for name in unknown} == {None}


def test_no_rules_are_no_lifecycle() -> None:
    given: Any = {"FileSystemId": "fs-1", "SizeInBytes": {"Value": 2**29}}
    assert file_share.row(given, [], PLACE)["lifecycle"] is False
    assert file_share.row(given, [{"TransitionToIA": "AFTER_30_DAYS"}], PLACE)["lifecycle"] is True
    assert table("file_share", [file_share.row(given, [], PLACE)])["size_gib"].to_pylist() == [0.5]


def test_what_redshift_does_not_tell_is_unknown() -> None:
    cluster = warehouse_cluster.row({"ClusterIdentifier": "dwh"}, PLACE)
    group = warehouse_cluster.workgroup({"workgroupName": "try"}, PLACE)
    table("warehouse_cluster", [cluster, group]).validate(full=True)
    assert cluster["id"] == "arn:aws:redshift:us-east-1:111111111111:cluster:dwh"
    assert {cluster[name] for name in ("state", "size", "nodes", "public", "encrypted")} == {None}
    assert (group["state"], group["base_capacity"]) == (None, None)

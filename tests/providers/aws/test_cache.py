"""Caches of ElastiCache: what is told and what is not."""

from typing import Any

from providers.aws.cache import row, serverless_row
from providers.aws.place import Place
from providers.model import Account
from providers.schema import table

PLACE = Place(Account("aws", "111111111111", "prod"), "us-east-1")


def test_what_elasticache_does_not_tell_is_unknown() -> None:
    found = row({"CacheClusterId": "one"}, PLACE)
    table("cache", [found, serverless_row({}, PLACE)]).validate(full=True)
    assert found["id"] == "arn:aws:elasticache:us-east-1:111111111111:cluster:one"
    unknown = ("state", "engine", "size", "nodes", "encrypted", "encrypted_in_transit")
    assert {found[name] for name in unknown} == {None}


def test_a_group_says_whether_its_clusters_are_spread() -> None:
    cluster: Any = {"CacheClusterId": "one", "ReplicationGroupId": "g"}
    for said, spread in (("enabled", True), ("disabled", False), (None, None)):
        groups: Any = {"g": {"ReplicationGroupId": "g", "MultiAZ": said}}
        assert row(cluster, PLACE, groups)["multi_az"] is spread
    assert row(cluster, PLACE, None)["multi_az"] is None


def test_nodes_in_several_zones_are_in_no_one_zone() -> None:
    found = row({"CacheClusterId": "one", "PreferredAvailabilityZone": "Multiple"}, PLACE)
    assert (found["zone"], found["multi_az"]) == (None, True)

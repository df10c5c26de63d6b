"""AWS's own examples of its answers about databases, caches, files, keys and secrets, as rows."""

from typing import Any

from providers.aws import bucket, cache, file_share, key, secret
from providers.aws.place import Place
from providers.model import Account

from .recorded import documented

PLACE = Place(Account("aws", "111122223333", "prod"), "us-east-2")


def test_a_documented_cache_cluster() -> None:
    (cluster,) = documented("elasticache", "DescribeCacheClusters")["CacheClusters"]
    found = cache.row(cluster, PLACE)
    assert found["id"] == "arn:aws:elasticache:us-east-2:111122223333:cluster:my-mem-cluster"
    assert (found["engine"], found["size"], found["nodes"]) == ("memcached", "cache.t2.medium", 2)
    assert (found["state"], found["zone"], found["multi_az"]) == ("running", None, True)


def test_a_documented_file_system_and_its_lifecycle() -> None:
    (system,) = documented("efs", "DescribeFileSystems")["FileSystems"]
    rules = documented("efs", "DescribeLifecycleConfiguration")["LifecyclePolicies"]
    found = file_share.row(system, rules, PLACE)
    assert (found["name"], found["state"]) == ("MyFileSystem", "available")
    assert (found["size_gib"], found["mount_target_count"]) == (6144 / 2**30, 1)
    assert (found["lifecycle"], found["encrypted"]) == (True, None)
    assert found["tags"] == {"Name": "MyFileSystem"}


def test_a_documented_key() -> None:
    told = documented("kms", "DescribeKey")["KeyMetadata"]
    listed: Any = {"KeyId": told["KeyId"], "KeyArn": told["Arn"]}
    found = key.row(listed, told, {told["KeyId"]: ["orders"]}, PLACE)
    assert (found["name"], found["state"]) == ("orders", "enabled")
    assert (found["key_type"], found["usage"]) == ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")


def test_a_documented_secret() -> None:
    first, *_ = documented("secretsmanager", "ListSecrets")["SecretList"]
    found = secret.row(first, PLACE)
    assert found["name"] == "MyTestDatabaseSecret"
    assert found["description"] == "My test database secret"
    assert (found["last_used_at"], found["rotation"], found["tags"]) == (None, False, {})


def test_documented_rules_and_versions_of_a_bucket() -> None:
    rules = documented("s3", "GetBucketLifecycleConfiguration")["Rules"]
    found = bucket.row("one", None, PLACE, bucket.Told({"one": rules}, {}, {}, {}))
    assert (found["lifecycle"], found["aborts_uploads"]) == (True, False)
    assert documented("s3", "GetBucketVersioning")["Status"] == "Enabled"

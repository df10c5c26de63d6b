"""Buckets of S3: over moto's S3 as it answers, and where it refuses."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from providers.aws.bucket import Told, row
from providers.aws.place import Place
from providers.aws.provider import AwsProvider
from providers.base import Scope
from providers.context import Context
from providers.model import Account

from .conftest import Rim

PLACE = Place(Account("aws", "1", "prod"), "us-east-1")
NOTHING = Told({}, {}, {}, {})
RULE = {"ID": "one", "Filter": {"Prefix": ""}, "Status": "Enabled",
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}}  # fmt: skip
BLOCK = dict.fromkeys(
    ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
)


def test_what_a_bucket_could_not_be_asked_is_unknown() -> None:
    found = row("one", None, PLACE, NOTHING)
    unknown = ("versioning", "lifecycle", "expires_versions", "aborts_uploads", "public")
    assert {found[name] for name in (*unknown, "public_blocked")} == {None}


def test_a_rule_that_is_switched_off_is_no_rule() -> None:
    off: Any = {"one": [{**RULE, "Status": "Disabled"}]}
    found = row("one", None, PLACE, Told(off, {}, {}, {}))
    assert (found["lifecycle"], found["aborts_uploads"]) == (False, False)


def test_a_bucket_that_shuts_everybody_out_is_not_public_whatever_its_policy() -> None:
    found = row("one", None, PLACE, Told({}, {}, {"one": True}, {}))
    assert (found["public"], found["public_blocked"]) == (False, True)


@pytest.fixture
def buckets(client: Callable[..., Any]) -> Any:
    s3 = client("s3")
    for name in ("plain", "open", "kept"):
        s3.create_bucket(Bucket=name)
    s3.put_bucket_acl(Bucket="open", ACL="public-read")
    s3.put_bucket_versioning(Bucket="kept", VersioningConfiguration={"Status": "Enabled"})
    rules = {"Rules": [RULE]}
    s3.put_bucket_lifecycle_configuration(Bucket="kept", LifecycleConfiguration=rules)
    s3.put_public_access_block(Bucket="kept", PublicAccessBlockConfiguration=BLOCK)
    return s3


def read(provider: Callable[..., AwsProvider]) -> tuple[dict[str, dict[str, Any]], list[str]]:
    got = provider().inventory("bucket", Scope(), Context(datetime(2026, 11, 18, tzinfo=UTC)))
    rows = {one["id"]: one for table in got.items for one in table.to_pylist()}
    return rows, [gap.why for gap in got.gaps]


def test_buckets_tell_what_they_have_and_what_they_lack(
    aws: Rim, buckets: Any, provider: Callable[..., AwsProvider]
) -> None:
    rows, gaps = read(provider)
    assert not gaps
    told = {
        name: (one["public"], one["public_blocked"], one["lifecycle"], one["versioning"])
        for name, one in rows.items()
    }
    assert told == {
        "plain": (False, False, False, False),
        "open": (True, False, False, False),
        "kept": (False, True, True, True),
    }
    assert rows["kept"]["aborts_uploads"] is True
    assert rows["plain"]["tags"] is not None


def test_tags_that_may_not_be_read_are_unknown_and_said(
    aws: Rim, buckets: Any, provider: Callable[..., AwsProvider]
) -> None:
    refusal = b'{"__type": "AccessDeniedException", "message": "no"}'
    aws.answer("GetResources", "*", refusal, "application/x-amz-json-1.1", 400)
    rows, gaps = read(provider)
    assert {one["tags"] is None for one in rows.values()} == {True}
    assert gaps == ["AccessDeniedException: tag:GetResources"]

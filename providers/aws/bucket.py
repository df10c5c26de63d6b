"""Buckets of S3: one list for all regions, and what only each bucket itself tells, all at once.

What a bucket lacks, S3 answers as an error: no lifecycle is none. What may not be asked is unknown.
Of a bucket whose own settings block public access, its policy and grants need not be asked.

Objects are never listed or read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from providers.aws.ask import Asker
from providers.aws.each import each
from providers.aws.metric import Series
from providers.aws.place import Place
from providers.aws.tagged import fetch_tags
from providers.errors import CloudError
from providers.model import Fetched, Row

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import BucketTypeDef, LifecycleRuleOutputTypeDef

NEEDS = (
    "s3:GetBucketAcl",
    "s3:GetBucketPolicyStatus",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketVersioning",
    "s3:GetLifecycleConfiguration",
    "s3:ListAllMyBuckets",
    "tag:GetResources",
)
SOURCE = "S3 ListBuckets"
# With a page size S3 tells each bucket's region; a thousand are what it takes quickly.
PAGE = 1000
GIB = 2.0**30
METRICS = {
    "size_gib": Series(
        "AWS/S3", "BucketSizeBytes", "BucketName", scale=1 / GIB, split="StorageType"
    ),
    "objects": Series(
        "AWS/S3", "NumberOfObjects", "BucketName", also={"StorageType": "AllStorageTypes"}
    ),
}
# Whom a grant to one of these reaches: everybody, or everybody who has any account of AWS.
EVERYBODY = (
    "http://acs.amazonaws.com/groups/global/AllUsers",
    "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
)
BLOCKS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


@dataclass(frozen=True, slots=True)
class Told:
    """What buckets tell of themselves, by name; who is left out could not be asked."""

    rules: "Mapping[str, Sequence[LifecycleRuleOutputTypeDef]]"
    versioned: Mapping[str, bool]
    blocked: Mapping[str, bool]
    public: Mapping[str, bool]


def rows(asker: Asker) -> Iterator[Row]:
    """The buckets of an account. Raises CloudError."""
    by_region: dict[str, list[BucketTypeDef]] = {}
    for page in asker.pages(SOURCE, page_size=PAGE):
        for bucket in page["Buckets"]:
            by_region.setdefault(bucket.get("BucketRegion") or asker.place.region, []).append(
                bucket
            )
    for region, buckets in sorted(by_region.items()):
        there = Asker(asker.session, Place(asker.place.account, region), asker.context)
        yield from _in_region(there, buckets)
        asker.add(Fetched((), tuple(there.gaps), there.sources))


def _in_region(asker: Asker, buckets: "Sequence[BucketTypeDef]") -> Iterator[Row]:
    told, tags = fetch_told(asker, [one["Name"] for one in buckets]), fetch_tags(asker, "s3")
    for bucket in buckets:
        name = bucket["Name"]
        arn = bucket.get("BucketArn") or f"arn:aws:s3:::{name}"
        yield row(name, bucket.get("CreationDate"), asker.place, told) | {"tags": tags.of(arn)}


def fetch_told(asker: Asker, names: Sequence[str]) -> Told:
    """What only each bucket tells; what is refused is noted on `asker`."""
    blocked = each(asker, "public access blocks", names, _fetch_blocked)
    open_ones = [name for name in names if not blocked.get(name)]
    return Told(
        rules=each(asker, "lifecycle rules", names, _fetch_rules),
        versioned=each(asker, "versioning", names, _fetch_versioned),
        blocked=blocked,
        public=each(asker, "bucket policies", open_ones, _fetch_public),
    )


def row(name: str, made: datetime | None, place: Place, told: Told) -> dict[str, Any]:
    """One bucket as a row, without its tags."""
    rules = told.rules.get(name)
    active = None if rules is None else [one for one in rules if one.get("Status") == "Enabled"]
    return dict(
        place.row(
            id=name,
            name=name,
            created_at=made,
            versioning=told.versioned.get(name),
            lifecycle=None if active is None else bool(active),
            expires_versions=_has(active, "NoncurrentVersionExpiration"),
            aborts_uploads=_has(active, "AbortIncompleteMultipartUpload"),
            public=False if told.blocked.get(name) else told.public.get(name),
            public_blocked=told.blocked.get(name),
            # Since 2023 S3 encrypts whatever is put there.
            encrypted=True,
        )
    )


def _has(rules: "Sequence[LifecycleRuleOutputTypeDef] | None", action: str) -> bool | None:
    return None if rules is None else any(action in rule for rule in rules)


def _fetch_rules(asker: Asker, name: str) -> "Sequence[LifecycleRuleOutputTypeDef]":
    told = _fetch(asker, "GetBucketLifecycleConfiguration", name, "NoSuchLifecycleConfiguration")
    rules: Sequence[LifecycleRuleOutputTypeDef] = told.get("Rules", [])
    return rules


def _fetch_versioned(asker: Asker, name: str) -> bool:
    return bool(_fetch(asker, "GetBucketVersioning", name).get("Status") == "Enabled")


def _fetch_blocked(asker: Asker, name: str) -> bool:
    told = _fetch(asker, "GetPublicAccessBlock", name, "NoSuchPublicAccessBlockConfiguration")
    found = told.get("PublicAccessBlockConfiguration", {})
    return all(found.get(block) for block in BLOCKS)


def _fetch_public(asker: Asker, name: str) -> bool:
    told = _fetch(asker, "GetBucketPolicyStatus", name, "NoSuchBucketPolicy")
    if told.get("PolicyStatus", {}).get("IsPublic"):
        return True
    grants = _fetch(asker, "GetBucketAcl", name).get("Grants", [])
    return any(one.get("Grantee", {}).get("URI") in EVERYBODY for one in grants)


def _fetch(asker: Asker, operation: str, name: str, none_on: str = "") -> Any:
    """One answer about a bucket; empty where S3 says that it has none. Raises CloudError."""
    try:
        return next(asker.pages(f"S3 {operation}", Bucket=name))
    except CloudError as error:
        if none_on and error.why.partition(":")[0] == none_on:
            return {}
        raise

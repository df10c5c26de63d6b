"""Buckets: those that the charges know, and ones that are open, old, empty or without rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.accounts import place
from demo.shape import Estate, Place
from demo.stock.course import course, mean, total
from demo.stock.thing import Answer, Item, Line, Point, Request, Thing
from demo.stock.wire import refused, told

SERVICES = ("s3",)
GLOBAL = True
KIND = "Microsoft.Storage/storageAccounts"
POLICY = f"{KIND}/managementPolicies"
GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Held:
    """One bucket. `gib` by class of storage: none where it is empty, and tells no metrics.

    `rules` are those of its lifecycle: "abort", "versions", or "tier" for any other.
    """

    account: str
    region: str
    name: str
    gib: Mapping[str, float]
    objects: int
    team: str | None
    age: int
    rules: tuple[str, ...] = ()
    versioned: bool = False
    public: bool = False
    blocked: bool = True
    tier: str = "Hot"
    requests: float = 0


S3 = "StandardStorage"
BUCKETS = (
    Held("shop-prod", "us-east-1", "shop-assets", {S3: 9100, "StandardIAStorage": 400}, 812_000,
         "web", 900, ("tier", "abort"), blocked=False, public=True),
    Held("shop-prod", "us-east-1", "shop-backups", {S3: 2200, "GlacierStorage": 14000}, 4100,
         "platform", 900, ("tier",), versioned=True),
    Held("shop-prod", "us-east-1", "shop-exports-2023", {S3: 310}, 1900, None, 1200),
    Held("shop-prod", "us-east-1", "shop-empty", {}, 0, None, 640),
    Held("shop-prod", "eu-west-1", "shop-assets-eu", {S3: 4200}, 402_000, "web", 700,
         ("abort", "versions"), versioned=True),
    Held("shop-staging", "us-east-1", "shop-staging-dump", {S3: 2700}, 220, None, 500,
         blocked=False),
    Held("data-platform", "us-east-1", "lake-raw", {S3: 61000, "IntelligentTieringFAStorage": 900},
         9_400_000, "data", 800, versioned=True),
    Held("data-platform", "eu-west-1", "lake-eu", {S3: 23000}, 3_100_000, "data", 600,
         ("abort",)),
    Held("retail-prod", "westeurope", "stretailassets", {"": 7100}, 0, "web", 700, ("tier",),
         blocked=False, requests=21_000),
    Held("retail-prod", "northeurope", "stretaillogs", {"": 900}, 0, None, 400, tier="Cool",
         requests=300),
    Held("retail-dev", "eastus", "stretaildev", {"": 1800}, 0, None, 300, blocked=False,
         requests=150),
    Held("retail-dev", "eastus", "stdiagold", {"": 12}, 0, None, 1100),
    Held("legacy-erp", "westeurope", "sterparchive", {"": 27000}, 0, "finance", 1500,
         tier="Cool"),
)  # fmt: skip


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    return (thing(estate, one) for one in BUCKETS)


def thing(estate: Estate, one: Held) -> Thing:
    """One of them."""
    where = place(one.account, one.region)
    made = estate.now.replace(hour=8) - timedelta(days=one.age)
    return (_of_aws if where.account.cloud == "aws" else _of_azure)(one, where, made, estate)


def _of_aws(one: Held, where: Place, made: datetime, estate: Estate) -> Thing:
    facts = {
        "name": one.name, "created_at": made, "versioning": one.versioned,
        "lifecycle": bool(one.rules), "expires_versions": "versions" in one.rules,
        "aborts_uploads": "abort" in one.rules, "public": one.public,
        "public_blocked": one.blocked, "encrypted": True,
        "tags": {"team": one.team, "env": "prod"} if one.team else {},
    }  # fmt: skip
    lines = [
        _line(one, "BucketSizeBytes", kind, round(gib * GIB), estate)
        for kind, gib in one.gib.items()
    ]
    counted = _line(one, "NumberOfObjects", "AllStorageTypes", one.objects, estate)
    sizes = [mean(tuple(line.points), estate.now, 1 / GIB) for line in lines]
    metrics = {
        "size_gib": sum(size for size in sizes if size is not None) if lines else None,
        "objects": mean(tuple(counted.points), estate.now) if lines else None,
    }
    more = {"bucket": one, "arn": f"arn:aws:s3:::{one.name}"}
    every = (*lines, counted) if lines else ()
    return Thing("bucket", where, one.name, facts, more, every, "", metrics)


def _line(one: Held, metric: str, kind: str, level: float, estate: Estate) -> Line:
    # S3 writes one point a day.
    whole = course(level, estate.now, (one.name, kind), spread=0.02)
    points: tuple[Point, ...] = tuple(point for point in whole if point[0].hour == 0)
    named = (("BucketName", one.name), ("StorageType", kind))
    return Line(metric, points, "AWS/S3", named)


def _of_azure(one: Held, where: Place, made: datetime, estate: Estate) -> Thing:
    written = where.arm_id(KIND, one.name)
    size = course(one.gib[""] * GIB, estate.now, one.name, spread=0.02)
    asked = course(one.requests, estate.now, (one.name, "Transactions"))
    facts = {
        "name": one.name, "created_at": made, "kind": "StorageV2", "redundancy": "Standard_LRS",
        "tier": one.tier, "public": False if one.blocked else None,
        "public_blocked": one.blocked, "encrypted": True,
        "lifecycle": bool(one.rules), "expires_versions": "versions" in one.rules,
        "tags": {"team": one.team, "env": "prod"} if one.team else {},
    }  # fmt: skip
    lines = (Line("UsedCapacity", size), Line("Transactions", asked, counted=True))
    metrics = {"size_gib": mean(size, estate.now, 1 / GIB), "requests": total(asked, estate.now)}
    more = {"bucket": one}
    return Thing("bucket", where, written.lower(), facts, more, lines, written, metrics)


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """As S3 does: the list, and a bucket's settings by what the query names."""
    if request.action == "GET /":
        return told("s3", "ListBuckets", {"Buckets": [_listed(one) for one in things]})
    name = request.action.removeprefix("GET /").strip("/")
    found = next((one.more["bucket"] for one in things if one.id == name), None)
    asked = _ASKED.get(request.query.rstrip("="))
    if not isinstance(found, Held) or asked is None:
        return None
    return asked(found)


def _listed(thing: Thing) -> Mapping[str, object]:
    return {
        "Name": thing.id,
        "BucketRegion": thing.place.region,
        "BucketArn": thing.more["arn"],
        "CreationDate": thing.facts["created_at"],
    }


def _rules(one: Held) -> Answer:
    if not one.rules:
        return refused("NoSuchLifecycleConfiguration", "The lifecycle configuration is not there")
    actions: Mapping[str, dict[str, object]] = {
        "abort": {"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}},
        "versions": {"NoncurrentVersionExpiration": {"NoncurrentDays": 30}},
        "tier": {"Transitions": [{"Days": 90, "StorageClass": "GLACIER"}]},
    }
    rules = [{"ID": name, "Status": "Enabled", "Filter": {"Prefix": ""}, **actions[name]}
             for name in one.rules]  # fmt: skip
    return told("s3", "GetBucketLifecycleConfiguration", {"Rules": rules})


def _versioning(one: Held) -> Answer:
    status = {"Status": "Enabled"} if one.versioned else {}
    return told("s3", "GetBucketVersioning", status)


def _block(one: Held) -> Answer:
    if not one.blocked:
        code = "NoSuchPublicAccessBlockConfiguration"
        return refused(code, "The public access block configuration was not found")
    names = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    block = {"PublicAccessBlockConfiguration": dict.fromkeys(names, True)}
    return told("s3", "GetPublicAccessBlock", block)


def _policy(one: Held) -> Answer:
    if not one.public:
        return refused("NoSuchBucketPolicy", "The bucket policy does not exist")
    return told("s3", "GetBucketPolicyStatus", {"PolicyStatus": {"IsPublic": True}})


def _acl(_: Held) -> Answer:
    owner = {"ID": "0" * 64}
    grant = {"Grantee": {"ID": "0" * 64, "Type": "CanonicalUser"}, "Permission": "FULL_CONTROL"}
    return told("s3", "GetBucketAcl", {"Owner": owner, "Grants": [grant]})


_ASKED = {
    "acl": _acl, "lifecycle": _rules, "policyStatus": _policy, "publicAccessBlock": _block,
    "versioning": _versioning,
}  # fmt: skip


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Azure Storage writes them."""
    policies = tuple(_policy_of(thing) for thing in things if thing.facts["lifecycle"])
    return {KIND: tuple(_item(thing) for thing in things), POLICY: policies}


def _policy_of(thing: Thing) -> Item:
    held = thing.more["bucket"]
    assert isinstance(held, Held)  # noqa: S101 - for the type alone
    after = {"daysAfterModificationGreaterThan": 90}
    since = {"daysAfterCreationGreaterThan": 30}
    actions: Mapping[str, dict[str, object]] = {
        "tier": {"baseBlob": {"tierToCool": after}},
        "versions": {"version": {"delete": since}},
    }
    rules = [
        {"name": name, "enabled": True, "type": "Lifecycle",
         "definition": {"filters": {"blobTypes": ["blockBlob"]}, "actions": actions[name]}}
        for name in held.rules
    ]  # fmt: skip
    name = f"{thing.written_id}/managementPolicies/default"
    return {
        "id": name, "name": "DefaultManagementPolicy", "type": POLICY,
        "properties": {"policy": {"rules": rules}},
    }  # fmt: skip


def _item(thing: Thing) -> Item:
    facts = thing.facts
    return {
        **thing.as_arm(KIND),
        "tags": facts["tags"],
        "kind": facts["kind"],
        "sku": {"name": facts["redundancy"], "tier": "Standard"},
        "properties": {
            "accessTier": facts["tier"],
            "allowBlobPublicAccess": not facts["public_blocked"],
            "creationTime": f"{facts['created_at']:%Y-%m-%dT%H:%M:%S}.0000000Z",
            "supportsHttpsTrafficOnly": True,
            "provisioningState": "Succeeded",
        },
    }

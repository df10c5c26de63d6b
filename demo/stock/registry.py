"""Where container images are kept: tended and untended, full and empty ones."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from demo.accounts import Ids, place
from demo.shape import Estate
from demo.stock.course import course, mean
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import asked, told

SERVICES = ("ecr",)
KIND = "Microsoft.ContainerRegistry/registries"
GIB = 1024**3
# Account, region, name, images, untagged ones, GiB of each, has a policy, scans, tier, team.
Plan = tuple[str, str, str, int, int, float, bool, bool, str | None, str | None]
PLANS: tuple[Plan, ...] = (
    ("shop-prod", "us-east-1", "shop/web", 40, 4, 0.5, True, True, None, "web"),
    ("shop-prod", "us-east-1", "shop/mailer", 320, 290, 0.75, False, False, None, "payments"),
    ("shop-prod", "eu-west-1", "never-used", 0, 0, 0, False, True, None, None),
    ("data-platform", "us-east-1", "ingest", 64, 0, 1.5, True, True, None, "data"),
    ("data-platform", "ap-southeast-1", "apac-ingest", 8, 0, 1, False, False, None, "data"),
    ("retail-prod", "westeurope", "acrretail", 0, 0, 220, True, False, "premium", "web"),
    ("retail-dev", "eastus", "acrlab", 0, 0, 3, False, False, "basic", None),
    ("legacy-erp", "westeurope", "acrerp", 0, 0, 9, False, False, "standard", None),
)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    ids = Ids(estate.seed)
    return (thing(estate, ids, plan) for plan in PLANS)


def thing(estate: Estate, ids: Ids, plan: Plan) -> Thing:
    """One of them."""
    account, region, name, images, untagged, gib, policy, scans, tier, team = plan
    where = place(account, region)
    made = estate.now.replace(hour=2) - timedelta(days=400)
    facts: dict[str, object] = {
        "name": name,
        "created_at": made,
        "lifecycle_policy": policy,
        "tags": {"team": team} if team else {},
    }
    if where.account.cloud == "aws":
        arn = f"arn:aws:ecr:{region}:{where.account.id}:repository/{name}"
        facts |= {
            "images": images,
            "untagged_images": untagged,
            "size_gib": images * gib,
            "last_pushed_at": made + timedelta(days=images) if images else None,
            "scan_on_push": scans,
            "immutable": False,
        }
        return Thing("registry", where, arn, facts, {"gib": gib})
    written = ids.of("", KIND, where, name)
    facts |= {"tier": tier, "public": True}
    points = course(gib * GIB, estate.now, (name, "storage"), spread=0)
    metrics = {"storage_gib": mean(points, estate.now, 1 / GIB)}
    lines = (Line("StorageUsed", points),)
    return Thing("registry", where, written.lower(), facts, {}, lines, written, metrics)


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """As ECR tells them."""
    if request.action == "DescribeRepositories":
        listed = [_repository(thing) for thing in things]
        return told("ecr", request.action, {"repositories": listed})
    name = asked(request).get("repositoryName")
    one = next((one for one in things if one.facts["name"] == name), None)
    if one is None:
        return None
    if request.action == "DescribeImages":
        return told("ecr", request.action, {"imageDetails": [*_images(one)]})
    if request.action != "GetLifecyclePolicy":
        return None
    if not one.facts["lifecycle_policy"]:
        body = '{"__type": "LifecyclePolicyNotFoundException", "message": "there is none"}'
        return 400, "application/x-amz-json-1.1", body
    return told("ecr", request.action, {"repositoryName": name, "lifecyclePolicyText": "{}"})


def _repository(thing: Thing) -> Mapping[str, object]:
    facts = thing.facts
    return {
        "repositoryArn": thing.id,
        "registryId": thing.place.account.id,
        "repositoryName": facts["name"],
        "createdAt": facts["created_at"],
        "imageTagMutability": "MUTABLE",
        "imageScanningConfiguration": {"scanOnPush": facts["scan_on_push"]},
    }


def _images(thing: Thing) -> Iterator[Mapping[str, object]]:
    facts, gib = thing.facts, thing.more["gib"]
    count, untagged, last = facts["images"], facts["untagged_images"], facts["last_pushed_at"]
    assert isinstance(count, int)  # noqa: S101 - for the type alone
    assert isinstance(untagged, int)  # noqa: S101
    assert isinstance(gib, int | float)  # noqa: S101
    for n in range(count):
        tagged = {} if n < untagged else {"imageTags": [f"v{n}"]}
        size = int(gib * GIB)
        known = {"imageDigest": f"sha256:{n:064x}", "imageSizeInBytes": size}
        yield {**known, "imagePushedAt": last, **tagged}


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Container Registry writes them."""
    return {KIND: tuple(_registry(thing) for thing in things)}


def _registry(thing: Thing) -> Item:
    facts = thing.facts
    retained = "enabled" if facts["lifecycle_policy"] else "disabled"
    return {
        **thing.as_arm(KIND),
        "tags": facts["tags"],
        "sku": {"name": str(facts["tier"]).title(), "tier": str(facts["tier"]).title()},
        "properties": {
            "creationDate": f"{facts['created_at']:%Y-%m-%dT%H:%M:%S}.0000000Z",
            "publicNetworkAccess": "Enabled",
            "policies": {"retentionPolicy": {"days": 7, "status": retained}},
        },
    }

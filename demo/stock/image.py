"""Images: the one that all VMs of AWS are made of, newer ones, and old ones that nothing uses."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from demo.accounts import Ids, place
from demo.shape import Estate, Place
from demo.stock.thing import Answer, Item, Request, Thing
from demo.stock.wire import told
from demo.vm_metrics import IMAGE

SERVICES = ("ec2",)
MANAGED = "Microsoft.Compute/images"
DEFINITION = "Microsoft.Compute/galleries/images"
VERSION = f"{DEFINITION}/versions"
# (account, region, name, GiB, age in days, team); a name with a slash is of a gallery.
PLANS = (
    ("shop-prod", "us-east-1", "golden-2026-10", 30, 40, "platform"),
    ("shop-prod", "us-east-1", "golden-2023-01", 30, 1400, "platform"),
    ("shop-prod", "eu-west-1", "build-box", 200, 700, None),
    ("shop-staging", "us-east-1", "try-out", 8, 20, None),
    ("data-platform", "ap-southeast-1", "apac-worker", 100, 60, "data"),
    ("retail-prod", "westeurope", "img-crm-backup", 127, 0, None),
    ("retail-prod", "westeurope", "golden/1.0.0", 64, 90, "platform"),
    ("retail-dev", "eastus", "lab/0.0.1", 30, 800, None),
    ("legacy-erp", "westeurope", "img-erp", 127, 0, None),
)
# The image that VMs were made of.
IN_USE = "golden-2026-10"


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    ids = Ids(estate.seed)
    return (thing(estate, ids, plan) for plan in PLANS)


def thing(estate: Estate, ids: Ids, plan: tuple[str, str, str, int, int, str | None]) -> Thing:
    """One of them: account, region, name, GiB, age in days, team."""
    account, region, name, size, age, team = plan
    where = place(account, region)
    written = _written(ids, where, name)
    aws = where.account.cloud == "aws"
    made = name == IN_USE
    here = [one for one in estate.vms if one.place == where and one.deleted_at is None]
    facts: dict[str, object] = {
        "name": name,
        "state": "available" if aws else "succeeded",
        "kind": "ami" if aws else "gallery image" if "/" in name else "managed image",
        "os": "linux",
        "architecture": "x86_64" if aws or "/" in name else None,
        "size_gib": size,
        "vm_count": len(here) if made else 0,
        "tags": {"team": team} if team else {},
    }
    if age:
        facts["created_at"] = estate.now.replace(hour=5) - timedelta(days=age)
    if aws:
        facts["public"] = False
    identity = written if aws else written.lower()
    return Thing("image", where, identity, facts, written_id=written)


def _written(ids: Ids, where: Place, name: str) -> str:
    if where.account.cloud == "aws":
        return IMAGE if name == IN_USE else ids.of("ami", "", where, name)
    if "/" not in name:
        return ids.of("", MANAGED, where, name)
    image, _, version = name.partition("/")
    root = ids.of("", "Microsoft.Compute/galleries", where, "gal")
    return f"{root}/images/{image}/versions/{version}"


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """As EC2 describes them."""
    if request.action != "DescribeImages":
        return None
    return told("ec2", "DescribeImages", {"Images": [_ami(thing) for thing in things]})


def _ami(thing: Thing) -> Mapping[str, object]:
    facts, labels = thing.facts, thing.facts["tags"]
    assert isinstance(labels, dict)  # noqa: S101 - for the type alone
    return {
        "ImageId": thing.id,
        "Name": facts["name"],
        "State": facts["state"],
        "OwnerId": thing.place.account.id,
        "CreationDate": f"{facts['created_at']:%Y-%m-%dT%H:%M:%S}.000Z",
        "Architecture": facts["architecture"],
        "PlatformDetails": "Linux/UNIX",
        "Public": False,
        "BlockDeviceMappings": [
            {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": facts["size_gib"]}},
            {"DeviceName": "/dev/sdb", "VirtualName": "ephemeral0"},
        ],
        "Tags": [{"Key": key, "Value": value} for key, value in labels.items()],
    }


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Compute writes them."""
    versions = [one for one in things if one.facts["kind"] == "gallery image"]
    return {
        MANAGED: tuple(_managed(one) for one in things if one not in versions),
        VERSION: tuple(_version(one) for one in versions),
        DEFINITION: tuple(_definition(one) for one in versions),
    }


def _item(thing: Thing, kind: str) -> dict[str, object]:
    return {
        "id": thing.written_id,
        "name": thing.written_id.rpartition("/")[2],
        "type": kind,
        "location": thing.place.region,
        "tags": thing.facts["tags"],
    }


def _managed(thing: Thing) -> Item:
    disk = {"osType": "Linux", "osState": "Generalized", "diskSizeGB": thing.facts["size_gib"]}
    storage = {"osDisk": disk, "dataDisks": []}
    properties = {"provisioningState": "Succeeded", "storageProfile": storage}
    return {**_item(thing, MANAGED), "properties": properties}


def _version(thing: Thing) -> Item:
    made = f"{thing.facts['created_at']:%Y-%m-%dT%H:%M:%S}.0000000+00:00"
    return {
        **_item(thing, VERSION),
        "properties": {
            "provisioningState": "Succeeded",
            "publishingProfile": {"publishedDate": made, "excludeFromLatest": False},
            "storageProfile": {"osDiskImage": {"sizeInGB": thing.facts["size_gib"]}},
        },
    }


def _definition(thing: Thing) -> Item:
    root = thing.written_id.partition("/versions/")[0]
    own = {"osType": "Linux", "osState": "Generalized", "architecture": "x64"}
    known = {**_item(thing, DEFINITION), "id": root, "name": root.rpartition("/")[2]}
    return {**known, "properties": own}

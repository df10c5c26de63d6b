"""Shared files: used and forgotten file systems of EFS, shares of Azure Files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from demo.accounts import Ids, place
from demo.shape import Estate, Place
from demo.stock.bucket import BUCKETS
from demo.stock.bucket import KIND as STORAGE
from demo.stock.course import WINDOW_DAYS, course, total
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import told

SERVICES = ("elasticfilesystem",)
KIND = f"{STORAGE}/fileServices/shares"
GIB, MINUTES_A_STEP = 1024**3, 360


@dataclass(frozen=True, slots=True)
class System:
    """One file system of EFS; clients at a time and GiB in six hours; 0 is not reported."""

    account: str
    region: str
    name: str
    gib: float
    clients: float
    io: float
    mode: str
    rules: int
    mounts: int
    team: str | None
    mibps: float | None = None
    encrypted: bool = True


@dataclass(frozen=True, slots=True)
class Share:
    """One share of Azure Files, in a storage account of the stock."""

    owner: str
    name: str
    quota: int
    tier: str


SYSTEMS = (
    System("shop-prod", "us-east-1", "uploads", 840.5, 12, 3.2, "elastic", 1, 3, "web"),
    System("shop-prod", "us-east-1", "old-home", 2300, 0, 0, "bursting", 0, 2, None,
           encrypted=False),
    System("shop-prod", "eu-west-1", "uploads-eu", 210, 4, 0.8, "elastic", 1, 2, "web"),
    System("data-platform", "us-east-1", "notebooks", 1450, 6, 1.9, "provisioned", 0, 2, "data",
           mibps=128),
    System("data-platform", "ap-southeast-1", "notebooks-ap", 80, 1, 0.1, "bursting", 0, 1, "data"),
    System("shop-staging", "us-east-1", "unmounted", 60, 0, 0, "bursting", 0, 0, None),
)  # fmt: skip
SHARES = (
    Share("stretailassets", "catalogue", 1024, "TransactionOptimized"),
    Share("stretailassets", "archive", 5120, "Cool"),
    Share("stretaildev", "homes", 100, "Hot"),
    Share("sterparchive", "scans", 2048, "Cool"),
)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    ids = Ids(estate.seed)
    yield from (system(one, ids, estate) for one in SYSTEMS)
    owners = {one.name: one for one in BUCKETS}
    for share in SHARES:
        owner = owners[share.owner]
        where = place(owner.account, owner.region)
        team = {"team": owner.team, "env": "prod"} if owner.team else {}
        yield _of_azure(share, where, team)


def system(one: System, ids: Ids, estate: Estate) -> Thing:
    """One of EFS's."""
    where = place(one.account, one.region)
    known = f"fs-{ids.hex('fs', where.account.id, one.name)}"
    arn = f"arn:aws:elasticfilesystem:{one.region}:{where.account.id}:file-system/{known}"
    facts = {
        "name": one.name, "state": "available", "size_gib": one.gib, "protocol": "NFS",
        "throughput_mode": one.mode, "provisioned_mibps": one.mibps,
        "lifecycle": bool(one.rules), "mount_target_count": one.mounts,
        "encrypted": one.encrypted, "created_at": estate.now - timedelta(days=400),
        "tags": {"team": one.team} if one.team else {},
    }  # fmt: skip
    named = (("FileSystemId", known),)
    seen = course(one.clients * MINUTES_A_STEP, estate.now, one.name) if one.clients else ()
    moved = course(one.io * GIB, estate.now, (one.name, "io")) if one.io else ()
    lines = (
        Line("ClientConnections", seen, "AWS/EFS", named, counted=True),
        Line("TotalIOBytes", moved, "AWS/EFS", named, counted=True),
    )
    minutes = WINDOW_DAYS * 24 * 60
    metrics = {
        "connections": total(seen, estate.now, 1 / minutes),
        "io_gib": total(moved, estate.now, 1 / GIB),
    }
    return Thing("file_share", where, arn, facts, {"system": known}, lines, "", metrics)


def _of_azure(one: Share, where: Place, tags: Mapping[str, str]) -> Thing:
    written = where.arm_id(STORAGE, f"{one.owner}/fileServices/default/shares/{one.name}")
    facts = {
        "name": one.name, "quota_gib": one.quota, "tier": one.tier, "protocol": "SMB",
        "storage_account": one.owner, "encrypted": True, "tags": tags,
    }  # fmt: skip
    return Thing("file_share", where, written.lower(), facts, {}, (), written)


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """As EFS writes them."""
    if request.action.rstrip("/").endswith("/file-systems"):
        found = [_system(one) for one in things]
        return told("efs", "DescribeFileSystems", {"FileSystems": found})
    if request.action.endswith("/lifecycle-configuration"):
        known = request.action.split("/")[-2]
        has = any(one.more["system"] == known and one.facts["lifecycle"] for one in things)
        rules = [{"TransitionToIA": "AFTER_30_DAYS"}] if has else []
        return told("efs", "DescribeLifecycleConfiguration", {"LifecyclePolicies": rules})
    return None


def _system(thing: Thing) -> Mapping[str, object]:
    facts, size, tags = thing.facts, thing.facts["size_gib"], thing.facts["tags"]
    assert isinstance(size, int | float)  # noqa: S101 - for the type alone
    assert isinstance(tags, dict)  # noqa: S101 - for the type alone
    whole = {
        "FileSystemId": thing.more["system"],
        "FileSystemArn": thing.id,
        "Name": facts["name"],
        "LifeCycleState": facts["state"],
        "SizeInBytes": {"Value": int(size * GIB)},
        "ThroughputMode": facts["throughput_mode"],
        "ProvisionedThroughputInMibps": facts["provisioned_mibps"],
        "NumberOfMountTargets": facts["mount_target_count"],
        "Encrypted": facts["encrypted"],
        "CreationTime": facts["created_at"],
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
    }
    return {key: value for key, value in whole.items() if value is not None}


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Azure Files writes them; their storage accounts are the buckets'."""
    return {KIND: tuple(_item(one) for one in things)}


def _item(thing: Thing) -> Item:
    facts = thing.facts
    return {
        "id": thing.written_id,
        "name": facts["name"],
        "type": KIND,
        "properties": {
            "shareQuota": facts["quota_gib"],
            "accessTier": facts["tier"],
            "enabledProtocols": facts["protocol"],
        },
    }

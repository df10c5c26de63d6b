"""Snapshots of disks: recent ones of every fourth disk, and old ones whose disk is gone."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from demo.accounts import LAB, Ids, place
from demo.aws_inventory import naive, replaced
from demo.shape import Estate, Place
from demo.stock.thing import Item, Thing

if TYPE_CHECKING:
    from demo.stock import Backends

SERVICES = ("ec2",)
KIND, DISK = "Microsoft.Compute/snapshots", "Microsoft.Compute/disks"
# Of how many disks there is a snapshot: every so many.
EVERY = 4
# (account, region, name, GiB, age in days) of those whose disk is no more.
ORPHANS = (
    ("shop-prod", "us-east-1", "before-migration", 500, 420),
    ("data-platform", "us-east-1", "spark-scratch", 200, 95),
    ("retail-prod", "westeurope", "crm-before-upgrade", 256, 400),
    ("retail-dev", "northeurope", "old-lab", 64, 120),
)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    ids, today = Ids(estate.seed), estate.now.replace(hour=0)
    usual = [disk for disk in estate.disks if disk.place.account not in LAB]
    for number, disk in enumerate(usual[::EVERY]):
        name = f"{disk.name or disk.id.rpartition('/')[2]}-snap"
        made = max(today - timedelta(days=3 + number % 60), disk.created_at)
        known = {"size_gib": disk.size_gib, "encrypted": disk.encrypted, "tags": dict(disk.tags)}
        known["orphaned"] = False
        yield thing(ids, disk.place, name, disk.written_id, {**known, "created_at": made})
    for account, region, name, size, age in ORPHANS:
        where, made = place(account, region), today - timedelta(days=age)
        known = {"size_gib": size, "encrypted": where.account.cloud == "azure", "tags": {}}
        gone = ids.of("vol", DISK, where, f"{name}-disk")
        yield thing(ids, where, name, gone, {**known, "created_at": made})


def thing(ids: Ids, where: Place, name: str, disk: str, known: Mapping[str, object]) -> Thing:
    """One of a disk, by the disk's id; `known` are its size, tags, age, encryption, and tier.

    Its disk is gone, unless `known` says that it is not `orphaned`.
    """
    aws = where.account.cloud == "aws"
    written = ids.of("snap", KIND, where, name)
    labels = known["tags"]
    assert isinstance(labels, dict)  # noqa: S101 - for the type alone
    facts = {
        "orphaned": True,
        **({} if aws else {"tier": "Standard_LRS"}),
        **known,
        "name": name,
        "disk": disk if aws else disk.rpartition("/")[2],
        "state": "completed" if aws else "succeeded",
        "tags": {**labels, "Name": name} if aws else labels,
    }
    return Thing("snapshot", where, written.lower(), facts, {"disk": disk}, written_id=written)


def fill(things: Sequence[Thing], backends: "Backends") -> None:
    """Put them into moto; a snapshot outlives its disk."""
    from moto.ec2.models import elastic_block_store

    ec2 = backends.of("ec2")
    for thing in things:
        facts, disk = thing.facts, str(thing.more["disk"])
        gone = disk not in ec2.volumes
        if gone:
            with replaced(elastic_block_store, "random_volume_id", lambda disk=disk: disk):
                ec2.create_volume(facts["size_gib"], f"{thing.place.region}a")
        with replaced(elastic_block_store, "random_snapshot_id", lambda thing=thing: thing.id):
            said = str(facts.get("description") or facts["name"])
            made = ec2.create_snapshot(disk, description=said)
        at = facts["created_at"]
        made.start_time = naive(at) if isinstance(at, datetime) else at
        made.encrypted = facts["encrypted"]
        ec2.create_tags([thing.id], facts["tags"])
        if gone:
            ec2.delete_volume(disk)


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Compute writes them."""
    return {KIND: tuple(_item(thing) for thing in things)}


def _item(thing: Thing) -> Item:
    facts = thing.facts
    return {
        **thing.as_arm(KIND),
        "tags": facts["tags"],
        "sku": {"name": facts["tier"], "tier": str(facts["tier"]).partition("_")[0]},
        "properties": {
            "timeCreated": f"{facts['created_at']:%Y-%m-%dT%H:%M:%S}.0000000+00:00",
            "provisioningState": "Succeeded",
            "diskSizeGB": facts["size_gib"],
            "incremental": True,
            "creationData": {"createOption": "Copy", "sourceResourceId": thing.more["disk"]},
            "encryption": {"type": "EncryptionAtRestWithPlatformKey"},
        },
    }

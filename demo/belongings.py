"""Disks and public addresses of the estate: those that VMs hold, and those that nothing does."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from demo.accounts import Ids, place
from demo.shape import Address, Disk, Network, Place, Vm

Bases = Mapping[Place, tuple[Network, ...]]
_DATA_DISKS = {"db": 500, "spark": 400, "erp": 256, "file": 1024, "search": 200}


def disks_of(vms: Iterable[Vm], ids: Ids) -> Iterable[Disk]:
    """The disks that VMs hold: one for the system, more for what a role keeps."""
    for number, vm in enumerate(vms):
        role = (vm.name or "").partition("-")[0]
        sizes = [128 if vm.os == "windows" else (30, 64, 100)[number % 3]]
        if role in _DATA_DISKS:
            sizes.append(_DATA_DISKS[role])
        for index, size in enumerate(sizes):
            yield _disk_of(vm, index, size, number, ids)


def _disk_of(vm: Vm, index: int, size: int, number: int, ids: Ids) -> Disk:
    aws = vm.place.account.cloud == "aws"
    name = f"{vm.name}_OsDisk_1" if not index else f"{vm.name}_DataDisk_{index - 1}"
    written = ids.of("vol", "Microsoft.Compute/disks", vm.place, name, vm.id)
    kinds = ("gp3", "gp2") if aws else ("Premium_LRS", "StandardSSD_LRS")
    # On AWS a volume has only the tags that somebody gave it; half have none, so no name.
    named = not aws or number % 2 == 0
    own = {key: value for key, value in vm.tags.items() if not key.startswith("aws:")}
    return Disk(
        id=written.lower(),
        written_id=written,
        name=(own.get("Name") if aws else name) if named else None,
        place=vm.place,
        zone=vm.zone,
        kind="io2" if aws and index and size >= 500 else kinds[number % 2],
        size_gib=size,
        vm_id=vm.id,
        root=index == 0,
        created_at=vm.created_at,
        detached_at=None,
        encrypted=not aws or number % 3 != 0,
        tags=own if named else {},
    )


# (name, account, region, kind, GiB, days since made, days since let go)
_LOOSE = (
    ("restore-test", "shop-prod", "us-east-1", "gp3", 500, 210, 90),
    ("old-data", "shop-prod", "eu-west-1", "gp2", 1000, 400, 120),
    ("tmp-migration", "shop-staging", "us-east-1", "gp3", 200, 45, 5),
    ("spark-scratch", "data-platform", "us-east-1", "gp3", 2000, 300, 60),
    ("risk-scratch", "data-platform", "ap-southeast-1", "gp3", 800, 200, 100),
    ("crm-old-data", "retail-prod", "westeurope", "Premium_LRS", 512, 500, 150),
    ("vdi-template", "retail-dev", "eastus", "StandardSSD_LRS", 128, 90, 35),
    ("web-5-ASRReplica", "retail-prod", "northeurope", "Standard_LRS", 64, 120, 120),
    ("erp-backup", "legacy-erp", "westeurope", "Premium_LRS", 1024, 600, 300),
)


def loose_disks(ids: Ids, now: datetime) -> Iterable[Disk]:
    """The disks that nothing holds."""
    today = now.replace(hour=0)
    for name, account, region, kind, size, made, free in _LOOSE:
        where = place(account, region)
        written = ids.of("vol", "Microsoft.Compute/disks", where, name)
        yield Disk(
            written.lower(), written, name, where,
            f"{region}a" if where.account.cloud == "aws" else None,
            kind, size, None, False, today - timedelta(days=made),  # noqa: FBT003 - not a root disk
            today - timedelta(days=free), True,  # noqa: FBT003 - encrypted
            {"Name": name} if where.account.cloud == "aws" else {"env": "prod"},
        )  # fmt: skip


# Addresses that nothing uses, and one that a NAT gateway does: (name, account, region, holder kind)
_SPARE = (
    ("old-lb", "shop-prod", "us-east-1", None),
    ("vpn-2019", "shop-prod", "eu-west-1", None),
    ("staging-spare", "shop-staging", "us-east-1", None),
    ("nat-egress", "shop-prod", "us-east-1", "nat"),
    ("risk-spare", "data-platform", "ap-southeast-1", None),
    ("pip-old-portal", "retail-prod", "westeurope", None),
    ("pip-test", "retail-dev", "eastus", None),
    ("pip-nat", "retail-prod", "northeurope", "nat"),
    ("pip-erp-old", "legacy-erp", "westeurope", None),
)


def addresses(public: Iterable[Vm], bases: Bases, ids: Ids, now: datetime) -> Iterable[Address]:
    """An address for each of the VMs, and those of `_SPARE`."""
    for n, vm in enumerate(public):
        yield _address(f"pip-{vm.name}", vm.place, n, ids, now, vm=vm)
    for n, (name, account, region, kind) in enumerate(_SPARE):
        address = _address(name, place(account, region), 200 + n, ids, now)
        if kind == "nat":
            where = address.place
            nat = ids.of("nat", "Microsoft.Network/natGateways", where, f"nat-{where.region}")
            subnet = bases[where][0].subnets[-1]
            address = replace(address, holder=nat.lower(), holder_kind="nat", subnet_id=subnet.id)
        yield address


def _address(
    name: str, where: Place, number: int, ids: Ids, now: datetime, vm: Vm | None = None
) -> Address:
    written = ids.of("eipalloc", "Microsoft.Network/publicIPAddresses", where, name)
    # 203.0.113.0/24 is set aside for examples (RFC 5737).
    return Address(
        id=written.lower(),
        written_id=written,
        name=name,
        place=where,
        ip=f"203.0.113.{number}",
        holder=vm.id if vm else None,
        holder_kind="vm" if vm else None,
        subnet_id=vm.subnet_id if vm else None,
        created_at=vm.created_at if vm else now.replace(hour=0) - timedelta(days=300),
        tags={"Name": name} if where.account.cloud == "aws" else {},
    )

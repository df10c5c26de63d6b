"""Makes the embedded estate from a seed: six accounts on two clouds, with planted facts.

Pure: the same `now` and `seed` give the same estate, down to every id and metric point. Each part
draws from a random source of its own, so that adding to one leaves the others as they were.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import groupby
from random import Random

from demo import cpu, labels
from demo.grounds import lay_out
from demo.plans import Plan, fleets, planted
from demo.shape import (
    EVERYWHERE,
    Account,
    Address,
    CpuPoint,
    Disk,
    Estate,
    Network,
    Place,
    Subnet,
    Vm,
)

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
SEED = 20261118
ACCOUNTS = (
    Account("aws", "111111111111", "shop-prod"),
    Account("aws", "222222222222", "shop-staging"),
    Account("aws", "333333333333", "data-platform", frozenset({"ap-southeast-1"})),
    Account("azure", "a1111111-aaaa-4111-8111-000000000001", "retail-prod"),
    Account("azure", "b2222222-bbbb-4222-8222-000000000002", "retail-dev"),
    Account("azure", "c3333333-cccc-4333-8333-000000000003", "legacy-erp", frozenset({EVERYWHERE})),
)
_DATA_DISKS = {"db": 500, "spark": 400, "erp": 256, "file": 1024, "search": 200}


@dataclass(frozen=True, slots=True)
class Ids:
    """Identifiers that depend only on the seed and on what they are for."""

    seed: int

    def hex(self, *what: object) -> str:
        """17 hexadecimal digits, as AWS uses."""
        text = "\0".join(map(str, (self.seed, *what)))
        return blake2b(text.encode(), digest_size=9).hexdigest()[:17]

    def of(self, prefix: str, kind: str, place: Place, name: str, *more: object) -> str:
        """The id as the cloud's inventory writes it: `i-…`, or an Azure resource id."""
        if place.account.cloud == "aws":
            return f"{prefix}-{self.hex(prefix, place.account.id, place.region, name, *more)}"
        # Compute writes resource groups in capitals, network as they were made.
        group = (place.group or "").upper() if "Compute" in kind else place.group
        return f"/subscriptions/{place.account.id}/resourceGroups/{group}/providers/{kind}/{name}"


def make_estate(now: datetime = NOW, seed: int = SEED) -> Estate:
    """The whole estate as it is at `now` (aware, UTC)."""
    ids = Ids(seed)
    plans = (*planted(now.date()), *fleets(Random(f"{seed} fleets")))
    bases = lay_out(sorted({_place(p) for p in plans}, key=str), ids.of)
    made = [_vm(plan, n, bases, ids, now) for n, plan in enumerate(plans)]
    vms = tuple(made)
    there = tuple(vm for vm in vms if vm.deleted_at is None)
    disks = (*_disks(there, ids), *_loose_disks(ids, now))
    addresses = tuple(_addresses(there, plans, vms, ids, now))
    public = {address.holder: address.ip for address in addresses if address.holder_kind == "vm"}
    vms = tuple(replace(vm, public_ip=public.get(vm.id)) for vm in vms)
    return Estate(
        now, seed, ACCOUNTS, vms, disks, addresses, _peopled(bases, there),
        {**_facts(plans, vms), **_facts_of_rest(disks, addresses)},
    )  # fmt: skip


def account_named(name: str) -> Account:
    """One of ACCOUNTS."""
    return next(account for account in ACCOUNTS if account.name == name)


def _place(plan: Plan) -> Place:
    return place(plan.account, plan.region)


def place(account: str, region: str) -> Place:
    """A region of an account; Azure's resource group is `RG-…`, in mixed case on purpose."""
    found = account_named(account)
    group = f"Rg-{account}-{region}" if found.cloud == "azure" else None
    return Place(found, region, group)


def _vm(
    plan: Plan, number: int, bases: Mapping[Place, tuple[Network, ...]], ids: Ids, now: datetime
) -> Vm:
    random = Random(f"{ids.seed} vm {number}")
    where = _place(plan)
    network = bases[where][0]
    # Every Azure network has a GatewaySubnet, which holds no VM: the last one.
    subnet = network.subnets[number % (len(network.subnets) - 1)]
    written = ids.of("i", "Microsoft.Compute/virtualMachines", where, plan.name, number)
    today = now.replace(hour=0)
    # Rounded to a day where charges must come out even; else some hour of the day.
    hour = 0 if plan.hours != 24 or plan.gone_days or plan.age_days < 60 else number % 24
    tags = labels.tags(plan.name, plan.account, plan.tags, random)
    if where.account.cloud == "azure":
        tags.pop("Name", None)
    vm = Vm(
        id=written.lower(),
        written_id=written,
        name=(plan.name or None),
        place=where,
        zone=_zone(where, subnet, number),
        size=plan.size,
        os=plan.os,
        spot=plan.spot,
        state=plan.state,
        created_at=today - timedelta(days=plan.age_days) + timedelta(hours=hour),
        stopped_at=today - timedelta(days=plan.off_days) if plan.off_days else None,
        deleted_at=today - timedelta(days=plan.gone_days) if plan.gone_days else None,
        hours=plan.hours,
        workdays_only=plan.workdays_only,
        commitment=plan.commitment,
        export_id=("bare", "arn", "mixed")[number % 3] if where.account.cloud == "aws" else "bare",
        transfers=not plan.name.startswith("ledger") and number % 2 == 0,
        tags=tags,
        network_id=network.id,
        subnet_id=subnet.id,
        private_ip=_private_ip(subnet, number),
        public_ip=None,
        cpu=(),
    )
    return replace(vm, cpu=_cpu(vm, plan, now, random))


def _zone(where: Place, subnet: Subnet, number: int) -> str | None:
    if where.account.cloud == "aws":
        return subnet.zone
    return str(number % 3 + 1) if number % 4 else None


def _private_ip(subnet: Subnet, number: int) -> str:
    return f"{subnet.cidr.rsplit('.', 1)[0]}.{number + 10}"


def runs_on(vm: Vm, day: datetime) -> bool:
    """Whether this is a day of the week on which it runs."""
    return not vm.workdays_only or day.weekday() < 5


def _cpu(vm: Vm, plan: Plan, now: datetime, random: Random) -> tuple[CpuPoint, ...]:
    if plan.cpu is None:
        return ()
    today = now.replace(hour=0)
    silent = today - timedelta(days=plan.silent_days) if plan.silent_days else now
    start = max(today - timedelta(days=cpu.HISTORY_DAYS), vm.created_at)
    end = min(now, silent, vm.stopped_at or now, vm.deleted_at or now)
    # Machines that sleep at night work from 06:00; others that rest do so in the last hours.
    first = 6 if vm.workdays_only else 0
    times = [
        time
        for time in cpu.steps(start, end)
        if runs_on(vm, time) and first <= time.hour < first + vm.hours
    ]
    return cpu.history(plan.cpu, times, random, steady=plan.steady)


def _disks(vms: Iterable[Vm], ids: Ids) -> Iterable[Disk]:
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


def _loose_disks(ids: Ids, now: datetime) -> Iterable[Disk]:
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


def _addresses(
    there: Iterable[Vm], plans: Iterable[Plan], vms: Iterable[Vm], ids: Ids, now: datetime
) -> Iterable[Address]:
    public = {vm.id for vm, plan in zip(vms, plans, strict=True) if plan.public}
    for n, vm in enumerate(vm for vm in there if vm.id in public):
        yield _address(f"pip-{vm.name}", vm.place, n, ids, now, vm=vm)
    for n, (name, account, region, kind) in enumerate(_SPARE):
        address = _address(name, place(account, region), 200 + n, ids, now)
        if kind == "nat":
            where = address.place
            nat = ids.of("nat", "Microsoft.Network/natGateways", where, f"nat-{where.region}")
            address = replace(address, holder=nat.lower(), holder_kind="nat")
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
        created_at=vm.created_at if vm else now.replace(hour=0) - timedelta(days=300),
        tags={"Name": name} if where.account.cloud == "aws" else {},
    )


def _peopled(bases: Mapping[Place, tuple[Network, ...]], vms: Iterable[Vm]) -> tuple[Network, ...]:
    """The networks, each subnet with the number of VMs in it."""
    counts: dict[str, int] = {}
    for vm in vms:
        counts[vm.subnet_id] = counts.get(vm.subnet_id, 0) + 1
    return tuple(
        replace(
            network,
            subnets=tuple(replace(s, vms=counts.get(s.id, 0)) for s in network.subnets),
        )
        for networks in bases.values()
        for network in networks
    )


def _facts(plans: Iterable[Plan], vms: Iterable[Vm]) -> dict[str, tuple[str, ...]]:
    pairs = sorted(
        (fact, vm.id) for plan, vm in zip(plans, vms, strict=True) for fact in plan.facts
    )
    return {fact: tuple(i for _, i in found) for fact, found in groupby(pairs, lambda p: p[0])}


def _facts_of_rest(
    disks: Iterable[Disk], addresses: Iterable[Address]
) -> dict[str, tuple[str, ...]]:
    loose = [disk for disk in disks if disk.vm_id is None]
    spare = [address for address in addresses if address.holder is None]
    return {
        "unattached_disks": tuple(disk.id for disk in loose if disk.place.visible),
        "denied_unattached_disks": tuple(disk.id for disk in loose if not disk.place.visible),
        "unassociated_addresses": tuple(a.id for a in spare if a.place.visible),
        "denied_unassociated_addresses": tuple(a.id for a in spare if not a.place.visible),
    }

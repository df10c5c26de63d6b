"""Makes the embedded estate from a seed: six accounts on two clouds, with planted facts.

Beside them stands a lab on each cloud, with what is planted for the rules of waste: `demo.lab`.

Pure: the same `now` and `seed` give the same estate, down to every id and metric point. Each part
draws from a random source of its own, so that adding to one leaves the others as they were.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from random import Random

from demo import cpu, lab, labels
from demo.accounts import ACCOUNTS, LAB, Ids, place
from demo.belongings import Bases, addresses, disks_of, loose_disks
from demo.grounds import lay_out
from demo.lab.vm import REGIONS
from demo.plans import Plan, fleets, planted
from demo.shape import Address, CpuPoint, Disk, Estate, Network, Place, Subnet, Vm

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
SEED = 20261118
SATURDAY = 5
LAB_PLACES = tuple(place(account.name, REGIONS[account.cloud]) for account in LAB)


def make_estate(now: datetime = NOW, seed: int = SEED) -> Estate:
    """The whole estate as it is at `now` (aware, UTC)."""
    ids = Ids(seed)
    plans = (*planted(now.date()), *fleets(Random(f"{seed} fleets")), *lab.vms())
    bases = lay_out(sorted({_place(p) for p in plans} | set(LAB_PLACES), key=_order), ids.of)
    vms = tuple(_vm(plan, n, bases, ids, now) for n, plan in enumerate(plans))
    there = tuple(vm for vm in vms if vm.deleted_at is None)
    usual = [vm for vm in there if vm.place.account not in LAB]
    disks = (*disks_of(usual, ids), *loose_disks(ids, now))
    disks = (*disks, *disks_of([vm for vm in there if vm.place.account in LAB], ids))
    public = [vm for vm, plan in zip(vms, plans, strict=True) if plan.public]
    held = tuple(addresses(public, bases, ids, now))
    first = Estate(now, seed, ACCOUNTS, vms, disks, held, (), {})
    disks, held = (*disks, *lab.disks(first)), (*held, *lab.addresses(first))
    ips = {address.holder: address.ip for address in held if address.holder_kind == "vm"}
    vms = tuple(replace(vm, public_ip=ips.get(vm.id)) for vm in vms)
    return Estate(
        now, seed, ACCOUNTS, vms, disks, held, _taken(bases, there, held),
        {**_facts(plans, vms), **_facts_of_rest(disks, held)},
    )  # fmt: skip


def _order(where: Place) -> tuple[bool, str]:
    """The lab comes last: what is planted there moves nothing else."""
    return where.account in LAB, str(where)


def _place(plan: Plan) -> Place:
    return place(plan.account, plan.region)


def _vm(plan: Plan, number: int, bases: Bases, ids: Ids, now: datetime) -> Vm:
    random = Random(f"{ids.seed} vm {number}")
    where = _place(plan)
    network = next((one for one in bases[where] if one.name == plan.network), bases[where][0])
    # Every Azure network has a GatewaySubnet, which holds no VM: the last one.
    subnet = network.subnets[0 if plan.network else number % (len(network.subnets) - 1)]
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
        traffic=plan.traffic,
        own_licence=plan.own_licence,
        scale_set=plan.scale_set,
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
    return not vm.workdays_only or day.weekday() < SATURDAY


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
    if plan.office:
        return _by_the_hour(plan.cpu, plan, times, end, today)
    return cpu.history(plan.cpu, times, random, steady=plan.steady)


def _by_the_hour(
    level: float, plan: Plan, times: Sequence[datetime], end: datetime, today: datetime
) -> tuple[CpuPoint, ...]:
    first, last = plan.office or (0, 24)
    late = today - timedelta(days=plan.late_days)

    def is_busy(at: datetime) -> bool:
        return at >= late or (at.weekday() < SATURDAY and first <= at.hour < last)

    points = cpu.by_the_hour(level, times, is_busy, today)
    return tuple(point for point in points if point[0] < end)


def _taken(bases: Bases, vms: Iterable[Vm], addresses: Iterable[Address]) -> tuple[Network, ...]:
    """The networks, each subnet with the number of addresses that are taken in it."""
    counts = Counter(vm.subnet_id for vm in vms)
    counts.update(a.subnet_id for a in addresses if a.subnet_id and a.holder_kind == "nat")
    return tuple(
        replace(network, subnets=tuple(replace(s, taken=counts[s.id]) for s in network.subnets))
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

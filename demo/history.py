"""The estate's past as the bot would have kept it: a snapshot of VMs and disks for each day.

They begin on FIRST_DAY of the year. Two days have none, when the bot was not running, and on one
day a subscription could not be read; what is denied today was denied all along. A VM was running
until it was stopped and is not there after it was deleted; a disk that nothing holds was held until
it was let go.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from statistics import fmean

import pyarrow as pa

from demo.shape import EVERYWHERE, Account, Disk, Estate, Place, Vm
from finops.warehouse.snapshots import Look, packed, schema
from providers.model import Account as Known
from providers.model import Gap

FIRST_DAY = (3, 2)
NOT_RUNNING = ((8, 8), (8, 9))
UNREAD_DAY, UNREAD_ACCOUNT = (9, 30), "retail-dev"
_WHY = {
    "aws": "UnauthorizedOperation: ec2:{}",
    "azure": "AuthorizationFailed: Microsoft.Compute/{}/read",
}
_READS = {
    "vm": {"aws": "DescribeInstances", "azure": "virtualMachines"},
    "disk": {"aws": "DescribeVolumes", "azure": "disks"},
}
Row = Mapping[str, object]


def write_snapshots(estate: Estate, folder: Path) -> None:
    """Write `folder/{vm,disk}/YYYY-MM-DD.parquet`, today's included."""
    vms = [vm for vm in estate.vms if vm.place.visible]
    disks = [disk for disk in estate.disks if disk.place.visible]
    used = {vm.id: _means(vm) for vm in vms}

    def vm_then(vm: Vm, at: datetime) -> Row | None:
        cpu = used[vm.id].get(at.date() - timedelta(days=1))
        return {"state": state(vm, at), "cpu": cpu} if there(vm, at) else None

    _write(estate, folder, "vm", [vm_row(vm) for vm in vms], lambda n, at: vm_then(vms[n], at))
    _write(
        estate, folder, "disk", [disk_row(disk) for disk in disks],
        lambda n, at: disk_then(disks[n], at) if disks[n].created_at <= at else None,
    )  # fmt: skip


def _write(
    estate: Estate,
    folder: Path,
    subject: str,
    rows: Sequence[Row],
    then: Callable[[int, datetime], Row | None],
) -> None:
    """A file a day: the rows that were there, with what was otherwise then."""
    (folder / subject).mkdir(parents=True)
    every = pa.Table.from_pylist([dict(row) for row in rows], schema=schema(subject))
    for day in days(estate.now.date()):
        at = datetime.combine(day, time(12), UTC)
        were = {n: one for n in range(len(rows)) if (one := then(n, at)) is not None}
        were = {n: one for n, one in were.items() if not _is_unread(rows[n], day)}
        table = every.take(pa.array(list(were), pa.int64()))
        for name in next(iter(were.values()), {}):
            place = table.schema.get_field_index(name)
            values = [one[name] for one in were.values()]
            field = table.schema.field(place)
            table = table.set_column(place, field, pa.array(values, field.type))
        content = packed(looks(estate, subject, day), table)
        (folder / subject / f"{day}.parquet").write_bytes(content)


def days(today: date) -> Iterator[date]:
    """The days that have a snapshot: of this year, and where it has just begun, of the last."""
    first = date(today.year, *FIRST_DAY)
    first = first if first < today else date(today.year - 1, *FIRST_DAY)
    for n in range((today - first).days + 1):
        day = first + timedelta(days=n)
        if (day.month, day.day) not in NOT_RUNNING:
            yield day


def there(vm: Vm, at: datetime) -> bool:
    """Whether the VM was there at noon of the day."""
    return vm.created_at <= at and (vm.deleted_at is None or at < vm.deleted_at)


def state(vm: Vm, at: datetime) -> str:
    """Its state then; a VM that is gone was running."""
    if vm.deleted_at is not None or (vm.stopped_at is not None and at < vm.stopped_at):
        return "running"
    return vm.state


def is_held(disk: Disk, at: datetime) -> bool:
    """Whether a VM held the disk then."""
    return disk.vm_id is not None or (disk.detached_at is not None and at < disk.detached_at)


def looks(estate: Estate, subject: str, day: date) -> tuple[Look, ...]:
    """Every account, with what could not be read of it."""
    return tuple(_look(account, subject, day) for account in estate.accounts)


def unread(account: Account, day: date) -> bool:
    """Whether nothing of the account could be read on that day."""
    once = account.name == UNREAD_ACCOUNT and (day.month, day.day) == UNREAD_DAY
    return once or EVERYWHERE in account.denied


def vm_row(vm: Vm) -> Row:
    """A VM, but for what changes."""
    named = vm.place.account.cloud == "azure"
    return {
        **_place(vm.place),
        "id": vm.id,
        "name": vm.name,
        "zone": vm.zone,
        "size": vm.size,
        "os": vm.os,
        "lifecycle": "spot" if vm.spot else "on-demand",
        "created_at": vm.created_at,
        "network": _last(vm.network_id) if named else vm.network_id,
        "subnet": _last(vm.subnet_id) if named else vm.subnet_id,
        "private_ip": vm.private_ip,
        "public_ip": vm.public_ip,
        "tags": dict(vm.tags),
    }


def disk_row(disk: Disk) -> Row:
    """A disk, but for what changes."""
    return {
        **_place(disk.place),
        "id": disk.id,
        "name": disk.name,
        "zone": disk.zone,
        "size_gib": disk.size_gib,
        "disk_type": disk.kind,
        "encrypted": disk.encrypted or disk.place.account.cloud == "azure",
        "created_at": disk.created_at,
        "tags": dict(disk.tags),
    }


def disk_then(disk: Disk, at: datetime) -> Row:
    """Whether a VM held it; which one, before it was let go, is made up."""
    held, azure = is_held(disk, at), disk.place.account.cloud == "azure"
    holder = disk.vm_id or f"{disk.name or disk.id}-former"
    words = ("Attached", "Unattached") if azure else ("in-use", "available")
    return {
        "state": words[0 if held else 1],
        "attached": held,
        "attached_to": _last(holder) if held else None,
        "detached_at": disk.detached_at if azure and not held else None,
    }


def _place(place: Place) -> Row:
    account = place.account
    return {
        "cloud": account.cloud,
        "account": account.name,
        "account_id": account.id,
        "region": place.region,
        "resource_group": place.group,
    }


def _is_unread(row: Row, day: date) -> bool:
    return row["account"] == UNREAD_ACCOUNT and (day.month, day.day) == UNREAD_DAY


def _look(account: Account, subject: str, day: date) -> Look:
    known = Known(
        account.cloud, account.id, account.name, "enabled" if account.cloud == "azure" else None
    )
    why = _WHY[account.cloud].format(_READS[subject][account.cloud])
    if unread(account, day):
        where = f"azure {account.name}" if account.cloud == "azure" else f"aws {account.id}"
        return Look(known, (Gap(where, why, "grant it: finops permissions"),))
    denied = sorted(account.denied)
    return Look(
        known,
        tuple(
            Gap(f"aws {account.id} {one}", why, "grant it: finops permissions") for one in denied
        ),
    )


def _means(vm: Vm) -> dict[date, float]:
    """The mean of its CPU on each day that has points."""
    points: dict[date, list[float]] = {}
    for at, average, _ in vm.cpu:
        points.setdefault(at.date(), []).append(average)
    return {day: fmean(averages) for day, averages in points.items()}


def _last(name: str) -> str:
    return name.rpartition("/")[2]

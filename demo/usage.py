"""Charges of what is in the inventory: VMs, their traffic, disks, public addresses.

How a VM's charges name it differs as it does in real exports: AWS writes the bare id or the ARN
(some VMs have both), Azure the whole id in lower case. A stopped Azure VM is billed as if it ran; a
stopped AWS one and a deallocated Azure one are not, though their disks are.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from demo import prices
from demo.estate import runs_on
from demo.ledger import (
    Amounts,
    Charge,
    Commitment,
    Line,
    charge,
    covered,
    each_day,
    usage,
)
from demo.plans import RESERVATION, SAVINGS_PLAN
from demo.shape import Address, Disk, Estate, Vm

EC2 = "Amazon Elastic Compute Cloud"
AZURE_VM = "Virtual Machines"
# One size becomes dearer on the first of this month.
PRICE_CHANGE_SIZE = "Standard_D4s_v5"
PRICE_CHANGE_FACTOR = Decimal("1.1")
FACTORS = {SAVINGS_PLAN: prices.SAVINGS_PLAN_FACTOR, RESERVATION: prices.RESERVATION_FACTOR}
Commitments = Mapping[str, tuple[Commitment, date]]


def of_inventory(estate: Estate, start: date, commitments: Commitments) -> Iterator[Charge]:
    """All of them, over `[start, today)`. `commitments` tells since when each covers its VMs."""
    for number, vm in enumerate(estate.vms):
        yield from _compute(vm, start, estate.now, commitments)
        if vm.transfers:
            yield _transfer(vm, number, start, estate.now)
    for disk in estate.disks:
        yield _disk(disk, start, estate.now.date())
    for address in estate.addresses:
        yield _address(address, start, estate.now.date())


def hours_on(vm: Vm, day: date, now: datetime) -> int:
    """Billed hours of that day."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
    still_billed = vm.place.account.cloud == "azure" and vm.state == "stopped"
    end = min(vm.deleted_at or now, (None if still_billed else vm.stopped_at) or now)
    if not runs_on(vm, midnight):
        return 0
    lived = min(end, midnight + timedelta(days=1)) - max(vm.created_at, midnight)
    return max(0, min(vm.hours, int(lived.total_seconds() // 3600)))


def hour_price(vm: Vm, day: date, now: datetime) -> Decimal:
    """List price of an hour on that day; a spot VM's is the spot price."""
    system = "linux" if vm.own_licence else vm.os
    price = prices.vm_hour(vm.size, vm.place.region, system)
    if vm.size == PRICE_CHANGE_SIZE and day >= now.date().replace(day=1):
        price *= PRICE_CHANGE_FACTOR
    return price * prices.SPOT_FACTOR if vm.spot else price


def _compute(vm: Vm, start: date, now: datetime, commitments: Commitments) -> Iterator[Charge]:
    commitment, since = commitments.get(vm.commitment or "", (None, now.date()))
    paid, used = [], []
    for day in each_day(max(start, vm.created_at.date()), now.date()):
        if hours := hours_on(vm, day, now):
            quantity, price = Decimal(hours), hour_price(vm, day, now)
            if commitment and day >= since:
                used.append((day, covered(quantity, price, FACTORS[commitment.name])))
            else:
                paid.append((day, usage(quantity, price)))
    if paid:
        yield charge(_vm_line(vm), paid)
    if used:
        yield charge(_vm_line(vm, commitment), used)


def _vm_line(vm: Vm, commitment: Commitment | None = None) -> Line:
    aws = vm.place.account.cloud == "aws"
    pricing = "Committed" if commitment else "Dynamic" if vm.spot else "Standard"
    return Line(
        vm.place.account,
        vm.place.region,
        EC2 if aws else AZURE_VM,
        "Compute",
        "Virtual Machines",
        f"{vm.size} {vm.os.title()} {'spot ' if vm.spot else ''}instance hour",
        "Hours",
        f"SKU-{vm.size}-{vm.os}{'-spot' if vm.spot else ''}",
        resource=vm.id,
        resource_id=_export_id(vm, arn=vm.export_id == "arn"),
        resource_name=None if aws else vm.name,
        resource_type="instance" if aws else "Virtual machine",
        zone=vm.zone if aws else None,
        pricing_category=pricing,
        commitment=commitment,
        meter_category=None if aws else "Virtual Machines",
        service_code="AmazonEC2" if aws else None,
        operation=f"RunInstances{':0002' if vm.os == 'windows' else ''}" if aws else None,
        details={
            "InstanceType": vm.size,
            "OperatingSystem": vm.os.title(),
            "CoreCount": str(prices.SIZES[vm.size][1]),
        },
        tags=vm.tags,
    )


def _export_id(vm: Vm, *, arn: bool) -> str:
    account = vm.place.account
    return f"arn:aws:ec2:{vm.place.region}:{account.id}:instance/{vm.id}" if arn else vm.id


def _transfer(vm: Vm, number: int, start: date, now: datetime) -> Charge:
    aws = vm.place.account.cloud == "aws"
    line = Line(
        vm.place.account,
        vm.place.region,
        EC2 if aws else AZURE_VM,
        "Networking" if aws else "Compute",
        "Other (Networking)" if aws else "Virtual Machines",
        "data transfer out per GB",
        "GB",
        "SKU-transfer-out",
        resource=vm.id,
        resource_id=_export_id(vm, arn=vm.export_id != "bare"),
        resource_name=None if aws else vm.name,
        resource_type="instance" if aws else "Virtual machine",
        meter_category=None if aws else "Bandwidth",
        service_code="AmazonEC2" if aws else None,
        operation="RunInstances" if aws else None,
        tags=vm.tags,
    )
    gib = Decimal(number % 7 + 1) / 2
    days = (
        (day, usage(gib, prices.TRANSFER_GB))
        for day in each_day(max(start, vm.created_at.date()), now.date())
        if hours_on(vm, day, now) and vm.state == "running"
    )
    return charge(line, days)


def _disk(disk: Disk, start: date, today: date) -> Charge:
    aws = disk.place.account.cloud == "aws"
    line = Line(
        disk.place.account,
        disk.place.region,
        EC2 if aws else AZURE_VM,
        "Storage" if aws else "Compute",
        "Block Storage" if aws else "Virtual Machines",
        f"{disk.kind} provisioned storage, {disk.size_gib} GiB",
        "GB-Months",
        f"SKU-{disk.kind}",
        resource=disk.id,
        resource_id=disk.id,
        resource_name=None if aws else disk.name,
        resource_type="volume" if aws else "Disk",
        zone=disk.zone if aws else None,
        meter_category=None if aws else "Storage",
        service_code="AmazonEC2" if aws else None,
        operation="CreateVolume-Gp3" if disk.kind == "gp3" else None,
        tags=disk.tags,
    )
    cost = prices.disk_day(disk.kind, disk.size_gib, disk.place.region)
    price = prices.DISK_GIB_MONTH[disk.kind] * prices.REGIONS[disk.place.region][1]
    quantity = (Decimal(disk.size_gib) / 30).quantize(Decimal("0.0000000001"))
    amounts = Amounts(quantity, price, cost, cost, cost, cost)
    return charge(line, ((d, amounts) for d in each_day(max(start, disk.created_at.date()), today)))


def _address(address: Address, start: date, today: date) -> Charge:
    account, region = address.place.account, address.place.region
    aws = account.cloud == "aws"
    arn = f"arn:aws:ec2:{region}:{account.id}:elastic-ip/{address.id}"
    line = Line(
        account,
        region,
        "Amazon Virtual Private Cloud" if aws else "Virtual Network",
        "Networking",
        "Network Infrastructure",
        "in-use public IPv4 address" if address.holder else "idle public IPv4 address",
        "Hours",
        "SKU-public-ipv4",
        resource=address.id,
        resource_id=arn if aws else address.id,
        resource_name=None if aws else address.name,
        resource_type=None if aws else "Public IP address",
        meter_category=None if aws else "Virtual Network",
        service_code="AmazonVPC" if aws else None,
        operation="AssociateAddressVPC" if aws else None,
        tags=address.tags,
    )
    amounts = usage(Decimal(24), prices.ADDRESS_HOUR)
    first = max(start, address.created_at.date())
    return charge(line, ((day, amounts) for day in each_day(first, today)))

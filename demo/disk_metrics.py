"""What disks tell of themselves: operations and bytes, as long as their VM runs.

Points of six hours over the last days, all the same: what a planted disk does is to be exact.
Reads and writes have half of it each.
"""

from collections.abc import Iterator
from datetime import timedelta

from demo.cpu import steps
from demo.shape import CpuPoint, Disk, Estate
from demo.stock.thing import Line

EBS = "AWS/EBS"
# The longest window that a rule looks at, and a little.
DAYS = 16
STEP_SECONDS = 6 * 3600
MIB = 1024**2
WAYS = ("Read", "Write")


def told(estate: Estate) -> Iterator[tuple[Disk, dict[str, float]]]:
    """The disks that tell anything, with what each way does a second."""
    running = {vm.id for vm in estate.vms if vm.state == "running"}
    for disk in estate.disks:
        if disk.vm_id in running and disk.ops is not None and disk.mib is not None:
            yield disk, {"Ops": disk.ops / 2, "Bytes": disk.mib * MIB / 2}


def aws_lines(part: Estate) -> Iterator[Line]:
    """As CloudWatch keeps them: totals of a step."""
    for disk, rates in told(part):
        for what, rate in rates.items():
            points = _points(part, disk, rate * STEP_SECONDS)
            for way in WAYS:
                name = f"Volume{way}{what}"
                yield Line(name, points, EBS, (("VolumeId", disk.id),), counted=True)


def azure_lines(part: Estate) -> Iterator[tuple[tuple[str, str], tuple[CpuPoint, ...]]]:
    """As Azure Monitor keeps them: rates, by resource id and metric in lower case."""
    words = {"Ops": "operations", "Bytes": "bytes"}
    for disk, rates in told(part):
        for what, rate in rates.items():
            points = _points(part, disk, rate)
            for way in WAYS:
                yield (disk.id, f"composite disk {way.lower()} {words[what]}/sec"), points


def _points(estate: Estate, disk: Disk, value: float) -> tuple[CpuPoint, ...]:
    today = estate.now.replace(hour=0)
    start = max(today - timedelta(days=DAYS), disk.created_at)
    return tuple((at, value, value) for at in steps(start, today))

"""VMs: EC2 instances; what memory their sizes have, EC2 tells apart (`size`).

Terminated instances are left out: EC2 goes on listing them for about an hour, and they are no
longer there. One that is shutting down is `stopping`.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.metric import Series
from providers.aws.place import Place
from providers.aws.size import NEEDS as SIZE_NEEDS
from providers.aws.size import UNKNOWN, Size
from providers.aws.tags import tags
from providers.model import Row

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import InstanceTypeDef

NEEDS = ("ec2:DescribeInstances", *SIZE_NEEDS)
SOURCE = "EC2 DescribeInstances"
# EC2's most. Unpaged calls are throttled at half the rate.
PAGE = 1000
# All that `row` looks at: of a page nothing else is decoded.
READS = tuple(
    f"Reservations.Instances.{path}"
    for path in (
        "Architecture", "CpuOptions.CoreCount", "CpuOptions.ThreadsPerCore", "ImageId",
        "InstanceId", "InstanceLifecycle", "InstanceType", "LaunchTime",
        "Placement.AvailabilityZone", "Platform", "PlatformDetails", "PrivateIpAddress",
        "PublicIpAddress", "State.Name", "SubnetId", "Tags.Key", "Tags.Value", "VpcId",
    )
)  # fmt: skip

GIB = 1 / 1024**3
METRICS = {
    "cpu": Series("AWS/EC2", "CPUUtilization", "InstanceId"),
    # What an agent on the machine reports, under whatever dimensions it was set up with.
    "memory": (
        Series("CWAgent", "mem_used_percent", "InstanceId", listed=True),
        Series("CWAgent", "Memory % Committed Bytes In Use", "InstanceId", listed=True),
    ),
    "network_in_gib": Series("AWS/EC2", "NetworkIn", "InstanceId", scale=GIB, total=True),
    "network_out_gib": Series("AWS/EC2", "NetworkOut", "InstanceId", scale=GIB, total=True),
    # DiskReadOps is of disks inside of the host, which few machines have.
    "disk_ops": Series("AWS/EC2", "EBSReadOps", "InstanceId", plus="EBSWriteOps", per_second=True),
}
# The tag that a group puts on what it starts.
GROUP = "aws:autoscaling:groupName"
ARCHITECTURES = {"x86_64_mac": "x86_64", "arm64_mac": "arm64"}
STATES = {
    "pending": "starting",
    "running": "running",
    "shutting-down": "stopping",
    "stopping": "stopping",
    "stopped": "stopped",
}
# EC2 names the kind only where it is not on-demand. (Others are capacity bought ahead.)
LIFECYCLES = {None: "on-demand", "spot": "spot"}


def rows(asker: Asker) -> Iterator[Row]:
    """The VMs of one place. Raises CloudError."""
    sizes: dict[str, Size] = {}
    for page in asker.pages(SOURCE, page_size=PAGE, reads=READS):
        there = [
            instance
            for reservation in page["Reservations"]
            for instance in reservation["Instances"]
            if instance.get("State", {}).get("Name") != "terminated"
        ]
        met = {one.get("InstanceType", "") for one in there} - set(sizes)
        sizes |= asker.session.sizes.fetch(asker, met)
        for instance in there:
            yield row(instance, asker.place, sizes[instance.get("InstanceType", "")])


def row(instance: "InstanceTypeDef", place: Place, size: Size = UNKNOWN) -> Row:
    """One instance as a row."""
    labels, made = tags(instance.get("Tags", [])), instance.get("Architecture")
    return place.row(
        id=instance["InstanceId"],
        name=labels.get("Name") or None,
        zone=instance.get("Placement", {}).get("AvailabilityZone"),
        state=STATES.get(instance.get("State", {}).get("Name", "")),
        size=instance.get("InstanceType"),
        vcpus=_vcpus(instance) or size.vcpus,
        memory_gib=size.memory_gib,
        architecture=ARCHITECTURES.get(made, made) if made else None,
        image=instance.get("ImageId"),
        scaling_group=labels.get(GROUP),
        os=_os(instance),
        lifecycle=LIFECYCLES.get(instance.get("InstanceLifecycle")),
        created_at=instance.get("LaunchTime"),
        network=instance.get("VpcId"),
        subnet=instance.get("SubnetId"),
        private_ip=instance.get("PrivateIpAddress"),
        public_ip=instance.get("PublicIpAddress"),
        tags=labels,
    )


def _vcpus(instance: "InstanceTypeDef") -> int | None:
    """What it was started with, which may be less than its size has."""
    said = instance.get("CpuOptions", {})
    cores, threads = said.get("CoreCount"), said.get("ThreadsPerCore")
    return cores * threads if cores and threads else None


def _os(instance: "InstanceTypeDef") -> str:
    """EC2 names the platform only where it is Windows; PlatformDetails is the billing name.

    What is not Windows is a kind of Linux, though it does not always say so ("Ubuntu Pro"); a Mac
    is billed as "Linux/UNIX" and cannot be told apart.
    """
    details = instance.get("PlatformDetails", "")
    is_windows = instance.get("Platform", "").lower() == "windows" or details.startswith("Windows")
    return "windows" if is_windows else "linux"

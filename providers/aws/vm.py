"""VMs: EC2 instances; what memory their sizes have, EC2 tells apart (`size`).

Terminated instances are left out: EC2 goes on listing them for about an hour, and they are no
longer there. One that is shutting down is `stopping`.
"""

from collections.abc import Iterator, Mapping

import pyarrow as pa

from providers.aws.ask import Asker
from providers.aws.listing import Columns, Listing
from providers.aws.metric import Series
from providers.aws.place import Place
from providers.aws.size import NEEDS as SIZE_NEEDS
from providers.aws.size import UNKNOWN, Size
from providers.schema import batch

NEEDS = ("ec2:DescribeInstances", *SIZE_NEEDS)
SOURCE = "EC2 DescribeInstances"
# EC2's most. Unpaged calls are throttled at half the rate.
PAGE = 1000
# All that is looked at: of a page nothing else is decoded.
READS = Listing(
    "Reservations.Instances",
    (
        "Architecture", "CpuOptions.CoreCount", "CpuOptions.ThreadsPerCore", "ImageId",
        "InstanceId", "InstanceLifecycle", "InstanceType", "LaunchTime",
        "Placement.AvailabilityZone", "Platform", "PlatformDetails", "PrivateIpAddress",
        "PublicIpAddress", "State.Name", "SubnetId", "VpcId",
    ),
    (("Tags", ("Key", "Value")),),
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
ARCHITECTURES: Mapping[str | None, str] = {"x86_64_mac": "x86_64", "arm64_mac": "arm64"}
STATES: Mapping[str | None, str] = {
    "pending": "starting",
    "running": "running",
    "shutting-down": "stopping",
    "stopping": "stopping",
    "stopped": "stopped",
}
# EC2 names the kind only where it is not on-demand. (Others are capacity bought ahead.)
LIFECYCLES: Mapping[str | None, str] = {None: "on-demand", "spot": "spot"}


def rows(asker: Asker) -> Iterator[pa.RecordBatch]:
    """The VMs of one place. Raises CloudError."""
    sizes: dict[str | None, Size] = {}
    for page in asker.pages(SOURCE, page_size=PAGE, reads=READS):
        told = READS.of(page)
        there = [state != "terminated" for state in told["State.Name"]]
        met = {size for size, is_there in zip(told["InstanceType"], there, strict=True) if is_there}
        sizes.update(asker.session.sizes.fetch(asker, met - set(sizes)))
        found = batch("vm", columns(told, asker.place, sizes), len(there))
        yield found if all(there) else found.filter(pa.array(there))


def columns(told: Columns, place: Place, sizes: Mapping[str | None, Size]) -> Mapping[str, object]:
    """What EC2 told of instances, as the catalog's fields. Raises KeyError where one has no id."""
    if None in told["InstanceId"]:
        raise KeyError("InstanceId")
    own = [sizes.get(size, UNKNOWN) for size in told["InstanceType"]]
    labels = [{key or "": value or "" for key, value in tags} for tags in told["Tags"]]
    cores = zip(told["CpuOptions.CoreCount"], told["CpuOptions.ThreadsPerCore"], strict=True)
    names = zip(told["Platform"], told["PlatformDetails"], strict=True)
    return {
        **place.row(),
        "id": told["InstanceId"],
        "name": [each.get("Name") or None for each in labels],
        "zone": told["Placement.AvailabilityZone"],
        "state": [STATES.get(state) for state in told["State.Name"]],
        "size": told["InstanceType"],
        "vcpus": [_vcpus(*each) or size.vcpus for each, size in zip(cores, own, strict=True)],
        "memory_gib": [size.memory_gib for size in own],
        "architecture": [ARCHITECTURES.get(made, made) or None for made in told["Architecture"]],
        "image": told["ImageId"],
        "scaling_group": [each.get(GROUP) for each in labels],
        "os": [_os(*each) for each in names],
        "licence": [_licence(each) for each in told["PlatformDetails"]],
        "lifecycle": [LIFECYCLES.get(kind) for kind in told["InstanceLifecycle"]],
        "created_at": told["LaunchTime"],
        "network": told["VpcId"],
        "subnet": told["SubnetId"],
        "private_ip": told["PrivateIpAddress"],
        "public_ip": told["PublicIpAddress"],
        "tags": labels,
    }


def _vcpus(cores: int | None, threads: int | None) -> int | None:
    """What it was started with, which may be less than its size has."""
    return cores * threads if cores and threads else None


def _licence(details: str | None) -> str | None:
    """By the billing name: what is sold with a licence says of which, and where it is one's own."""
    if not details:
        return None
    if "BYOL" in details:
        return "own"
    return "none" if details == "Linux/UNIX" else "included"


def _os(platform: str | None, details: str | None) -> str:
    """EC2 names the platform only where it is Windows; PlatformDetails is the billing name.

    What is not Windows is a kind of Linux, though it does not always say so ("Ubuntu Pro"); a Mac
    is billed as "Linux/UNIX" and cannot be told apart.
    """
    is_windows = (platform or "").lower() == "windows" or (details or "").startswith("Windows")
    return "windows" if is_windows else "linux"

"""VMs: EC2 instances.

Terminated instances are left out: EC2 goes on listing them for about an hour, and they are no
longer there. One that is shutting down is `stopping`.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.metric import Series
from providers.aws.place import Place
from providers.aws.tags import name, tags
from providers.model import Row

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import InstanceTypeDef

NEEDS = ("ec2:DescribeInstances",)
SOURCE = "EC2 DescribeInstances"
# EC2's most. Unpaged calls are throttled at half the rate.
PAGE = 1000
# All that `row` looks at: of a page nothing else is decoded.
READS = tuple(
    f"Reservations.Instances.{path}"
    for path in (
        "InstanceId", "InstanceLifecycle", "InstanceType", "LaunchTime",
        "Placement.AvailabilityZone", "Platform", "PlatformDetails", "PrivateIpAddress",
        "PublicIpAddress", "State.Name", "SubnetId", "Tags.Key", "Tags.Value", "VpcId",
    )
)  # fmt: skip

METRICS = {"cpu": Series("AWS/EC2", "CPUUtilization", "InstanceId")}
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
    for page in asker.pages(SOURCE, page_size=PAGE, reads=READS):
        for reservation in page["Reservations"]:
            for instance in reservation["Instances"]:
                if instance.get("State", {}).get("Name") != "terminated":
                    yield row(instance, asker.place)


def row(instance: "InstanceTypeDef", place: Place) -> Row:
    """One instance as a row."""
    labels = instance.get("Tags", [])
    return place.row(
        id=instance["InstanceId"],
        name=name(labels),
        zone=instance.get("Placement", {}).get("AvailabilityZone"),
        state=STATES.get(instance.get("State", {}).get("Name", "")),
        size=instance.get("InstanceType"),
        os=_os(instance),
        lifecycle=LIFECYCLES.get(instance.get("InstanceLifecycle")),
        created_at=instance.get("LaunchTime"),
        network=instance.get("VpcId"),
        subnet=instance.get("SubnetId"),
        private_ip=instance.get("PrivateIpAddress"),
        public_ip=instance.get("PublicIpAddress"),
        tags=tags(labels),
    )


def _os(instance: "InstanceTypeDef") -> str:
    """EC2 names the platform only where it is Windows; PlatformDetails is the billing name.

    What is not Windows is a kind of Linux, though it does not always say so ("Ubuntu Pro"); a Mac
    is billed as "Linux/UNIX" and cannot be told apart.
    """
    details = instance.get("PlatformDetails", "")
    is_windows = instance.get("Platform", "").lower() == "windows" or details.startswith("Windows")
    return "windows" if is_windows else "linux"

"""Disks: EBS volumes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.metric import Series
from providers.aws.place import Place
from providers.aws.tags import name, tags
from providers.model import Row

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import VolumeTypeDef

NEEDS = ("ec2:DescribeVolumes",)
SOURCE = "EC2 DescribeVolumes"
MIB = 1 / 1024**2
# Only of volumes that a running machine holds: of others AWS writes no points.
METRICS = {
    "ops": Series(
        "AWS/EBS", "VolumeReadOps", "VolumeId", plus="VolumeWriteOps", per_second=True
    ),
    "throughput_mib": Series(
        "AWS/EBS", "VolumeReadBytes", "VolumeId", plus="VolumeWriteBytes", per_second=True,
        scale=MIB,
    ),
}  # fmt: skip
# EC2's most: a larger number gives 500 too.
PAGE = 500


def rows(asker: Asker) -> Iterator[Row]:
    """The disks of one place. Raises CloudError."""
    for page in asker.pages(SOURCE, page_size=PAGE):
        for volume in page["Volumes"]:
            yield row(volume, asker.place)


def row(volume: "VolumeTypeDef", place: Place) -> Row:
    """One volume as a row."""
    labels = volume.get("Tags", [])
    # An attachment that has ended is listed a while longer.
    held = [a for a in volume.get("Attachments", []) if a.get("State") != "detached"]
    return place.row(
        id=volume["VolumeId"],
        name=name(labels),
        zone=volume.get("AvailabilityZone"),
        state=volume.get("State"),
        attached=bool(held) if "Attachments" in volume else None,
        attached_to=held[0].get("InstanceId") if held else None,
        size_gib=volume.get("Size"),
        disk_type=volume.get("VolumeType"),
        iops=volume.get("Iops"),
        throughput_limit_mib=volume.get("Throughput"),
        encrypted=volume.get("Encrypted"),
        created_at=volume.get("CreateTime"),
        tags=tags(labels),
    )

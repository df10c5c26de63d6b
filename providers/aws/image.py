"""Images of one's own: AMIs, and how many instances of the same place were made of each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.place import Place
from providers.aws.tags import tags
from providers.errors import CloudError
from providers.model import Row

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import ImageTypeDef

NEEDS = ("ec2:DescribeImages", "ec2:DescribeInstances")
SOURCE, INSTANCES = "EC2 DescribeImages", "EC2 DescribeInstances"
PAGE = 1000
# EC2's most values of a filter.
VALUES = 200
READS = tuple(f"Reservations.Instances.{path}" for path in ("ImageId", "State.Name"))
ARCHITECTURES = {"x86_64_mac": "x86_64", "arm64_mac": "arm64"}


def rows(asker: Asker) -> Iterator[Row]:
    """The AMIs that the account owns in one place. Raises CloudError."""
    pages = asker.pages(SOURCE, page_size=PAGE, Owners=["self"])
    every = [one for page in pages for one in page["Images"]]
    used = _fetch_used(asker, [one["ImageId"] for one in every])
    for image in every:
        count = None if used is None else used.get(image["ImageId"], 0)
        yield row(image, asker.place, count)


def _fetch_used(asker: Asker, ids: Sequence[str]) -> Mapping[str, int] | None:
    """Instances by image; None where they may not be read, which is noted."""
    found: Counter[str] = Counter()
    try:
        for start in range(0, len(ids), VALUES):
            wanted = [{"Name": "image-id", "Values": ids[start : start + VALUES]}]
            for page in asker.pages(INSTANCES, page_size=PAGE, reads=READS, Filters=wanted):
                found.update(
                    instance.get("ImageId", "")
                    for reservation in page["Reservations"]
                    for instance in reservation["Instances"]
                    if instance.get("State", {}).get("Name") != "terminated"
                )
    except CloudError as error:
        asker.missing(error)
        return None
    return found


def row(image: "ImageTypeDef", place: Place, vm_count: int | None) -> Row:
    """One image as a row."""
    labels, built = image.get("Tags", []), image.get("Architecture")
    details = image.get("PlatformDetails") or image.get("Platform")
    return place.row(
        id=image["ImageId"],
        name=image.get("Name"),
        created_at=_moment(image.get("CreationDate")),
        state=image.get("State"),
        kind="ami",
        os=("windows" if details.lower().startswith("windows") else "linux") if details else None,
        architecture=ARCHITECTURES.get(built, built) if built else None,
        size_gib=_size(image),
        vm_count=vm_count,
        public=image.get("Public"),
        tags=tags(labels),
    )


def _size(image: "ImageTypeDef") -> int | None:
    """Of all its disks; unknown where one does not say."""
    disks = [one["Ebs"] for one in image.get("BlockDeviceMappings", []) if "Ebs" in one]
    sizes = [disk.get("VolumeSize") for disk in disks]
    return sum(size for size in sizes if size is not None) if sizes and None not in sizes else None


def _moment(said: str | None) -> datetime | None:
    """EC2's times of images are text."""
    try:
        return datetime.fromisoformat(said) if said else None
    except ValueError:
        return None

"""File systems of EFS. Their files are never listed or read."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from providers.aws.ask import Asker
from providers.aws.each import each
from providers.aws.metric import Series, last_part
from providers.aws.place import Place
from providers.model import Row

if TYPE_CHECKING:
    from mypy_boto3_efs.type_defs import FileSystemDescriptionTypeDef

NEEDS = (
    "elasticfilesystem:DescribeFileSystems",
    "elasticfilesystem:DescribeLifecycleConfiguration",
)
LIST, LIFECYCLE = "EFS DescribeFileSystems", "EFS DescribeLifecycleConfiguration"
# EFS's most.
PAGE = 100
GIB, MINUTE = 2.0**30, 60
METRICS = {
    # Each client counts once a minute, so that the sum of a minute is how many there are.
    "connections": Series(
        "AWS/EFS", "ClientConnections", "FileSystemId", last_part, scale=MINUTE, per_second=True
    ),
    "io_gib": Series(
        "AWS/EFS", "TotalIOBytes", "FileSystemId", last_part, scale=1 / GIB, total=True
    ),
}


def rows(asker: Asker) -> Iterator[Row]:
    """The file systems of one place. Raises CloudError."""
    found = [one for page in asker.pages(LIST, page_size=PAGE) for one in page["FileSystems"]]
    rules = each(asker, "lifecycle rules", [one["FileSystemId"] for one in found], _fetch_rules)
    for one in found:
        yield row(one, rules.get(one["FileSystemId"]), asker.place)


def _fetch_rules(asker: Asker, known: str) -> Sequence[Any]:
    rules: Sequence[Any] = next(asker.pages(LIFECYCLE, FileSystemId=known))["LifecyclePolicies"]
    return rules


def row(system: "FileSystemDescriptionTypeDef", rules: Sequence[Any] | None, place: Place) -> Row:
    """One file system as a row; `rules` is None where they may not be read."""
    known = system["FileSystemId"]
    size = system.get("SizeInBytes", {}).get("Value")
    arn = f"arn:aws:elasticfilesystem:{place.region}:{place.account.id}:file-system/{known}"
    return place.row(
        id=system.get("FileSystemArn") or arn,
        name=system.get("Name") or known,
        state=system.get("LifeCycleState"),
        size_gib=size / GIB if size is not None else None,
        protocol="NFS",
        throughput_mode=system.get("ThroughputMode"),
        provisioned_mibps=system.get("ProvisionedThroughputInMibps"),
        lifecycle=None if rules is None else bool(rules),
        mount_target_count=system.get("NumberOfMountTargets"),
        encrypted=system.get("Encrypted"),
        created_at=system.get("CreationTime"),
        tags={tag["Key"]: tag["Value"] for tag in system.get("Tags", [])},
    )

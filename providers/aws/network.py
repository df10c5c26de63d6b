"""Networks: VPCs, and how many subnets each has."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from providers.aws import subnet
from providers.aws.ask import Asker
from providers.aws.place import Place
from providers.aws.tags import name, tags
from providers.errors import CloudError
from providers.model import Row

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import VpcTypeDef

NEEDS = ("ec2:DescribeVpcs", *subnet.NEEDS)
SOURCE = "EC2 DescribeVpcs"
# EC2's most.
PAGE = 1000


def rows(asker: Asker) -> Iterator[Row]:
    """The networks of one place; without their subnet counts where those are denied."""
    vpcs = [vpc for page in asker.pages(SOURCE, page_size=PAGE) for vpc in page["Vpcs"]]
    counts = _subnet_counts(asker) if vpcs else {}
    for vpc in vpcs:
        yield row(vpc, asker.place, counts)


def row(vpc: "VpcTypeDef", place: Place, subnet_counts: Mapping[str, int] | None) -> Row:
    """One VPC as a row; `subnet_counts` by VPC id, None where they could not be read."""
    labels = vpc.get("Tags", [])
    blocks = vpc.get("CidrBlockAssociationSet", [])
    live = [b["CidrBlock"] for b in blocks if b.get("CidrBlockState", {}).get("State") in LIVE]
    return place.row(
        id=vpc["VpcId"],
        name=name(labels),
        cidr=live or ([vpc["CidrBlock"]] if "CidrBlock" in vpc else None),
        subnet_count=None if subnet_counts is None else subnet_counts.get(vpc["VpcId"], 0),
        is_default=vpc.get("IsDefault"),
        tags=tags(labels),
    )


# An address range that has been taken away is listed a while longer.
LIVE = ("associated", "associating")


def _subnet_counts(asker: Asker) -> Mapping[str, int] | None:
    try:
        return Counter(each.get("VpcId", "") for each in subnet.fetch_subnets(asker))
    except CloudError as error:
        asker.missing(error)
        return None

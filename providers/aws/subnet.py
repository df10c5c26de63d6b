"""Subnets of VPCs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.place import Place
from providers.aws.tags import name, tags
from providers.model import Row

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import SubnetTypeDef

NEEDS = ("ec2:DescribeSubnets",)
SOURCE = "EC2 DescribeSubnets"
# EC2's most.
PAGE = 1000


def fetch_subnets(asker: Asker) -> "Iterator[SubnetTypeDef]":
    """The subnets of one place, as EC2 gives them. Raises CloudError."""
    for page in asker.pages(SOURCE, page_size=PAGE):
        yield from page["Subnets"]


def rows(asker: Asker) -> Iterator[Row]:
    """The subnets of one place. Raises CloudError."""
    for subnet in fetch_subnets(asker):
        yield row(subnet, asker.place)


def row(subnet: "SubnetTypeDef", place: Place) -> Row:
    """One subnet as a row."""
    labels = subnet.get("Tags", [])
    return place.row(
        id=subnet["SubnetId"],
        name=name(labels),
        zone=subnet.get("AvailabilityZone"),
        network=subnet.get("VpcId"),
        cidr=[subnet["CidrBlock"]] if "CidrBlock" in subnet else None,
        free_addresses=subnet.get("AvailableIpAddressCount"),
        tags=tags(labels),
    )

"""Subnets of VPCs, and whether anything has an address in one."""

from collections.abc import Iterator
from ipaddress import IPv4Network
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
# The first four of a range and its last.
KEPT = 5


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
        in_use=is_in_use(subnet),
        tags=tags(labels),
    )


def is_in_use(subnet: "SubnetTypeDef") -> bool | None:
    """Whether an address of it is taken; unknown where it has none of IPv4 to count."""
    free, cidr = subnet.get("AvailableIpAddressCount"), subnet.get("CidrBlock")
    if free is None or cidr is None or subnet.get("Ipv6Native"):
        return None
    try:
        return free < IPv4Network(cidr).num_addresses - KEPT
    except ValueError:
        return None

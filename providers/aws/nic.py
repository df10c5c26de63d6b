"""Network interfaces: those of instances, and those that AWS's services put into a VPC."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.place import Place
from providers.aws.tags import name, tags
from providers.model import Row

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import NetworkInterfaceTypeDef

NEEDS = ("ec2:DescribeNetworkInterfaces",)
SOURCE = "EC2 DescribeNetworkInterfaces"
# EC2's most.
PAGE = 1000
FREE = "available"


def fetch_interfaces(asker: Asker) -> "Iterator[NetworkInterfaceTypeDef]":
    """The interfaces of one place, as EC2 gives them. Raises CloudError."""
    for page in asker.pages(SOURCE, page_size=PAGE):
        yield from page["NetworkInterfaces"]


def rows(asker: Asker) -> Iterator[Row]:
    """The interfaces of one place. Raises CloudError."""
    return (row(interface, asker.place) for interface in fetch_interfaces(asker))


def row(interface: "NetworkInterfaceTypeDef", place: Place) -> Row:
    """One interface as a row."""
    labels = interface.get("TagSet", [])
    state, held = interface.get("Status"), interface.get("Attachment", {})
    addresses, groups = interface.get("PrivateIpAddresses"), interface.get("Groups")
    user = held.get("InstanceId") or held.get("InstanceOwnerId") or interface.get("RequesterId")
    return place.row(
        id=interface["NetworkInterfaceId"],
        name=name(labels),
        zone=interface.get("AvailabilityZone"),
        network=interface.get("VpcId"),
        subnet=interface.get("SubnetId"),
        attached=None if state is None else state != FREE,
        attached_to=user if state != FREE else None,
        kind=interface.get("InterfaceType"),
        managed=interface.get("RequesterManaged"),
        private_ip=interface.get("PrivateIpAddress"),
        public_ip=interface.get("Association", {}).get("PublicIp"),
        address_count=None if addresses is None else len(addresses),
        security_groups=None if groups is None else [one.get("GroupId", "") for one in groups],
        description=interface.get("Description") or None,
        tags=tags(labels),
    )

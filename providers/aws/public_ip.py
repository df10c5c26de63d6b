"""Public IPs that are held: Elastic IPs. An address lent to an instance is the instance's."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.place import Place
from providers.aws.tags import name, tags
from providers.model import Row

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import AddressTypeDef

NEEDS = ("ec2:DescribeAddresses",)
SOURCE = "EC2 DescribeAddresses"


def rows(asker: Asker) -> Iterator[Row]:
    """The public IPs of one place, which EC2 gives in one page. Raises CloudError."""
    for page in asker.pages(SOURCE):
        for address in page["Addresses"]:
            yield row(address, asker.place)


def row(address: "AddressTypeDef", place: Place) -> Row:
    """One address as a row."""
    labels = address.get("Tags", [])
    return place.row(
        id=address.get("AllocationId") or address["PublicIp"],
        name=name(labels),
        address=address.get("PublicIp"),
        attached=bool(address.get("AssociationId")),
        attached_to=address.get("InstanceId") or address.get("NetworkInterfaceId") or None,
        allocation="static",
        tags=tags(labels),
    )

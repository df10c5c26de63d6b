"""NAT gateways. EC2 lists those that were deleted for an hour more; they are no more."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.metric import Series
from providers.aws.place import Place
from providers.aws.tags import name, tags
from providers.model import Row

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import NatGatewayTypeDef

NEEDS = ("ec2:DescribeNatGateways",)
SOURCE = "EC2 DescribeNatGateways"
# EC2's most.
PAGE = 1000
GONE = "deleted"

# Not sparse: EC2 reports them every minute, zeros too.
METRICS = {
    "traffic_gib": Series(
        "AWS/NATGateway",
        "BytesOutToDestination",
        "NatGatewayId",
        total=True,
        plus="BytesInFromDestination",
        scale=1 / 1024**3,
    ),
    "connections": Series("AWS/NATGateway", "ConnectionAttemptCount", "NatGatewayId", total=True),
}


def rows(asker: Asker) -> Iterator[Row]:
    """The NAT gateways of one place. Raises CloudError."""
    for page in asker.pages(SOURCE, page_size=PAGE):
        for gateway in page["NatGateways"]:
            if gateway.get("State") != GONE:
                yield row(gateway, asker.place)


def row(gateway: "NatGatewayTypeDef", place: Place) -> Row:
    """One NAT gateway as a row."""
    labels = gateway.get("Tags", [])
    addresses = (one.get("PublicIp") for one in gateway.get("NatGatewayAddresses", []))
    return place.row(
        id=gateway["NatGatewayId"],
        name=name(labels),
        state=gateway.get("State"),
        scheme=gateway.get("ConnectivityType"),
        network=gateway.get("VpcId"),
        subnet=gateway.get("SubnetId"),
        public_ip=next((one for one in addresses if one), None),
        created_at=gateway.get("CreateTime"),
        tags=tags(labels),
    )

"""VPC endpoints: interfaces, which are billed, and gateways, which are not."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.metric import Series
from providers.aws.place import Place
from providers.aws.tags import name, tags
from providers.model import Row
from providers.word import word

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import VpcEndpointTypeDef

NEEDS = ("ec2:DescribeVpcEndpoints",)
SOURCE = "EC2 DescribeVpcEndpoints"
# EC2's most.
PAGE = 1000
GONE = "deleted"

# PrivateLink reports only the minutes in which there was traffic: hence sparse.
METRICS = {
    "traffic_gib": Series(
        "AWS/PrivateLinkEndpoints",
        "BytesProcessed",
        "VPC Endpoint Id",
        also={"Endpoint Type": "Interface"},
        told={"Service Name": "target", "VPC Id": "network"},
        only={"kind": "interface"},
        total=True,
        sparse=True,
        scale=1 / 1024**3,
    ),
}


def rows(asker: Asker) -> Iterator[Row]:
    """The endpoints of one place. Raises CloudError."""
    for page in asker.pages(SOURCE, page_size=PAGE):
        for endpoint in page["VpcEndpoints"]:
            if (endpoint.get("State") or "").lower() != GONE:
                yield row(endpoint, asker.place)


def row(endpoint: "VpcEndpointTypeDef", place: Place) -> Row:
    """One endpoint as a row."""
    labels, subnets = endpoint.get("Tags", []), endpoint.get("SubnetIds")
    return place.row(
        id=endpoint["VpcEndpointId"],
        name=name(labels),
        kind=word(endpoint.get("VpcEndpointType")),
        state=word(endpoint.get("State")),
        target=endpoint.get("ServiceName"),
        network=endpoint.get("VpcId"),
        subnet_count=None if subnets is None else len(subnets),
        created_at=endpoint.get("CreationTimestamp"),
        tags=tags(labels),
    )

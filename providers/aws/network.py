"""Networks: VPCs, how many subnets each has, and whether anything stands in one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from providers.aws import subnet
from providers.aws.ask import Asker
from providers.aws.place import Place
from providers.aws.tags import name, tags
from providers.errors import CloudError
from providers.model import Row, any_of

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import VpcTypeDef

NEEDS = ("ec2:DescribeVpcs", *subnet.NEEDS)
SOURCE = "EC2 DescribeVpcs"
# EC2's most.
PAGE = 1000


def rows(asker: Asker) -> Iterator[Row]:
    """The networks of one place; without what their subnets tell where those are denied."""
    vpcs = [vpc for page in asker.pages(SOURCE, page_size=PAGE) for vpc in page["Vpcs"]]
    subnets = _subnets(asker) if vpcs else {}
    for vpc in vpcs:
        yield row(vpc, asker.place, subnets)


def row(
    vpc: "VpcTypeDef", place: Place, subnets: Mapping[str, Sequence[bool | None]] | None
) -> Row:
    """One VPC as a row; `subnets`: whether each is in use, by VPC id; None: they were not read."""
    own = None if subnets is None else subnets.get(vpc["VpcId"], ())
    labels = vpc.get("Tags", [])
    blocks = vpc.get("CidrBlockAssociationSet", [])
    live = [b["CidrBlock"] for b in blocks if b.get("CidrBlockState", {}).get("State") in LIVE]
    return place.row(
        id=vpc["VpcId"],
        name=name(labels),
        cidr=live or ([vpc["CidrBlock"]] if "CidrBlock" in vpc else None),
        subnet_count=None if own is None else len(own),
        in_use=None if own is None else any_of(own),
        is_default=vpc.get("IsDefault"),
        tags=tags(labels),
    )


# An address range that has been taken away is listed a while longer.
LIVE = ("associated", "associating")


def _subnets(asker: Asker) -> Mapping[str, Sequence[bool | None]] | None:
    found: defaultdict[str, list[bool | None]] = defaultdict(list)
    try:
        for each in subnet.fetch_subnets(asker):
            found[each.get("VpcId", "")].append(subnet.is_in_use(each))
    except CloudError as error:
        asker.missing(error)
        return None
    return found

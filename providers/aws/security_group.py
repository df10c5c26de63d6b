"""Security groups: what of them is open to the world, and how many network interfaces use them.

What uses a group is told by the interfaces alone; without the right to list them it is unknown.
A rule whose source is another group, or a list of prefixes, is not the world.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from providers import openness, ports
from providers.aws import nic
from providers.aws.ask import Asker
from providers.aws.place import Place
from providers.aws.tags import tags
from providers.errors import CloudError
from providers.model import Row
from providers.openness import OTHER, TCP, UDP, WORLD

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import IpPermissionOutputTypeDef, SecurityGroupTypeDef

NEEDS = ("ec2:DescribeSecurityGroups", *nic.NEEDS)
SOURCE = "EC2 DescribeSecurityGroups"
# EC2's most.
PAGE = 1000
# EC2 writes protocols by name or number; -1 is all of them.
_PROTOCOLS = {"tcp": TCP, "6": TCP, "udp": UDP, "17": UDP}
EVERY = "-1"


def rows(asker: Asker) -> Iterator[Row]:
    """The security groups of one place; without their use where that is denied."""
    groups = [one for page in asker.pages(SOURCE, page_size=PAGE) for one in page["SecurityGroups"]]
    uses = _uses(asker) if groups else {}
    for group in groups:
        yield row(group, asker.place, uses)


def row(group: "SecurityGroupTypeDef", place: Place, uses: Mapping[str, int] | None) -> Row:
    """One group as a row; `uses` by group id, None where they could not be read."""
    rules = group.get("IpPermissions")
    used = None if uses is None else uses.get(group["GroupId"], 0)
    return place.row(
        id=group["GroupId"],
        name=group.get("GroupName"),
        description=group.get("Description") or None,
        is_default=group.get("GroupName") == "default",
        network=group.get("VpcId"),
        rule_count=None if rules is None else sum(_sources(rule) for rule in rules),
        attached=None if used is None else used > 0,
        attached_count=used,
        tags=tags(group.get("Tags", [])),
        **(openness.fields(open_ports(rules)) if rules is not None else {}),
    )


def open_ports(rules: "Iterable[IpPermissionOutputTypeDef]") -> Mapping[str, int]:
    """Protocol → the ports that anyone may reach."""
    found = dict.fromkeys((TCP, UDP, OTHER), ports.NONE)
    for rule in rules:
        if _is_open(rule):
            for protocol, opened in _opened(rule):
                found[protocol] |= opened
    return found


def _is_open(rule: "IpPermissionOutputTypeDef") -> bool:
    addresses = {one.get("CidrIp") for one in rule.get("IpRanges", [])}
    return bool(WORLD & (addresses | {one.get("CidrIpv6") for one in rule.get("Ipv6Ranges", [])}))


def _opened(rule: "IpPermissionOutputTypeDef") -> Iterator[tuple[str, int]]:
    said = rule.get("IpProtocol", EVERY)
    if said == EVERY:
        yield from ((one, ports.ALL) for one in (TCP, UDP, OTHER))
    elif protocol := _PROTOCOLS.get(said):
        first, last = rule.get("FromPort", -1), rule.get("ToPort", -1)
        yield protocol, ports.ALL if first == -1 else ports.span(first, last)
    else:
        # ICMP and the like: they have no ports.
        yield OTHER, ports.ALL


def _sources(rule: "IpPermissionOutputTypeDef") -> int:
    """How many rules it is for EC2's console and limits: one a source."""
    lists = (rule.get("IpRanges"), rule.get("Ipv6Ranges"), rule.get("PrefixListIds"),
             rule.get("UserIdGroupPairs"))  # fmt: skip
    return sum(len(one) for one in lists if one)


def _uses(asker: Asker) -> Mapping[str, int] | None:
    try:
        return Counter(
            group.get("GroupId", "")
            for interface in nic.fetch_interfaces(asker)
            for group in interface.get("Groups", [])
        )
    except CloudError as error:
        asker.missing(error)
        return None

"""Load balancers: application, network and gateway ones, and classic ones.

A target may be in several target groups: it is one, and healthy where it is healthy in any. Whose
health AWS does not check (`unavailable`) leaves the number of healthy ones unknown.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.each import each
from providers.aws.metric import Series, last_part
from providers.aws.partition import partition
from providers.aws.place import Place
from providers.aws.tagged import NEEDS as TAGGED
from providers.aws.tagged import Tags, fetch_tags
from providers.errors import CloudError
from providers.model import Row

if TYPE_CHECKING:
    from mypy_boto3_elb.type_defs import LoadBalancerDescriptionTypeDef
    from mypy_boto3_elbv2.type_defs import LoadBalancerTypeDef

NEEDS = (
    "elasticloadbalancing:DescribeInstanceHealth",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
    *TAGGED,
)
SOURCE, CLASSIC = "ELBv2 DescribeLoadBalancers", "ELB DescribeLoadBalancers"
GROUPS, HEALTH = "ELBv2 DescribeTargetGroups", "ELBv2 DescribeTargetHealth"
CLASSIC_HEALTH = "ELB DescribeInstanceHealth"
KIND = "elasticloadbalancing:loadbalancer"
# ELB's most.
PAGE = 400
HEALTHY, UNCHECKED = ("healthy", "InService"), ("unavailable", "Unknown")
GIB = 1 / 1024**3
# Target → the states that its groups tell.
Targets = Mapping[str, set[str]]


def _dimension(identity: str) -> str:
    """What CloudWatch calls it: app/web/50dc6c495c0c9188."""
    return identity.partition(":loadbalancer/")[2]


def _is_application(identity: str) -> bool:
    return ":loadbalancer/app/" in identity


def _is_network(identity: str) -> bool:
    return ":loadbalancer/net/" in identity


def _is_gateway(identity: str) -> bool:
    return ":loadbalancer/gwy/" in identity


def _is_classic(identity: str) -> bool:
    return "/" not in _dimension(identity)


# Elastic Load Balancing reports its metrics only while there are requests: hence sparse.
METRICS = {
    "requests": (
        Series("AWS/ApplicationELB", "RequestCount", "LoadBalancer", _dimension,
               total=True, sparse=True, of=_is_application),
        Series("AWS/ELB", "RequestCount", "LoadBalancerName", last_part,
               total=True, sparse=True, of=_is_classic),
    ),
    "traffic_gib": (
        Series("AWS/ApplicationELB", "ProcessedBytes", "LoadBalancer", _dimension,
               total=True, sparse=True, scale=GIB, of=_is_application),
        Series("AWS/NetworkELB", "ProcessedBytes", "LoadBalancer", _dimension,
               total=True, sparse=True, scale=GIB, of=_is_network),
        Series("AWS/GatewayELB", "ProcessedBytes", "LoadBalancer", _dimension,
               total=True, sparse=True, scale=GIB, of=_is_gateway),
        Series("AWS/ELB", "EstimatedProcessedBytes", "LoadBalancerName", last_part,
               total=True, sparse=True, scale=GIB, of=_is_classic),
    ),
}  # fmt: skip


def rows(asker: Asker) -> Iterator[Row]:
    """The load balancers of one place; what could not be read of their targets is unknown."""
    newer = [one for page in asker.pages(SOURCE, page_size=PAGE) for one in page["LoadBalancers"]]
    older = [
        one
        for page in asker.pages(CLASSIC, page_size=PAGE)
        for one in page["LoadBalancerDescriptions"]
    ]
    if not newer and not older:
        return
    labels = fetch_tags(asker, KIND)
    targets = fetch_targets(asker) if newer else {}
    for balancer in newer:
        arn = balancer["LoadBalancerArn"]
        own = targets.get(arn, {}) if targets is not None else None
        yield row(balancer, asker.place, Beside(labels, own))
    names = [one["LoadBalancerName"] for one in older if one.get("Instances")]
    health = each(asker, "instance health", names, _fetch_instances)
    for one in older:
        known = health.get(one["LoadBalancerName"]) if one.get("Instances") else {}
        yield classic(one, asker.place, Beside(labels, known))


@dataclass(frozen=True, slots=True)
class Beside:
    """What other calls tell of a load balancer; `targets` is None where that could not be read."""

    tags: Tags
    targets: Targets | None


def row(balancer: "LoadBalancerTypeDef", place: Place, beside: Beside) -> Row:
    """A load balancer of the newer kinds as a row."""
    arn = balancer["LoadBalancerArn"]
    return place.row(
        id=arn,
        name=balancer.get("LoadBalancerName"),
        kind=balancer.get("Type"),
        scheme=balancer.get("Scheme"),
        state=balancer.get("State", {}).get("Code"),
        network=balancer.get("VpcId"),
        dns_name=balancer.get("DNSName"),
        target_count=None if beside.targets is None else len(beside.targets),
        healthy_target_count=healthy(beside.targets),
        created_at=balancer.get("CreatedTime"),
        tags=beside.tags.of(arn),
    )


def classic(balancer: "LoadBalancerDescriptionTypeDef", place: Place, beside: Beside) -> Row:
    """A classic load balancer as a row; its kind of id is one of AWS's bill."""
    name = balancer["LoadBalancerName"]
    home = f"{place.region}:{place.account.id}"
    arn = f"arn:{partition(place.region)}:elasticloadbalancing:{home}:loadbalancer/{name}"
    held = balancer.get("Instances")
    return place.row(
        id=arn,
        name=name,
        kind="classic",
        scheme=balancer.get("Scheme"),
        state="active",
        network=balancer.get("VPCId") or None,
        dns_name=balancer.get("DNSName"),
        target_count=None if held is None else len(held),
        healthy_target_count=healthy(beside.targets),
        created_at=balancer.get("CreatedTime"),
        tags=beside.tags.of(arn),
    )


def healthy(targets: Targets | None) -> int | None:
    """How many are healthy in at least one group; None where that is not known of all."""
    if targets is None:
        return None
    well = {one: bool(states & set(HEALTHY)) for one, states in targets.items()}
    if any(not well[one] and states & set(UNCHECKED) for one, states in targets.items()):
        return None
    return sum(well.values())


def fetch_targets(asker: Asker) -> Mapping[str, Targets | None] | None:
    """Load balancer → its targets, None where one group's were refused; None: no groups told."""
    try:
        pages = list(asker.pages(GROUPS, page_size=PAGE))
    except CloudError as error:
        asker.missing(error)
        return None
    groups = {
        group["TargetGroupArn"]: group["LoadBalancerArns"]
        for page in pages
        for group in page["TargetGroups"]
        if group.get("LoadBalancerArns")
    }
    health = each(asker, "target health", list(groups), _fetch_health)
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for group, balancers in groups.items():
        for balancer in balancers:
            for target, state in health.get(group, ()):
                found[balancer][target].add(state)
    unknown = {one for group, ones in groups.items() if group not in health for one in ones}
    return {**found, **dict.fromkeys(unknown)}


def _fetch_health(asker: Asker, group: str) -> Sequence[tuple[str, str]]:
    return [
        (one["Target"]["Id"], one.get("TargetHealth", {}).get("State", "unavailable"))
        for page in asker.pages(HEALTH, TargetGroupArn=group)
        for one in page["TargetHealthDescriptions"]
    ]


def _fetch_instances(asker: Asker, name: str) -> Targets:
    return {
        one["InstanceId"]: {one.get("State", "Unknown")}
        for page in asker.pages(CLASSIC_HEALTH, LoadBalancerName=name)
        for one in page["InstanceStates"]
    }

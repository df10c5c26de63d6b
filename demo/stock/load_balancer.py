"""Load balancers of all kinds: busy ones, some that nobody asks, without targets, or all sick."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from demo.accounts import Ids, place
from demo.shape import Estate, Place
from demo.stock.course import course, total
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import asked, told

SERVICES = ("elasticloadbalancing",)
BALANCER, GATEWAY = "Microsoft.Network/loadBalancers", "Microsoft.Network/applicationGateways"
VNET = "Microsoft.Network/virtualNetworks"
GIB = 1024**3
# The one call of classic load balancers and the newer ones that both have is told apart by this.
CLASSIC_VERSION = b"Version=2012-06-01"
_LETTERS = {"application": "app", "network": "net", "gateway": "gwy"}
# What CloudWatch and Azure Monitor call what each kind counts: requests, and bytes.
_COUNTED = {
    ("aws", "application"): ("AWS/ApplicationELB", "RequestCount", "ProcessedBytes"),
    ("aws", "network"): ("AWS/NetworkELB", "", "ProcessedBytes"),
    ("aws", "gateway"): ("AWS/GatewayELB", "", "ProcessedBytes"),
    ("aws", "classic"): ("AWS/ELB", "RequestCount", "EstimatedProcessedBytes"),
    ("azure", "application"): ("", "TotalRequests", ""),
    ("azure", "network"): ("", "", "ByteCount"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """`requests` and `gib` of six hours, `targets` of which `well` are healthy."""

    account: str
    region: str
    name: str
    kind: str
    scheme: str
    targets: int
    well: int
    requests: float
    gib: float
    age_days: int
    team: str | None


PUBLIC, PRIVATE = "internet-facing", "internal"
ALB, NLB = "application", "network"
PLANS = (
    Plan("shop-prod", "us-east-1", "shop-web", ALB, PUBLIC, 4, 4, 310_000, 9, 700, "web"),
    Plan("shop-prod", "us-east-1", "shop-api", ALB, PUBLIC, 3, 2, 90_000, 2, 410, "web"),
    Plan("shop-prod", "us-east-1", "orders-tcp", NLB, PRIVATE, 2, 2, 0, 5, 300, "payments"),
    Plan("shop-prod", "us-east-1", "old-shop", "classic", PUBLIC, 2, 0, 12, 0.001, 2600, None),
    Plan("shop-prod", "eu-west-1", "shop-web-eu", ALB, PUBLIC, 2, 2, 70_000, 2, 500, "web"),
    Plan("shop-prod", "eu-west-1", "black-friday", ALB, PUBLIC, 0, 0, 0, 0, 360, None),
    Plan("shop-staging", "us-east-1", "staging-web", ALB, PRIVATE, 1, 1, 140, 0.01, 200, "web"),
    Plan("data-platform", "us-east-1", "spark-ui", NLB, PRIVATE, 1, 0, 0, 0.2, 150, "data"),
    Plan("data-platform", "us-east-1", "inspect", "gateway", PRIVATE, 2, 2, 0, 1, 90, None),
    Plan("data-platform", "ap-southeast-1", "apac-web", ALB, PUBLIC, 1, 1, 900, 1, 80, None),
    Plan("retail-prod", "westeurope", "lb-crm", NLB, PRIVATE, 3, 3, 0, 4, 600, "sales"),
    Plan("retail-prod", "westeurope", "agw-retail", ALB, PUBLIC, 4, 4, 160_000, 0, 500, "web"),
    Plan("retail-prod", "northeurope", "lb-spare", NLB, PUBLIC, 0, 0, 0, 0, 300, None),
    Plan("retail-dev", "eastus", "agw-dev", ALB, PRIVATE, 0, 0, 0, 0, 120, None),
    Plan("legacy-erp", "westeurope", "lb-erp", NLB, PRIVATE, 2, 2, 0, 1, 900, None),
)  # fmt: skip


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    ids = Ids(estate.seed)
    return (thing(estate, ids, plan) for plan in PLANS)


def thing(estate: Estate, ids: Ids, plan: Plan) -> Thing:
    """One of them."""
    where = place(plan.account, plan.region)
    aws = where.account.cloud == "aws"
    written = _written(ids, where, plan)
    lines, metrics = _measured(estate, plan, where, written)
    homes = [one for one in estate.networks if one.place == where]
    internal = plan.scheme == PRIVATE or plan.kind == "application"
    network = homes[0].id if aws else homes[0].name if internal else None
    made = estate.now.replace(hour=0) - timedelta(days=plan.age_days)
    facts: dict[str, object] = {
        "name": plan.name,
        "kind": plan.kind,
        "scheme": plan.scheme,
        "state": "active" if aws else "running" if plan.kind == "application" else "succeeded",
        "network": network,
        "target_count": plan.targets,
        "healthy_target_count": plan.well if aws else None,
        "tags": {"team": plan.team} if plan.team else {},
    }
    if aws:
        facts["created_at"] = made
        facts["dns_name"] = f"{plan.name}-1.{plan.region}.elb.amazonaws.com"
    home, targets = homes[0].written_id, _targets(estate, where, plan)
    more = {"plan": plan, "made": made, "home": home, "targets": targets}
    identity = written if aws else written.lower()
    return Thing("load_balancer", where, identity, facts, more, lines, written, metrics)


def _written(ids: Ids, where: Place, plan: Plan) -> str:
    if where.account.cloud == "azure":
        return ids.of("", GATEWAY if plan.kind == "application" else BALANCER, where, plan.name)
    home = f"arn:aws:elasticloadbalancing:{where.region}:{where.account.id}:loadbalancer"
    if plan.kind == "classic":
        return f"{home}/{plan.name}"
    return f"{home}/{_LETTERS[plan.kind]}/{plan.name}/{ids.hex('lb', plan.name)[:16]}"


def _targets(estate: Estate, where: Place, plan: Plan) -> Sequence[str]:
    """VMs of the same place; of Azure, their network interfaces' ids."""
    vms = [vm for vm in estate.vms if vm.place == where and vm.deleted_at is None]
    names = [vm.id if where.account.cloud == "aws" else f"{vm.name}-nic" for vm in vms]
    return names[: plan.targets]


def _measured(
    estate: Estate, plan: Plan, where: Place, written: str
) -> tuple[tuple[Line, ...], Mapping[str, float | None]]:
    cloud = where.account.cloud
    namespace, requests, size = _COUNTED[cloud, plan.kind]
    dimension = "LoadBalancerName" if plan.kind == "classic" else "LoadBalancer"
    named = plan.name if plan.kind == "classic" else written.partition(":loadbalancer/")[2]
    dimensions = ((dimension, named),) if cloud == "aws" else ()
    lines, metrics = [], {}
    for field, metric, level in (
        ("requests", requests, plan.requests),
        ("traffic_gib", size, plan.gib * GIB),
    ):
        # Nobody asked it: AWS says nothing then, which is none; what Azure does not say is unknown.
        quiet = 0.0 if cloud == "aws" and metric else None
        metrics[field] = quiet
        if metric and level:
            points = course(level, estate.now, f"{estate.seed} {written} {field}")
            lines.append(Line(metric, points, namespace, dimensions, counted=True))
            metrics[field] = total(points, estate.now, 1 / GIB if field == "traffic_gib" else 1)
    return tuple(lines), metrics


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """What Elastic Load Balancing says, of both its APIs."""
    classic = CLASSIC_VERSION in request.body
    client = "elb" if classic else "elbv2"
    there = [one for one in things if (_plan(one).kind == "classic") is classic]
    match request.action:
        case "DescribeLoadBalancers" if classic:
            found: Item = {"LoadBalancerDescriptions": [_older(one) for one in there]}
        case "DescribeLoadBalancers":
            found = {"LoadBalancers": [_newer(one) for one in there]}
        case "DescribeTargetGroups":
            found = {"TargetGroups": [_group(one) for one in there if _plan(one).targets]}
        case "DescribeTargetHealth":
            arn = asked(request)["TargetGroupArn"]
            own = next(one for one in there if _group(one)["TargetGroupArn"] == arn)
            found = {"TargetHealthDescriptions": _health(own)}
        case "DescribeInstanceHealth":
            name = asked(request)["LoadBalancerName"]
            own = next(one for one in there if one.facts["name"] == name)
            found = {"InstanceStates": _states(own)}
        case _:
            return None
    return told(client, request.action, found)


def _plan(thing: Thing) -> Plan:
    plan = thing.more["plan"]
    assert isinstance(plan, Plan)  # noqa: S101 - for the type alone
    return plan


def _held(thing: Thing) -> Sequence[str]:
    targets = thing.more["targets"]
    assert isinstance(targets, list)  # noqa: S101 - for the type alone
    return targets


def _newer(thing: Thing) -> Item:
    facts = thing.facts
    return {
        "LoadBalancerArn": thing.id,
        "LoadBalancerName": facts["name"],
        "DNSName": facts["dns_name"],
        "CreatedTime": facts["created_at"],
        "Scheme": facts["scheme"],
        "VpcId": facts["network"],
        "State": {"Code": "active"},
        "Type": facts["kind"],
        "IpAddressType": "ipv4",
    }


def _older(thing: Thing) -> Item:
    facts = thing.facts
    return {
        "LoadBalancerName": facts["name"],
        "DNSName": facts["dns_name"],
        "CreatedTime": facts["created_at"],
        "Scheme": facts["scheme"],
        "VPCId": facts["network"],
        "Instances": [{"InstanceId": one} for one in _held(thing)],
    }


def _group(thing: Thing) -> Item:
    home = f"arn:aws:elasticloadbalancing:{thing.place.region}:{thing.place.account.id}"
    return {
        "TargetGroupArn": f"{home}:targetgroup/{thing.facts['name']}/{thing.id[-16:]}",
        "TargetGroupName": thing.facts["name"],
        "TargetType": "instance",
        "LoadBalancerArns": [thing.id],
    }


def _health(thing: Thing) -> list[Item]:
    well = _plan(thing).well
    return [
        {
            "Target": {"Id": one, "Port": 80},
            "TargetHealth": {"State": "healthy" if n < well else "unhealthy"},
        }
        for n, one in enumerate(_held(thing))
    ]


def _states(thing: Thing) -> list[Item]:
    return [{"InstanceId": one, "State": "OutOfService"} for one in _held(thing)]


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Network writes them."""
    balancers = [one for one in things if _plan(one).kind == "network"]
    gateways = [one for one in things if _plan(one).kind == "application"]
    return {
        BALANCER: tuple(_balancer(one) for one in balancers),
        GATEWAY: tuple(_gateway(one) for one in gateways),
    }


def _balancer(thing: Thing) -> Item:
    held = _held(thing)
    pool: Item = {
        "id": f"{thing.written_id}/backendAddressPools/pool",
        "name": "pool",
        "properties": {
            "backendIPConfigurations": [{"id": _ip_configuration(thing, one)} for one in held]
        },
    }
    return {
        **_item(thing, BALANCER),
        "sku": {"name": "Standard", "tier": "Regional"},
        "properties": {
            "provisioningState": "Succeeded",
            "frontendIPConfigurations": [_front(thing)],
            "backendAddressPools": [pool] if held else [],
            "loadBalancingRules": [],
            "inboundNatRules": [],
        },
    }


def _gateway(thing: Thing) -> Item:
    held = [f"10.0.0.{n + 4}" for n, _ in enumerate(_held(thing))]
    pool: Item = {
        "id": f"{thing.written_id}/backendAddressPools/pool",
        "name": "pool",
        "properties": {"backendAddresses": [{"ipAddress": one} for one in held]},
    }
    inside = {"subnet": {"id": f"{thing.more['home']}/subnets/app"}}
    return {
        **_item(thing, GATEWAY),
        "properties": {
            "sku": {"name": "WAF_v2", "tier": "WAF_v2", "capacity": 2},
            "operationalState": "Running",
            "provisioningState": "Succeeded",
            "gatewayIPConfigurations": [{"name": "gateway", "properties": inside}],
            "frontendIPConfigurations": [_front(thing)],
            "backendAddressPools": [pool],
        },
    }


def _item(thing: Thing, kind: str) -> Item:
    return {
        **thing.as_arm(kind),
        "tags": thing.facts["tags"],
    }


def _front(thing: Thing) -> Item:
    home = thing.written_id.rpartition("/providers/")[0]
    address = f"{home}/providers/Microsoft.Network/publicIPAddresses/{thing.facts['name']}-ip"
    if thing.facts["scheme"] == PUBLIC:
        return {"name": "front", "properties": {"publicIPAddress": {"id": address}}}
    subnet = {"id": f"{thing.more['home']}/subnets/app"}
    return {"name": "front", "properties": {"privateIPAddress": "10.0.0.9", "subnet": subnet}}


def _ip_configuration(thing: Thing, interface: str) -> str:
    home = thing.written_id.rpartition("/providers/")[0]
    kind = "Microsoft.Network/networkInterfaces"
    return f"{home}/providers/{kind}/{interface}/ipConfigurations/ipconfig1"

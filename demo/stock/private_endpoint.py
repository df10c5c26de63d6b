"""Private endpoints: interfaces with and without traffic, free gateways, one with no other end."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from demo.accounts import Ids, place
from demo.shape import Estate
from demo.stock.course import course, total
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import told

SERVICES = ("ec2",)
KIND = "Microsoft.Network/privateEndpoints"
GIB = 1024**3
# (account, region, name, kind, target, state, subnets, GiB of six hours, age in days).
Plan = tuple[str, str, str, str, str, str, int, float, int]
PLANS: Sequence[Plan] = (
    ("shop-prod", "us-east-1", "s3", "gateway", "s3", "available", 0, 0, 900),
    ("shop-prod", "us-east-1", "ecr", "interface", "ecr.dkr", "available", 3, 3.5, 400),
    ("shop-prod", "us-east-1", "old-sqs", "interface", "sqs", "available", 2, 0, 700),
    ("shop-prod", "eu-west-1", "logs", "interface", "logs", "available", 2, 1.2, 300),
    ("shop-staging", "us-east-1", "ssm", "interface", "ssm", "available", 1, 0, 60),
    ("data-platform", "us-east-1", "glue", "interface", "glue", "pendingacceptance", 1, 0, 5),
    ("data-platform", "ap-southeast-1", "apac", "interface", "logs", "available", 1, 0, 5),
    ("retail-prod", "westeurope", "pe-crm", "interface", "crm-sql", "approved", 1, 0, 0),
    ("retail-prod", "westeurope", "pe-gone", "interface", "old-sql", "disconnected", 1, 0, 0),
    ("retail-dev", "eastus", "pe-dev", "interface", "dev-sql", "pending", 1, 0, 0),
    ("legacy-erp", "westeurope", "pe-erp", "interface", "erp-sql", "approved", 1, 0, 0),
)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    ids = Ids(estate.seed)
    return (thing(estate, ids, plan) for plan in PLANS)


def thing(estate: Estate, ids: Ids, plan: Plan) -> Thing:
    """One of them."""
    account, region, name, kind, target, state, subnets, gib, age = plan
    where = place(account, region)
    aws = where.account.cloud == "aws"
    home = next(one for one in estate.networks if one.place == where)
    written = ids.of("vpce", KIND, where, name)
    facts: dict[str, object] = {
        "name": name,
        "kind": kind,
        "state": state,
        "target": f"com.amazonaws.{region}.{target}" if aws else target,
        "network": home.id if aws else home.name,
        "subnet_count": subnets,
        "tags": {"Name": name} if aws else {},
    }
    more = {"subnets": [one.written_id for one in home.subnets[:subnets]]}
    if not aws:
        return Thing("private_endpoint", where, written.lower(), facts, more, written_id=written)
    facts["created_at"] = estate.now.replace(hour=0) - timedelta(days=age)
    metered = kind == "interface"
    lines = (_line(estate, written, facts, gib),) if gib else ()
    through = total(tuple(lines[0].points), estate.now, 1 / GIB) if lines else 0.0
    metrics = {"traffic_gib": through if metered else None}
    return Thing("private_endpoint", where, written, facts, more, lines, written, metrics)


def _line(estate: Estate, identity: str, facts: Mapping[str, object], gib: float) -> Line:
    points = course(gib * GIB, estate.now, f"{estate.seed} {identity}")
    dimensions = (
        ("VPC Endpoint Id", identity),
        ("Endpoint Type", "Interface"),
        ("Service Name", str(facts["target"])),
        ("VPC Id", str(facts["network"])),
    )
    return Line("BytesProcessed", points, "AWS/PrivateLinkEndpoints", dimensions, counted=True)


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """What EC2 says of them."""
    if request.action != "DescribeVpcEndpoints":
        return None
    return told("ec2", request.action, {"VpcEndpoints": [_endpoint(one) for one in things]})


def _endpoint(thing: Thing) -> Item:
    facts = thing.facts
    return {
        "VpcEndpointId": thing.id,
        "VpcEndpointType": str(facts["kind"]).title(),
        "VpcId": facts["network"],
        "ServiceName": facts["target"],
        "State": facts["state"],
        "SubnetIds": thing.more["subnets"],
        "CreationTimestamp": facts["created_at"],
        "Tags": [{"Key": "Name", "Value": facts["name"]}],
    }


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Network writes them."""
    return {KIND: tuple(_item(one) for one in things)}


def _item(thing: Thing) -> Item:
    facts, subnets = thing.facts, thing.more["subnets"]
    assert isinstance(subnets, list)  # noqa: S101 - for the type alone
    home = thing.written_id.rpartition("/Microsoft.Network/")[0]
    link: Item = {
        "privateLinkServiceId": f"{home}/Microsoft.Sql/servers/{facts['target']}",
        "groupIds": ["sqlServer"],
        "privateLinkServiceConnectionState": {"status": str(facts["state"]).title()},
    }
    return {
        **thing.as_arm(KIND),
        "properties": {
            "provisioningState": "Succeeded",
            "subnet": {"id": subnets[0]},
            "privateLinkServiceConnections": [{"name": facts["name"], "properties": link}],
        },
    }

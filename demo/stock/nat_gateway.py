"""NAT gateways: busy ones, one without traffic, one that serves no subnet."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from demo.accounts import Ids, place
from demo.shape import Address, Estate, Place
from demo.stock.course import course, total
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import told

SERVICES = ("ec2",)
KIND = "Microsoft.Network/natGateways"
GIB = 1024**3
# (account, region, name, id where the bill has one of its own, GiB and connections of six hours,
# how many subnets it serves, age in days, team). What has no traffic at all says zeros.
PLANS = (
    ("shop-prod", "us-east-1", "egress-use1", "nat-use1", 32.0, 90_000, 3, 900, "platform"),
    ("shop-prod", "us-east-1", "nat-egress", "", 4.0, 6_000, 3, 800, "platform"),
    ("shop-prod", "eu-west-1", "egress-euw1", "", 11.0, 30_000, 3, 700, "platform"),
    ("shop-staging", "us-east-1", "egress-staging", "", 0.0, 0, 3, 420, None),
    ("data-platform", "us-east-1", "egress-data", "nat-data", 0.4, 900, 3, 500, "data"),
    ("data-platform", "ap-southeast-1", "egress-apac", "", 2.0, 4_000, 3, 200, None),
    ("retail-prod", "northeurope", "nat-northeurope", "", 7.0, 20_000, 1, 0, "platform"),
    ("retail-prod", "westeurope", "nat-migration", "", 0.0, 0, 0, 0, None),
    ("retail-dev", "eastus", "nat-dev", "", 0.001, 12, 2, 0, None),
    ("legacy-erp", "westeurope", "nat-erp", "", 3.0, 800, 1, 0, None),
)
Plan = tuple[str, str, str, str, float, int, int, int, str | None]


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    ids = Ids(estate.seed)
    return (thing(estate, ids, plan) for plan in PLANS)


def thing(estate: Estate, ids: Ids, plan: Plan) -> Thing:
    """One of them."""
    account, region, name, known, gib, connections, subnets, age, team = plan
    where = place(account, region)
    aws = where.account.cloud == "aws"
    held = _address(estate, where, name)
    written = known or (held.holder if held and aws else "") or ids.of("nat", KIND, where, name)
    home = next(one for one in estate.networks if one.place == where)
    tags = {"team": team} if team else {}
    facts: dict[str, object] = {
        "name": name,
        "state": "available" if aws else "succeeded",
        "scheme": "public",
        "public_ip": held.ip if held else "198.51.100.7" if aws else None,
        "tags": {**tags, "Name": name} if aws else tags,
    }
    own = home.subnets[-subnets:] if subnets else ()
    if aws:
        facts["created_at"] = estate.now.replace(hour=0) - timedelta(days=age)
        facts |= {"network": home.id, "subnet": home.subnets[2].id}
    else:
        facts |= {"network": home.name if own else None, "subnet_count": subnets}
        facts["subnet"] = own[0].name if len(own) == 1 else None
    lines, metrics = _measured(estate, where, written, gib, connections)
    more = {"address": held.written_id if held else "", "subnets": [one.written_id for one in own]}
    return Thing("nat_gateway", where, written.lower(), facts, more, lines, written, metrics)


def _address(estate: Estate, where: Place, name: str) -> Address | None:
    """The public IP that the estate gave it."""
    held = (one for one in estate.addresses if one.place == where and one.holder_kind == "nat")
    return next((one for one in held if name in (one.name, str(one.holder).split("/")[-1])), None)


def _measured(
    estate: Estate, where: Place, written: str, gib: float, connections: int
) -> tuple[tuple[Line, ...], Mapping[str, float | None]]:
    aws = where.account.cloud == "aws"
    namespace = "AWS/NATGateway" if aws else ""
    dimensions = (("NatGatewayId", written),) if aws else ()
    now = estate.now

    def line(metric: str, level: float) -> Line:
        points = course(level, now, f"{estate.seed} {written} {metric}")
        return Line(metric, points, namespace, dimensions, counted=True)

    if aws:
        sizes = [
            line("BytesOutToDestination", gib * GIB / 4),
            line("BytesInFromDestination", gib * GIB * 3 / 4),
        ]
    else:
        sizes = [line("ByteCount", gib * GIB)]
    tried = line("ConnectionAttemptCount" if aws else "SNATConnectionCount", connections)
    through = [total(tuple(one.points), now, 1 / GIB) or 0.0 for one in sizes]
    attempts = total(tuple(tried.points), now)
    return (*sizes, tried), {"traffic_gib": sum(through), "connections": attempts}


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """What EC2 says of them."""
    if request.action != "DescribeNatGateways":
        return None
    return told("ec2", request.action, {"NatGateways": [_gateway(one) for one in things]})


def _gateway(thing: Thing) -> Item:
    facts = thing.facts
    tags = facts["tags"]
    assert isinstance(tags, dict)  # noqa: S101 - for the type alone
    return {
        "NatGatewayId": thing.id,
        "State": facts["state"],
        "VpcId": facts["network"],
        "SubnetId": facts["subnet"],
        "CreateTime": facts["created_at"],
        "ConnectivityType": "public",
        "NatGatewayAddresses": [{"PublicIp": facts["public_ip"], "PrivateIp": "10.10.2.200"}],
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
    }


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Network writes them."""
    return {KIND: tuple(_item(thing) for thing in things)}


def _item(thing: Thing) -> Item:
    subnets, address = thing.more["subnets"], thing.more["address"]
    assert isinstance(subnets, list)  # noqa: S101 - for the type alone
    return {
        **thing.as_arm(KIND),
        "tags": thing.facts["tags"],
        "sku": {"name": "Standard"},
        "properties": {
            "provisioningState": "Succeeded",
            "idleTimeoutInMinutes": 4,
            **({"publicIpAddresses": [{"id": address}]} if address else {}),
            **({"subnets": [{"id": one} for one in subnets]} if subnets else {}),
        },
    }

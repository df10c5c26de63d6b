"""VPN gateways and their connections: up, half up, down, and gateways without any."""

from collections.abc import Iterator, Mapping, Sequence

from demo.accounts import Ids, place
from demo.shape import Estate, Place
from demo.stock.course import course, total
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import told

SERVICES = ("ec2",)
GATEWAY, CONNECTION = "Microsoft.Network/virtualNetworkGateways", "Microsoft.Network/connections"
GIB = 1024**3
# (account, region, gateway, its connections: name, tunnels up, GiB out in six hours; service, SKU,
# whether single clients come in, too). Azure measures gateways, AWS connections.
Link = tuple[str, int, float]
Plan = tuple[str, str, str, Sequence[Link], str, str, bool]
PLANS: Sequence[Plan] = (
    ("shop-prod", "us-east-1", "office", (("hq", 2, 1.5), ("branch", 1, 0.2)), "vpn", "", False),
    ("shop-prod", "eu-west-1", "vpn-2019", (("old-dc", 0, 0.0),), "vpn", "", False),
    ("data-platform", "us-east-1", "lab", (), "vpn", "", False),
    ("data-platform", "ap-southeast-1", "apac", (("sg", 2, 0.1),), "vpn", "", False),
    ("retail-prod", "westeurope", "vgw-hub", (("cn-stores", 1, 2.5),), "vpn", "VpnGw2AZ", True),
    ("retail-prod", "northeurope", "ergw-ne", (), "expressroute", "ErGw1AZ", False),
    ("retail-dev", "eastus", "vgw-dev", (("cn-lab", 0, 0.0),), "vpn", "VpnGw1", False),
    ("legacy-erp", "westeurope", "vgw-erp", (("cn-erp", 1, 0.3),), "vpn", "Basic", False),
)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for plan in PLANS:
        yield from of(estate, plan)


def of(estate: Estate, plan: Plan) -> Iterator[Thing]:
    """A gateway, and its connections."""
    ids, where = Ids(estate.seed), place(plan[0], plan[1])
    gateway = _gateway_of(estate, ids, where, plan)
    yield gateway
    for link in plan[3]:
        yield _connection_of(estate, ids, gateway, link)


def _gateway_of(estate: Estate, ids: Ids, where: Place, plan: Plan) -> Thing:
    _, _, name, links, service, sku, clients = plan
    aws = where.account.cloud == "aws"
    home = next(one for one in estate.networks if one.place == where)
    written = ids.of("vgw", GATEWAY, where, name)
    facts: dict[str, object] = {
        "name": name,
        "kind": "gateway",
        "service": service,
        "state": "available" if aws else "succeeded",
        "network": home.id if aws else home.name,
        "connection_count": len(links),
        "connected": any(up for _, up, _ in links),
        "tags": {"Name": name} if aws else {},
    }
    more: dict[str, object] = {"home": home.written_id, "sku": sku}
    lines: tuple[Line, ...] = ()
    metrics: dict[str, float | None] = {"traffic_out_gib": None}
    if not aws:
        facts |= {"sku": sku, "point_to_site": clients}
        out = sum(gib for _, _, gib in links)
        lines, metrics = _measured(estate, Line("TunnelEgressBytes", ()), written, out)
    identity = written if aws else written.lower()
    return Thing("vpn_gateway", where, identity, facts, more, lines, written, metrics)


def _connection_of(estate: Estate, ids: Ids, gateway: Thing, link: Link) -> Thing:
    name, up, gib = link
    where = gateway.place
    aws = where.account.cloud == "aws"
    written = ids.of("vpn", CONNECTION, where, name)
    facts: dict[str, object] = {
        "name": name,
        "kind": "connection",
        "service": "vpn" if aws else "ipsec",
        "state": "available" if aws else "succeeded",
        "gateway": gateway.id if aws else gateway.facts["name"],
        "connected": up > 0,
        "tags": {"Name": name} if aws else {},
    }
    lines: tuple[Line, ...] = ()
    metrics: dict[str, float | None] = {"traffic_out_gib": None}
    if aws:
        facts |= {"tunnel_count": 2, "tunnels_up": up}
        line = Line("TunnelDataOut", (), "AWS/VPN", (("VpnId", written),))
        lines, metrics = _measured(estate, line, written, gib)
    identity, more = (written if aws else written.lower()), {"gateway": gateway.written_id}
    return Thing("vpn_gateway", where, identity, facts, more, lines, written, metrics)


def _measured(
    estate: Estate, line: Line, identity: str, gib: float
) -> tuple[tuple[Line, ...], dict[str, float | None]]:
    points = course(gib * GIB, estate.now, f"{estate.seed} {identity}")
    made = Line(line.metric, points, line.namespace, line.dimensions, counted=True)
    return (made,), {"traffic_out_gib": total(points, estate.now, 1 / GIB)}


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """What EC2 says of them."""
    match request.action:
        case "DescribeVpnGateways":
            found: Item = {"VpnGateways": [_vgw(one) for one in things if _is_gateway(one)]}
        case "DescribeVpnConnections":
            own = [_vpn(one) for one in things if not _is_gateway(one)]
            found = {"VpnConnections": own}
        case _:
            return None
    return told("ec2", request.action, found)


def _is_gateway(thing: Thing) -> bool:
    return thing.facts["kind"] == "gateway"


def _vgw(thing: Thing) -> Item:
    return {
        "VpnGatewayId": thing.id,
        "State": "available",
        "Type": "ipsec.1",
        "VpcAttachments": [{"VpcId": thing.facts["network"], "State": "attached"}],
        "Tags": [{"Key": "Name", "Value": thing.facts["name"]}],
    }


def _vpn(thing: Thing) -> Item:
    up = thing.facts["tunnels_up"]
    assert isinstance(up, int)  # noqa: S101 - for the type alone
    return {
        "VpnConnectionId": thing.id,
        "State": "available",
        "Type": "ipsec.1",
        "VpnGatewayId": thing.facts["gateway"],
        "VgwTelemetry": [{"Status": "UP" if n < up else "DOWN"} for n in range(2)],
        "Tags": [{"Key": "Name", "Value": thing.facts["name"]}],
    }


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Network writes them."""
    return {
        GATEWAY: tuple(_gateway_item(one) for one in things if _is_gateway(one)),
        CONNECTION: tuple(_connection_item(one) for one in things if not _is_gateway(one)),
    }


def _item(thing: Thing, kind: str) -> Item:
    return {
        **thing.as_arm(kind),
    }


def _gateway_item(thing: Thing) -> Item:
    express = thing.facts["service"] == "expressroute"
    setup = {"subnet": {"id": f"{thing.more['home']}/subnets/GatewaySubnet"}}
    clients = {"vpnClientConfiguration": {"vpnClientProtocols": ["OpenVPN"]}}
    return {
        **_item(thing, GATEWAY),
        "properties": {
            "provisioningState": "Succeeded",
            "gatewayType": "ExpressRoute" if express else "Vpn",
            "sku": {"name": thing.more["sku"], "tier": thing.more["sku"]},
            "ipConfigurations": [{"name": "default", "properties": setup}],
            **(clients if thing.facts["point_to_site"] else {}),
        },
    }


def _connection_item(thing: Thing) -> Item:
    return {
        **_item(thing, CONNECTION),
        "properties": {
            "provisioningState": "Succeeded",
            "connectionType": "IPsec",
            "connectionStatus": "Connected" if thing.facts["connected"] else "NotConnected",
            "virtualNetworkGateway1": {"id": thing.more["gateway"]},
        },
    }

"""Private endpoints, VPN, APIs, CDNs and DNS zones: what AWS tells of them, and what not."""

from typing import Any

from providers.aws import api_gateway, cdn, dns_zone, private_endpoint, vpn_gateway
from providers.aws.metric import told_apart
from providers.aws.place import Place
from providers.aws.tagged import Tags
from providers.model import Account
from providers.schema import table

PLACE = Place(Account("aws", "111111111111", "prod"), "us-east-1")
SHARED = {"id", "cloud", "account", "account_id", "region", "tags"}


def told(row: Any) -> set[str]:
    return {name for name, value in row.items() if value is not None} - SHARED


def test_what_is_not_told_is_unknown() -> None:
    bare: Any = {"VpcEndpointId": "vpce-1", "VpnConnectionId": "vpn-1", "VpnGatewayId": "vgw-1"}
    assert not told(private_endpoint.row(bare, PLACE))
    found = vpn_gateway.connection(bare, PLACE)
    assert told(found) == {"kind", "service", "gateway"}
    assert told(vpn_gateway.gateway(bare, PLACE, [])) == {
        "kind",
        "service",
        "connection_count",
        "connected",
    }
    distribution: Any = {"ARN": "arn:aws:cloudfront::1:distribution/E1"}
    assert told(cdn.row(distribution, PLACE, Tags(None))) == {"aliases", "origins"}
    zone: Any = {"Id": "/hostedzone/Z1", "Name": "a.example."}
    assert told(dns_zone.row(zone, PLACE, Tags(None))) == {"name"}


def test_a_gateway_is_up_where_one_of_its_connections_is() -> None:
    up: Any = {"VpnConnectionId": "vpn-1", "VgwTelemetry": [{"Status": "DOWN"}, {"Status": "UP"}]}
    down: Any = {"VpnConnectionId": "vpn-2", "VgwTelemetry": [{"Status": "DOWN"}]}
    silent: Any = {"VpnConnectionId": "vpn-3"}
    own: Any = {"VpnGatewayId": "vgw-1"}
    assert vpn_gateway.connection(up, PLACE)["tunnels_up"] == 1
    assert vpn_gateway.gateway(own, PLACE, [up, silent])["connected"] is True
    assert vpn_gateway.gateway(own, PLACE, [down, silent])["connected"] is None
    assert vpn_gateway.gateway(own, PLACE, [down])["connected"] is False


def test_rest_apis_of_one_name_are_not_told_apart() -> None:
    (series, _) = api_gateway.METRICS["requests"]
    rows = [{"id": f"a{n}", "name": name} for n, name in enumerate(("one", "two", "two"))]
    assert set(told_apart(series, rows)) == {"a0"}
    (endpoints,) = private_endpoint.METRICS.values()
    same = [{"id": f"vpce-{n}", "target": "s3", "network": "vpc-1"} for n in range(2)]
    assert set(told_apart(endpoints, same)) == {"vpce-0", "vpce-1"}


def test_apis_have_the_arns_of_the_bill() -> None:
    rest: Any = {"id": "abc", "endpointConfiguration": {"types": ["EDGE"]}}
    row = api_gateway.rest(rest, PLACE)
    assert row["id"] == "arn:aws:apigateway:us-east-1::/restapis/abc"
    assert (row["endpoint"], row["url"]) == (
        "edge",
        "https://abc.execute-api.us-east-1.amazonaws.com",
    )
    newer: Any = {"ApiId": "xyz", "ProtocolType": "WEBSOCKET"}
    assert api_gateway.newer(newer, PLACE)["kind"] == "websocket"


def test_a_zones_domain_has_no_dot_at_its_end_and_no_region() -> None:
    zone: Any = {"Id": "/hostedzone/Z1", "Name": "a.example.", "Config": {"PrivateZone": True}}
    row = dns_zone.row(zone, PLACE, Tags({"arn:aws:route53:::hostedzone/Z1": {"team": "web"}}))
    assert (row["name"], row["region"], row["scheme"]) == ("a.example", "global", "private")
    assert row["tags"] == {"team": "web"}
    table("dns_zone", [row]).validate(full=True)

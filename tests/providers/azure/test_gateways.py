"""Private endpoints, gateways, APIs, CDNs and DNS zones: what Azure tells, and what it does not."""

from typing import Any

import pytest

from providers.azure import api_gateway, cdn, dns_zone, private_endpoint, vpn_gateway
from providers.model import Account

HOME = "/subscriptions/s/resourceGroups/g/providers/Microsoft"
ENDPOINT: dict[str, Any] = {"id": f"{HOME}.Network/privateEndpoints/p"}


def test_an_endpoint_waits_for_what_was_asked_by_hand(prod: Account) -> None:
    link = {
        "privateLinkServiceId": f"{HOME}.Sql/servers/crm/databases/a",
        "privateLinkServiceConnectionState": {"status": "Pending"},
    }
    item = {
        **ENDPOINT,
        "properties": {"manualPrivateLinkServiceConnections": [{"properties": link}]},
    }
    row = private_endpoint.private_endpoint(item, prod)
    assert (row["state"], row["target"]) == ("pending", "crm/a")
    bare = private_endpoint.private_endpoint(ENDPOINT, prod)
    assert (bare["state"], bare["target"], bare["network"]) == (None, None, None)


@pytest.mark.parametrize(
    ("statuses", "connected"),
    [
        ((), False),
        (("Connected", None), True),
        (("NotConnected", None), None),
        (("NotConnected", "Unknown"), None),
        (("NotConnected",), False),
        (None, None),
    ],
)
def test_a_gateway_is_up_where_a_connection_is_and_down_where_all_are_known_to_be(
    prod: Account, statuses: tuple[str | None, ...] | None, connected: bool | None
) -> None:
    item = {"id": f"{HOME}.Network/virtualNetworkGateways/v", "properties": {}}
    own = None
    if statuses is not None:
        own = [{"properties": {"connectionStatus": one}} for one in statuses]
    row = vpn_gateway.gateway(item, prod, own)
    assert row["connected"] is connected
    assert row["connection_count"] == (None if own is None else len(own))


def test_what_endpoints_tell_of_a_profile_is_unknown_without_them(prod: Account) -> None:
    item = {"id": f"{HOME}.Cdn/profiles/p", "properties": {"resourceState": "Active"}}
    row = cdn.cdn(item, prod, None)
    assert (row["enabled"], row["endpoint_count"], row["origins"]) == (None, None, None)
    classic = {"properties": {"resourceState": "Running", "hostName": "a.azureedge.net"}}
    row = cdn.cdn(item, prod, [classic])
    assert (row["enabled"], row["domain"], row["endpoint_count"]) == (True, "a.azureedge.net", 1)
    assert cdn.cdn(item, prod, [])["enabled"] is False


def test_a_service_or_zone_of_which_nothing_is_told_is_unknown(prod: Account) -> None:
    row = api_gateway.api_gateway({"id": f"{HOME}.ApiManagement/service/a"}, prod)
    assert {row[name] for name in ("sku", "unit_count", "state", "url", "created_at")} == {None}
    zone = dns_zone.dns_zone({"id": f"{HOME}.Network/dnsZones/a"}, prod, "public")
    assert (zone["record_count"], zone["link_count"]) == (None, None)

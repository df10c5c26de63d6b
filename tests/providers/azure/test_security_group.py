"""Azure's rules by priority: what is denied first is not open."""

from collections.abc import Callable
from typing import Any

import pytest

from providers.azure import nic, security_group
from providers.model import Account
from providers.schema import table

HOME = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network"


def rule(priority: int, access: str, ports: str = "22", **said: Any) -> dict[str, Any]:
    properties = {
        "priority": priority,
        "access": access,
        "direction": "Inbound",
        "protocol": "Tcp",
        "sourceAddressPrefix": "*",
        "sourcePortRange": "*",
        "destinationAddressPrefix": "*",
        "destinationPortRange": ports,
        **said,
    }
    return {"name": f"r{priority}", "properties": properties}


def opened(prod: Account, *rules: dict[str, Any]) -> Any:
    item = {"id": f"{HOME}/networkSecurityGroups/n", "properties": {"securityRules": [*rules]}}
    return security_group.security_group(item, prod)["open_ports"]


def test_the_lower_number_decides_whatever_the_order_of_the_list(prod: Account) -> None:
    assert opened(prod, rule(200, "Allow"), rule(100, "Deny")) == []
    assert opened(prod, rule(100, "Allow"), rule(200, "Deny")) == ["22"]


def test_a_denial_of_some_ports_leaves_the_others_open(prod: Account) -> None:
    assert opened(prod, rule(100, "Deny"), rule(200, "Allow", "20-30")) == ["20-21", "23-30"]


@pytest.mark.parametrize(
    "narrow",
    [
        {"sourceAddressPrefix": "203.0.113.0/24"},
        {"destinationAddressPrefix": "10.0.0.4"},
        {"sourcePortRange": "1000"},
    ],
)
def test_a_denial_of_a_part_closes_nothing_for_the_rest(
    prod: Account, narrow: dict[str, str]
) -> None:
    assert opened(prod, rule(100, "Deny", **narrow), rule(200, "Allow")) == ["22"]


@pytest.mark.parametrize(
    ("source", "ports"),
    [("Internet", ["22"]), ("0.0.0.0/0", ["22"]), ("::/0", ["22"]), ("Any", ["22"]),
     ("VirtualNetwork", []), ("AzureLoadBalancer", []), ("10.0.0.0/8", [])],
)  # fmt: skip
def test_who_the_world_is(prod: Account, source: str, ports: list[str]) -> None:
    assert opened(prod, rule(100, "Allow", sourceAddressPrefix=source)) == ports


def test_plurals_are_read_too(prod: Account) -> None:
    many: dict[str, Any] = {
        "sourceAddressPrefixes": ["10.0.0.0/8", "Internet"],
        "sourceAddressPrefix": None,
    }
    lists: dict[str, Any] = {"destinationPortRanges": ["80", "443"], "destinationPortRange": None}
    assert opened(prod, rule(100, "Allow", **many, **lists)) == ["80", "443"]


def test_what_goes_out_is_not_what_comes_in(prod: Account) -> None:
    assert opened(prod, rule(100, "Allow", direction="Outbound")) == []


def test_recorded_interfaces_become_rows(recorded: Callable[..., Any], prod: Account) -> None:
    raw = recorded("NetworkInterfaceTest.test_find_by_name")["value"]
    rows = [nic.nic(item, prod, {}) for item in raw]
    table("nic", rows).validate(full=True)
    assert {row["kind"] for row in rows} <= {"vm", None}
    assert all(row["private_ip"] and row["subnet"] for row in rows)


def test_what_else_may_use_an_interface(prod: Account) -> None:
    for name, kind, user in (
        ("privateEndpoint", "private_endpoint", "pe"),
        ("privateLinkService", "private_link_service", "pe"),
    ):
        properties = {name: {"id": f"{HOME}/things/pe"}}
        row = nic.nic({"id": f"{HOME}/networkInterfaces/n", "properties": properties}, prod, {})
        assert (row["attached"], row["kind"], row["attached_to"]) == (True, kind, user)
    hosted = {"hostedWorkloads": ["netapp"]}
    row = nic.nic({"id": f"{HOME}/networkInterfaces/n", "properties": hosted}, prod, {})
    assert (row["attached"], row["attached_to"], row["managed"]) == (True, "netapp", True)

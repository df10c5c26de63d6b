from collections.abc import Callable
from typing import Any

from providers.azure import public_ip
from providers.azure.graph import listed_rows
from providers.model import Account

HOME = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network"


def test_an_address_tells_what_uses_it(cloud: Any, prod: Account) -> None:
    rows = listed_rows(public_ip, cloud.reader(), prod).items
    assert [row["attached_to"] for row in rows] == [f"nic-{n}" for n in range(5)]
    assert {(row["sku"], row["allocation"], row["attached"]) for row in rows} == {
        ("Standard", "static", True)
    }


def test_a_nat_gateway_uses_it_too(prod: Account) -> None:
    item = {"id": "/p", "properties": {"natGateway": {"id": f"{HOME}/natGateways/out"}}}
    row = public_ip.public_ip(item, prod)
    assert (row["attached"], row["attached_to"]) == (True, "out")


def test_one_of_a_prefix_names_it(prod: Account) -> None:
    prefix = {"id": f"{HOME}/publicIPPrefixes/office"}
    row = public_ip.public_ip({"id": "/p", "properties": {"publicIPPrefix": prefix}}, prod)
    assert (row["attached"], row["prefix"]) == (False, "office")


def test_an_idle_dynamic_one_has_no_address(prod: Account) -> None:
    item = {"id": "/p", "properties": {"publicIPAllocationMethod": "Dynamic", "ipAddress": ""}}
    row = public_ip.public_ip(item, prod)
    assert (row["attached"], row["attached_to"], row["address"]) == (False, None, None)


def test_recorded_addresses_read_as_the_sdks_own_models_do(
    recorded: Callable[..., Any], prod: Account
) -> None:
    from azure.mgmt.network.models import PublicIPAddress

    raw = recorded("PublicIpAddressTest.test_find_by_name")["value"]
    assert raw
    for item in raw:
        model: Any = PublicIPAddress(item)
        row = public_ip.public_ip(model, prod)
        assert row["address"] == model.properties.ip_address
        assert row["sku"] == model.sku.name
        used = model.properties.ip_configuration or model.properties.nat_gateway
        assert row["attached"] is (used is not None)


def test_recorded_interfaces_tell_a_vms_address(
    recorded: Callable[..., Any], prod: Account
) -> None:
    from azure.mgmt.compute.models import VirtualMachine
    from azure.mgmt.network.models import NetworkInterface

    from providers.azure import vm
    from providers.azure.payload import identity

    nics = recorded("NetworkInterfaceTest.test_find_by_name")["value"]
    for nic in nics:
        profile = {"networkProfile": {"networkInterfaces": [{"id": nic["id"].upper()}]}}
        beside = vm.Beside({}, {identity(nic): NetworkInterface(nic)}, {})
        row = vm.vm(VirtualMachine({"id": "/x", "properties": profile}), prod, beside)
        first = nic["properties"]["ipConfigurations"][0]["properties"]
        assert row["private_ip"] == first["privateIPAddress"]
        assert row["subnet"] == first["subnet"]["id"].split("/")[-1]

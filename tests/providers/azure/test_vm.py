from collections.abc import Callable
from typing import Any

import pytest

from providers.azure import vm
from providers.azure.graph import listed_rows
from providers.azure.payload import items
from providers.model import Account

NOTHING = vm.Beside({}, {}, {})


def named(cloud: Any, account: Account) -> dict[str, Any]:
    return {str(row["name"]): row for row in listed_rows(vm, cloud.reader(), account).items}


def test_a_vm_is_joined_from_four_lists_whatever_case_its_ids_are_in(
    cloud: Any, prod: Account
) -> None:
    row = named(cloud, prod)["web-3"]
    assert row["id"] == str(row["id"]).lower()
    assert row["id"].endswith(
        "/resourcegroups/web/providers/microsoft.compute/virtualmachines/web-3"
    )
    assert (row["account"], row["account_id"], row["cloud"]) == ("prod", prod.id, "azure")
    assert (row["region"], row["zone"], row["resource_group"]) == ("westeurope", "2", "web")
    assert (row["size"], row["os"], row["lifecycle"]) == ("Standard_D2s_v5", "linux", "on-demand")
    assert (row["network"], row["subnet"]) == ("core", "front")
    assert (row["private_ip"], row["public_ip"]) == ("10.0.0.3", "20.0.0.3")
    assert row["tags"] == {"team": "web"}
    assert row["created_at"].isoformat() == "2026-03-01T10:00:00.123456+00:00"


def test_stopped_and_deallocated_are_told_apart_and_a_new_code_is_unknown(
    cloud: Any, prod: Account
) -> None:
    states = {name: row["state"] for name, row in named(cloud, prod).items()}
    assert states == {
        "web-0": "deallocated",
        "web-1": "running",
        "web-2": "stopped",
        "web-3": "running",
        "web-4": None,
    }


def test_spot_is_a_lifecycle(cloud: Any, prod: Account) -> None:
    assert named(cloud, prod)["web-1"]["lifecycle"] == "spot"


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("PowerState/running", "running"),
        ("PowerState/deallocating", "stopping"),
        ("powerstate/Deallocated", "deallocated"),
        ("PowerState/unknown", None),
        ("ProvisioningState/succeeded", None),
        ("", None),
    ],
)
def test_power_states_are_the_catalogs(code: str, state: str | None) -> None:
    assert vm.state([{"code": "ProvisioningState/failed"}, {"code": code}]) == state


def test_a_vm_without_anything_known_is_a_row_of_unknowns(prod: Account) -> None:
    row = vm.vm({"id": "/x"}, prod, NOTHING)
    unknown = {"name", "region", "zone", "state", "size", "os", "created_at", "private_ip"}
    assert {name for name in unknown if row[name] is not None} == set()


def test_of_several_interfaces_the_primary_one_tells_the_address(prod: Account) -> None:
    config = [{"properties": {"primary": False, "privateIPAddress": "10.0.0.1"}}]
    other = [{"properties": {"primary": True, "privateIPAddress": "10.0.0.2"}}]
    beside = vm.Beside(
        {},
        {
            "/nic-1": {"properties": {"ipConfigurations": config}},
            "/nic-2": {"properties": {"ipConfigurations": config + other}},
        },
        {},
    )
    nics = [{"id": "/nic-1"}, {"id": "/NIC-2", "properties": {"primary": True}}]
    item = {"id": "/x", "properties": {"networkProfile": {"networkInterfaces": nics}}}
    assert vm.vm(item, prod, beside)["private_ip"] == "10.0.0.2"


def test_denied_interfaces_are_a_gap_and_the_vms_are_still_there(
    scripted: Callable[..., Any], prod: Account
) -> None:
    def answer(path: str, _: object) -> Any:
        if "networkInterfaces" in path:
            return 403, {}, {"error": {"code": "AuthorizationFailed"}}
        return 200, {}, {"value": [{"id": "/a", "name": "a"}] if "virtualMachines" in path else []}

    found = listed_rows(vm, scripted(answer).reader(), prod)
    assert [(row["name"], row["private_ip"]) for row in found.items] == [("a", None)]
    assert [gap.why for gap in found.gaps] == [
        "AuthorizationFailed: Microsoft.Network/networkInterfaces/read"
    ]


@pytest.mark.parametrize("name", ["VMTest.virtual_machine", "VMTest.virtual_machine_instance"])
def test_recorded_vms_read_as_the_sdks_own_models_do(
    recorded: Callable[..., Any], name: str, prod: Account
) -> None:
    from azure.mgmt.compute.models import VirtualMachine

    raw = recorded(name)["value"]
    assert raw
    for item in raw:
        model: Any = VirtualMachine(item)
        row = vm.vm(model, prod, NOTHING)
        assert row["id"] == model.id.lower()
        assert row["name"] == model.name
        assert row["size"] == model.hardware_profile.vm_size
        assert row["os"] == model.storage_profile.os_disk.os_type.value.lower()
        assert row["region"] == model.location.lower()
        assert row["tags"] == (model.tags or {})
        assert row["created_at"] == model.time_created
        assert row["zone"] == (model.zones[0] if model.zones else None)


def test_a_recorded_instance_view_tells_its_state(recorded: Callable[..., Any]) -> None:
    item = recorded("VMTest.virtual_machine_instance", 1)
    assert vm.state(items(item, "properties.instanceView.statuses")) == "running"

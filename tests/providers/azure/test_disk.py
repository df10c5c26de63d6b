from collections.abc import Callable
from typing import Any

from providers.azure import disk
from providers.azure.graph import listed_rows
from providers.model import Account

HOLDER = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/web-1"


def test_a_free_disk_tells_since_when(cloud: Any, prod: Account) -> None:
    (row,) = listed_rows(disk, cloud.reader(), prod).items
    assert (row["attached"], row["attached_to"], row["state"]) == (False, None, "Unattached")
    assert str(row["detached_at"]) == "2026-09-01 00:00:00+00:00"
    assert (row["size_gib"], row["disk_type"], row["encrypted"]) == (128, "Premium_LRS", True)
    assert row["iops"] is None


def test_a_held_disk_names_its_vm_and_was_not_let_go(prod: Account) -> None:
    since = {"LastOwnershipUpdateTime": "2026-09-01T00:00:00Z", "diskState": "Reserved"}
    row = disk.disk({"id": "/d", "managedBy": HOLDER, "properties": since}, prod)
    assert (row["attached"], row["attached_to"], row["detached_at"]) == (True, "web-1", None)


def test_a_shared_disk_is_attached_though_nobody_manages_it(prod: Account) -> None:
    row = disk.disk({"id": "/d", "managedByExtended": [HOLDER]}, prod)
    assert (row["attached"], row["attached_to"]) == (True, "web-1")


def test_a_scale_sets_disk_names_set_and_instance(prod: Account) -> None:
    holder = HOLDER.replace(
        "virtualMachines/web-1", "virtualMachineScaleSets/web/virtualMachines/0"
    )
    assert disk.disk({"id": "/d", "managedBy": holder}, prod)["attached_to"] == "web/0"


def test_recorded_disks_read_as_the_sdks_own_models_do(
    recorded: Callable[..., Any], prod: Account
) -> None:
    from azure.mgmt.compute.models import Disk

    raw = recorded("DiskTest.test_find_by_name")["value"]
    assert {disk.disk(Disk(item), prod)["attached"] for item in raw} == {True, False}
    for item in raw:
        model: Any = Disk(item)
        row = disk.disk(model, prod)
        assert row["size_gib"] == model.disk_size_gb
        assert row["disk_type"] == model.sku.name
        assert row["iops"] == model.disk_iops_read_write
        assert row["state"] == model.disk_state
        assert row["created_at"] == model.time_created
        assert row["attached"] is (model.managed_by is not None)

"""What the sizes of VMs have, and what VMs are made of."""

from typing import Any

import pytest

from providers.azure import vm
from providers.azure.known_size import Size
from providers.azure.size import size
from providers.model import Account

ACCOUNT = Account("azure", "s", "prod")


def told(**capabilities: str) -> Any:
    return {"capabilities": [{"name": n, "value": v} for n, v in capabilities.items()]}


def test_a_size_is_read_from_what_is_sold() -> None:
    of_arm = told(vCPUs="4", MemoryGB="15.5", CpuArchitectureType="Arm64")
    assert size(of_arm) == Size(4, 15.5, "arm64")
    assert size(told(vCPUs="4", vCPUsAvailable="2", MemoryGB="16")).vcpus == 2
    assert size(told(vCPUs="many")) == Size()
    assert size({}) == Size()


@pytest.mark.parametrize(
    ("reference", "image"),
    [
        ({"publisher": "Canonical", "offer": "ubuntu", "sku": "24"}, "Canonical:ubuntu:24"),
        ({"id": "/subscriptions/s/resourceGroups/g/providers/M/images/golden"}, "golden"),
        (
            {"id": "/subscriptions/s/resourceGroups/g/providers/M/galleries/x/images/g/versions/1"},
            "g",
        ),
        ({"communityGalleryImageId": "/CommunityGalleries/c/Images/linux/Versions/1"}, "linux"),
        (None, None),
    ],
)
def test_a_vm_knows_what_it_is_made_of(reference: object, image: str | None) -> None:
    item: Any = {"id": "/a", "properties": {"storageProfile": {"imageReference": reference}}}
    assert vm.vm(item, ACCOUNT, vm.Beside({}, {}, {}))["image"] == image


def test_a_vm_of_a_scale_set_knows_it() -> None:
    group = "/subscriptions/s/resourceGroups/g/providers/M/virtualMachineScaleSets/web"
    item: Any = {"id": "/a", "properties": {"virtualMachineScaleSet": {"id": group}}}
    row = vm.vm(item, ACCOUNT, vm.Beside({}, {}, {}))
    assert (row["scaling_group"], row["vcpus"], row["memory_gib"]) == ("web", None, None)

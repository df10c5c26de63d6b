"""Virtual machines, with their power state and the addresses of their primary network interface.

VMs, network interfaces and public addresses are joined by id in lower case. Resource Graph tells
the power state among a VM's properties; where it does not, one list of statuses tells it of all VMs
of the subscription. What a size has, the list of sizes tells (`size`).

VMs of uniform scale sets are not VMs of their own to Azure, and are not here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from providers.azure.arm import Kind
from providers.azure.graph import Found, Table
from providers.azure.known_size import UNKNOWN, Size
from providers.azure.licence import of_vm
from providers.azure.metric import Series
from providers.azure.nic import INTERFACES
from providers.azure.payload import (
    Item,
    identity,
    is_true,
    items,
    moment,
    region,
    segment,
    text,
    value,
    whole,
)
from providers.azure.public_ip import ADDRESSES, by_id
from providers.azure.resource import row
from providers.azure.size import NEEDS as SIZE_NEEDS
from providers.azure.size import fetch_sizes
from providers.model import Account, Row
from providers.word import word

NEEDS = (
    "Microsoft.Compute/virtualMachines/read",
    "Microsoft.Network/networkInterfaces/read",
    "Microsoft.Network/publicIPAddresses/read",
    *SIZE_NEEDS,
)
VMS = Table(
    "Microsoft.Compute/virtualMachines",
    listed=lambda azure: azure.compute.virtual_machines.list_all,
)
STATUSES = Kind(
    VMS.name, lambda azure: partial(azure.compute.virtual_machines.list_all, status_only="true")
)
TABLES = (VMS, INTERFACES, ADDRESSES)

GIB = 1 / 1024**3
METRICS = {
    "cpu": Series(VMS.name, "Percentage CPU"),
    "memory": Series(VMS.name, "Available Memory Percentage", rest=True),
    "network_in_gib": Series(VMS.name, "Network In Total", scale=GIB, total=True),
    "network_out_gib": Series(VMS.name, "Network Out Total", scale=GIB, total=True),
    "disk_ops": Series(VMS.name, "Disk Read Operations/Sec", plus="Disk Write Operations/Sec"),
}
# PowerState codes → the catalog's states. A code that is not here is unknown.
STATES = {
    "starting": "starting",
    "running": "running",
    "stopping": "stopping",
    "stopped": "stopped",
    "deallocating": "stopping",
    "deallocated": "deallocated",
}
# "Low" is what spot was called before 2020.
SPOT = ("spot", "low")


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of VMs from elsewhere, by id in lower case."""

    states: Mapping[str, str | None]
    interfaces: Mapping[str, Item]
    addresses: Mapping[str, str]
    sizes: Mapping[str, Size] = field(default_factory=dict)


def rows(found: Found) -> Iterator[Row]:
    """All VMs."""
    unsaid = [account for item, account in found.of(VMS) if _code(item) is None]
    states = {
        identity(item): state(items(item, "properties.instanceView.statuses"))
        for item in found.fetch_listed(STATUSES, unsaid)
    }
    sizes = fetch_sizes(found, ((_size(item), region(item), one) for item, one in found.of(VMS)))
    beside = Beside(states, found.by_id(INTERFACES), by_id(found.items(ADDRESSES)), sizes)
    return (vm(item, account, beside) for item, account in found.of(VMS))


def vm(item: Item, account: Account, beside: Beside) -> Row:
    """One VM, from Azure's JSON."""
    priority = (text(item, "properties.priority") or "regular").lower()
    size = beside.sizes.get((_size(item) or "").lower(), UNKNOWN)
    group = text(item, "properties.virtualMachineScaleSet.id")
    return {
        **row(item, account),
        **_addresses(item, beside),
        "zone": text(item, "zones.0"),
        "state": _state(item, beside),
        "size": _size(item),
        "vcpus": _ordered(item) or size.vcpus,
        "memory_gib": size.memory_gib,
        "architecture": size.architecture,
        "image": image(item),
        "scaling_group": segment(group, "virtualMachineScaleSets"),
        "os": word(text(item, "properties.storageProfile.osDisk.osType")),
        "licence": of_vm(item, account),
        "lifecycle": "spot" if priority in SPOT else "on-demand",
        "created_at": moment(item, "properties.timeCreated"),
    }


def _size(item: Item) -> str | None:
    return text(item, "properties.hardwareProfile.vmSize")


def _ordered(item: Item) -> int | None:
    """The virtual CPUs that it was made with, where that is fewer than its size has."""
    return whole(item, "properties.hardwareProfile.vmSizeProperties.vCPUsAvailable")


def image(item: Item) -> str | None:
    """What it was made of: `publisher:offer:sku` of the marketplace, else the image's name."""
    own = value(item, "properties.storageProfile.imageReference")
    market = [text(own, part) for part in ("publisher", "offer", "sku")]
    if market[0]:
        return ":".join(part or "" for part in market)
    shared = (text(own, name) for name in ("id", "sharedGalleryImageId", "communityGalleryImageId"))
    return next((segment(one, "images") for one in shared if one), None)


def _code(item: Item) -> str | None:
    """The power state's code, where Resource Graph tells it."""
    return text(item, "properties.extended.instanceView.powerState.code")


def _state(item: Item, beside: Beside) -> str | None:
    if code := _code(item):
        return state(({"code": code},))
    return beside.states.get(identity(item))


def state(statuses: Iterable[Item]) -> str | None:
    """The catalog's state of the PowerState among a VM's statuses."""
    for status in statuses:
        kind, _, code = (text(status, "code") or "").partition("/")
        if kind.lower() == "powerstate":
            return STATES.get(code.lower())
    return None


def _addresses(item: Item, beside: Beside) -> dict[str, str | None]:
    first = _primary(items(item, "properties.networkProfile.networkInterfaces"))
    interface = beside.interfaces.get(identity(first), {})
    setup = _primary(items(interface, "properties.ipConfigurations"))
    subnet = text(setup, "properties.subnet.id")
    return {
        "network": segment(subnet, "virtualNetworks"),
        "subnet": segment(subnet, "subnets"),
        "private_ip": text(setup, "properties.privateIPAddress"),
        "public_ip": beside.addresses.get(identity(setup, "properties.publicIPAddress.id")),
    }


def _primary(parts: Iterable[Item]) -> Item:
    """The one that is marked as primary, else the first: a single one is often not marked."""
    known = list(parts)
    marked = (one for one in known if is_true(one, "properties.primary"))
    return next(marked, known[0] if known else {})

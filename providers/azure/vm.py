"""Virtual machines, with their power state and the addresses of their primary network interface.

VMs, network interfaces and public addresses are joined by id in lower case. Resource Graph tells
the power state among a VM's properties; where it does not, one list of statuses tells it of all VMs
of the subscription.

VMs of uniform scale sets are not VMs of their own to Azure, and are not here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from providers.azure.arm import Kind
from providers.azure.graph import Found, Table
from providers.azure.metric import Series
from providers.azure.payload import Item, identity, is_true, items, moment, segment, text
from providers.azure.public_ip import ADDRESSES, by_id
from providers.azure.resource import row
from providers.model import Account, Row

NEEDS = (
    "Microsoft.Compute/virtualMachines/read",
    "Microsoft.Network/networkInterfaces/read",
    "Microsoft.Network/publicIPAddresses/read",
)
VMS = Table(
    "Microsoft.Compute/virtualMachines",
    listed=lambda azure: azure.compute.virtual_machines.list_all,
)
STATUSES = Kind(
    VMS.name, lambda azure: partial(azure.compute.virtual_machines.list_all, status_only="true")
)
INTERFACES = Table(
    "Microsoft.Network/networkInterfaces",
    listed=lambda azure: azure.network.network_interfaces.list_all,
)
TABLES = (VMS, INTERFACES, ADDRESSES)

METRICS = {"cpu": Series("Microsoft.Compute/virtualMachines", "Percentage CPU")}
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


def rows(found: Found) -> Iterator[Row]:
    """All VMs."""
    unsaid = [account for item, account in found.of(VMS) if _code(item) is None]
    states = {
        identity(item): state(items(item, "properties.instanceView.statuses"))
        for item in found.fetch_listed(STATUSES, unsaid)
    }
    beside = Beside(states, found.by_id(INTERFACES), by_id(found.items(ADDRESSES)))
    return (vm(item, account, beside) for item, account in found.of(VMS))


def vm(item: Item, account: Account, beside: Beside) -> Row:
    """One VM, from Azure's JSON."""
    priority = (text(item, "properties.priority") or "regular").lower()
    system = text(item, "properties.storageProfile.osDisk.osType")
    return {
        **row(item, account),
        **_addresses(item, beside),
        "zone": text(item, "zones.0"),
        "state": _state(item, beside),
        "size": text(item, "properties.hardwareProfile.vmSize"),
        "os": system.lower() if system else None,
        "lifecycle": "spot" if priority in SPOT else "on-demand",
        "created_at": moment(item, "properties.timeCreated"),
    }


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

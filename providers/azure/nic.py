"""Network interfaces, and what uses them: a VM, or a service that put them there."""

from collections.abc import Iterator, Mapping

from providers.azure.graph import Found, Table
from providers.azure.payload import Item, identity, is_true, items, names, segment, text
from providers.azure.public_ip import ADDRESSES, by_id
from providers.azure.resource import row
from providers.model import Account, Row

NEEDS = ("Microsoft.Network/networkInterfaces/read", "Microsoft.Network/publicIPAddresses/read")
INTERFACES = Table(
    "Microsoft.Network/networkInterfaces",
    listed=lambda azure: azure.network.network_interfaces.list_all,
)
TABLES = (INTERFACES, ADDRESSES)
# Where Azure tells what uses an interface → what that is.
USERS = {
    "properties.virtualMachine.id": "vm",
    "properties.privateEndpoint.id": "private_endpoint",
    "properties.privateLinkService.id": "private_link_service",
    "properties.hostedWorkloads.0": "hosted_workload",
}


def rows(found: Found) -> Iterator[Row]:
    """All network interfaces."""
    addresses = by_id(found.items(ADDRESSES))
    return (nic(item, account, addresses) for item, account in found.of(INTERFACES))


def nic(item: Item, account: Account, addresses: Mapping[str, str]) -> Row:
    """One interface, from Azure's JSON; `addresses` by the id of a public IP."""
    setups = items(item, "properties.ipConfigurations")
    first = next((one for one in setups if is_true(one, "properties.primary")), None)
    setup = first or (setups[0] if setups else {})
    subnet = text(setup, "properties.subnet.id")
    group = names(text(item, "properties.networkSecurityGroup.id"))
    user, kind = _user(item)
    return {
        **row(item, account),
        "network": segment(subnet, "virtualNetworks"),
        "subnet": segment(subnet, "subnets"),
        "attached": user is not None,
        "attached_to": (names(user) or [user])[0] if user else None,
        "kind": kind,
        "managed": kind not in (None, "vm"),
        "private_ip": text(setup, "properties.privateIPAddress"),
        "public_ip": addresses.get(identity(setup, "properties.publicIPAddress.id")),
        "address_count": len(setups),
        "security_groups": group[:1],
    }


def _user(item: Item) -> tuple[str | None, str | None]:
    """What uses it: an id or a name, and of what kind that is."""
    told = ((text(item, path), kind) for path, kind in USERS.items())
    return next((one for one in told if one[0]), (None, None))

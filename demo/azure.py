"""The Azure part of the estate as ARM JSON, for `demo.arm` to serve.

Ids are written as unevenly as Azure does: Compute lists resource groups in capitals, while what
points at a resource (`managedBy`, `ipConfiguration`) keeps the case in which it was made. The
truth's ids are all in lower case.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache

from demo import azure_bought, disk_metrics, sizes, stock, vm_metrics
from demo.arm import ArmEstate, Points
from demo.bought import commitments
from demo.graph import GROUPS
from demo.shape import EVERYWHERE, Account, Address, Disk, Estate, Network, Place, Subnet, Vm

Item = dict[str, object]
# Of a subscription, told by Resource Graph alone: its management groups, the nearest first.
ROOT = "Tenant Root Group"
TENANT = "d4444444-dddd-4444-8444-000000000004"
VM, DISK = "Microsoft.Compute/virtualMachines", "Microsoft.Compute/disks"
NIC, ADDRESS = "Microsoft.Network/networkInterfaces", "Microsoft.Network/publicIPAddresses"
VNET = "Microsoft.Network/virtualNetworks"
# What VMs are made of, by their system.
IMAGES: Mapping[str, Item] = {
    "linux": {"publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": "server"},
    "windows": {
        "publisher": "MicrosoftWindowsServer", "offer": "WindowsServer", "sku": "2022-datacenter",
    },
}  # fmt: skip


def arm_estate(estate: Estate, budgets: Sequence[azure_bought.Fact] = ()) -> ArmEstate:
    """All of it, ready to serve; with the clouds' budgets, whose figures rest on the charges."""
    part = estate.of("azure")
    bought, planned = commitments(estate.now.date()), azure_bought.budgets(budgets)
    points = {(vm.id, "percentage cpu"): vm.cpu for vm in part.vms}
    points |= {key: tuple(line.points) for key, line in stock.azure_lines(estate).items()}

    @cache
    def more() -> Mapping[tuple[str, str], Points]:
        return {
            **dict(vm_metrics.azure_lines(part.vms)),
            **dict(disk_metrics.azure_lines(part)),
        }

    def read(resource: str, metric: str, start: datetime, end: datetime) -> Points:
        key = (resource, metric.lower())
        known = points.get(key) or more().get(key, ())
        return [point for point in known if start <= point[0] < end]

    return ArmEstate(
        subscriptions=tuple(_subscription(account) for account in part.accounts),
        resources={
            account.id: {
                **_together(_resources(part, account), stock.azure_items(estate, account)),
                "Microsoft.Consumption/budgets": planned.get(account.id, ()),
            }
            for account in part.accounts
        },
        power={vm.id: vm.state for vm in part.vms},
        points=read,
        denied=frozenset(a.id for a in part.accounts if EVERYWHERE in a.denied),
        tenant={
            "Microsoft.Capacity/reservations": azure_bought.reservations(bought),
            "Microsoft.BillingBenefits/savingsPlans": azure_bought.savings_plans(bought),
        },
    )


def _together(
    own: Mapping[str, tuple[Item, ...]], more: Mapping[str, tuple[Mapping[str, object], ...]]
) -> Mapping[str, tuple[Mapping[str, object], ...]]:
    """Both, of some types items of either."""
    return {kind: (*own.get(kind, ()), *more.get(kind, ())) for kind in {**own, **more}}


def _subscription(account: Account) -> Item:
    return {
        "id": f"/subscriptions/{account.id}",
        "subscriptionId": account.id,
        "displayName": account.name,
        "state": "Enabled",
        "tenantId": TENANT,
        "authorizationSource": "RoleBased",
        "subscriptionPolicies": {"quotaId": "EnterpriseAgreement_2014-09-01"},
        GROUPS: [
            {"name": name.lower().replace(" ", "-"), "displayName": name}
            for name in ("Prod" if account.name.endswith("prod") else "Sandbox", "Retail", ROOT)
        ],
    }


def _resources(part: Estate, account: Account) -> Mapping[str, tuple[Item, ...]]:
    vms = [vm for vm in part.vms if vm.place.account == account]
    disks = [disk for disk in part.disks if disk.place.account == account]
    addresses = [address for address in part.addresses if address.place.account == account]
    networks = [network for network in part.networks if network.place.account == account]
    by_vm = {address.holder: address for address in addresses if address.holder_kind == "vm"}
    subnets = {subnet.id: subnet.written_id for net in networks for subnet in net.subnets}
    known = {vm.id: vm for vm in vms}
    return {
        VM: tuple(_vm(vm, disks) for vm in vms),
        DISK: tuple(_disk(disk, known) for disk in disks),
        NIC: tuple(_nic(vm, subnets[vm.subnet_id], by_vm.get(vm.id)) for vm in vms),
        ADDRESS: tuple(_address(address, known) for address in addresses),
        VNET: tuple(_network(network, vms) for network in networks),
        sizes.KIND: tuple(sizes.items(sorted({vm.place.region for vm in vms}))),
    }


def _item(written_id: str, kind: str, place: Place, tags: Mapping[str, str]) -> Item:
    name = written_id.rpartition("/")[2]
    return {
        "id": written_id,
        "name": name,
        "type": kind,
        "location": place.region,
        **({"tags": dict(tags)} if tags else {}),
    }


def _nic_id(vm: Vm) -> str:
    return vm.place.arm_id(NIC, f"{vm.name}-nic")


def _time(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%S}.0000000+00:00"


def _set_id(vm: Vm) -> str:
    return vm.place.arm_id("Microsoft.Compute/virtualMachineScaleSets", vm.scale_set)


def _vm(vm: Vm, disks: Iterable[Disk]) -> Item:
    own = [disk for disk in disks if disk.vm_id == vm.id]
    root = next(disk for disk in own if disk.root)
    return {
        **_item(vm.written_id, VM, vm.place, vm.tags),
        **({"zones": [vm.zone]} if vm.zone else {}),
        "properties": {
            "vmId": f"{vm.private_ip.replace('.', '0'):0>8}-0000-4000-8000-000000000000",
            "hardwareProfile": {"vmSize": vm.size},
            "provisioningState": "Succeeded",
            **({"priority": "Spot", "evictionPolicy": "Deallocate"} if vm.spot else {}),
            **({"licenseType": "Windows_Server"} if vm.own_licence else {}),
            **({"virtualMachineScaleSet": {"id": _set_id(vm)}} if vm.scale_set else {}),
            "storageProfile": {
                "imageReference": IMAGES[vm.os],
                "osDisk": {
                    "osType": vm.os.title(),
                    "name": root.name,
                    "createOption": "FromImage",
                    "managedDisk": {"id": root.written_id, "storageAccountType": root.kind},
                    "diskSizeGB": root.size_gib,
                },
                "dataDisks": [
                    {
                        "lun": lun,
                        "name": disk.name,
                        "createOption": "Attach",
                        "managedDisk": {"id": disk.written_id, "storageAccountType": disk.kind},
                        "diskSizeGB": disk.size_gib,
                    }
                    for lun, disk in enumerate(disk for disk in own if not disk.root)
                ],
            },
            "osProfile": {"computerName": vm.name},
            "networkProfile": {
                "networkInterfaces": [{"id": _nic_id(vm), "properties": {"primary": True}}]
            },
            "timeCreated": _time(vm.created_at),
        },
    }


def _disk(disk: Disk, vms: Mapping[str, Vm]) -> Item:
    holder = vms.get(disk.vm_id or "")
    return {
        **_item(disk.written_id, DISK, disk.place, disk.tags),
        **({"zones": [disk.zone]} if disk.zone else {}),
        **({"managedBy": holder.place.arm_id(VM, holder.name)} if holder else {}),
        "sku": {"name": disk.kind, "tier": disk.kind.partition("_")[0]},
        "properties": {
            "diskSizeGB": disk.size_gib,
            "diskSizeBytes": disk.size_gib * 1024**3,
            "diskIOPSReadWrite": azure_iops(disk),
            "diskMBpsReadWrite": AZURE_MIB,
            "diskState": azure_disk_state(holder),
            "encryption": {"type": "EncryptionAtRestWithPlatformKey"},
            "creationData": {"createOption": "FromImage" if disk.root else "Empty"},
            "provisioningState": "Succeeded",
            "timeCreated": _time(disk.created_at),
            **({"osType": holder.os.title()} if holder and disk.root else {}),
            **({"LastOwnershipUpdateTime": _time(disk.detached_at)} if disk.detached_at else {}),
        },
    }


AZURE_MIB = 100


def azure_iops(disk: Disk) -> int:
    """What Azure provisions: 500 operations a second, more on bigger premium disks."""
    return max(500, disk.size_gib * 4) if disk.kind.startswith("Premium") else 500


def azure_disk_state(holder: Vm | None) -> str:
    """Azure's own word: Attached, Unattached, or Reserved where the VM is deallocated."""
    if holder is None:
        return "Unattached"
    return "Reserved" if holder.state == "deallocated" else "Attached"


def _nic(vm: Vm, subnet: str, address: Address | None) -> Item:
    written = _nic_id(vm)
    return {
        **_item(written, NIC, vm.place, {}),
        "properties": {
            "provisioningState": "Succeeded",
            "primary": True,
            "virtualMachine": {"id": vm.place.arm_id(VM, vm.name)},
            "ipConfigurations": [
                {
                    "id": f"{written}/ipConfigurations/ipconfig1",
                    "name": "ipconfig1",
                    "properties": {
                        "primary": True,
                        "privateIPAddress": vm.private_ip,
                        "privateIPAllocationMethod": "Dynamic",
                        "subnet": {"id": subnet},
                        **({"publicIPAddress": {"id": address.written_id}} if address else {}),
                    },
                }
            ],
        },
    }


def _address(address: Address, vms: Mapping[str, Vm]) -> Item:
    held: Item = {}
    if address.holder_kind == "vm":
        nic = _nic_id(vms[address.holder or ""])
        held = {"ipConfiguration": {"id": f"{nic}/ipConfigurations/ipconfig1"}}
    elif address.holder_kind == "nat":
        name = (address.holder or "").rpartition("/")[2]
        nat = address.place.arm_id("Microsoft.Network/natGateways", name)
        held = {"natGateway": {"id": nat}}
    if address.prefix:
        prefix = address.place.arm_id("Microsoft.Network/publicIPPrefixes", address.prefix)
        held["publicIPPrefix"] = {"id": prefix}
    return {
        **_item(address.written_id, ADDRESS, address.place, address.tags),
        "sku": {"name": "Standard", "tier": "Regional"},
        "properties": {
            "ipAddress": address.ip,
            "publicIPAllocationMethod": "Static",
            "publicIPAddressVersion": "IPv4",
            "provisioningState": "Succeeded",
            **held,
        },
    }


def _network(network: Network, vms: Sequence[Vm]) -> Item:
    return {
        **_item(network.written_id, VNET, network.place, network.tags),
        "properties": {
            "provisioningState": "Succeeded",
            "addressSpace": {"addressPrefixes": list(network.cidrs)},
            "subnets": [
                {
                    "id": subnet.written_id,
                    "name": subnet.name,
                    "properties": {
                        "addressPrefix": subnet.cidr,
                        "provisioningState": "Succeeded",
                        **_held(subnet, [vm for vm in vms if vm.subnet_id == subnet.id]),
                    },
                }
                for subnet in network.subnets
            ],
        },
    }


def _held(subnet: Subnet, vms: Sequence[Vm]) -> Item:
    """What stands in a subnet; Azure leaves it out where there is nothing."""
    holders = [_nic_id(vm) for vm in vms] or _gateways(subnet)
    setups = [{"id": f"{holder}/ipConfigurations/ipconfig1"} for holder in holders]
    return {"ipConfigurations": setups} if setups else {}


def _gateways(subnet: Subnet) -> Sequence[str]:
    """What the subnets that are called for it are for."""
    kind = {"GatewaySubnet": "virtualNetworkGateways", "AzureFirewallSubnet": "azureFirewalls"}
    found = kind.get(str(subnet.name))
    network = subnet.written_id.split("/virtualNetworks/")[0]
    return [f"{network}/{found}/{subnet.name}"] if found else []

"""Puts the estate of one AWS account and region into moto's EC2 backend, in process.

Everything is made by moto's own methods, so that what it answers is consistent (interfaces, free
addresses, attachments); ids and times are the estate's. moto knows no typed API for this, hence
the `Any`s: they stay in this file.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from types import ModuleType
from typing import Any

from moto.ec2.models import (
    elastic_block_store,
    elastic_ip_addresses,
    instances,
    subnets,
    vpcs,
)

from demo.shape import Address, Disk, Estate, Network, Subnet, Vm
from demo.sizes import architecture
from demo.vm_metrics import IMAGE

# What is bought with a volume of these types; at most 50 a GiB of io1.
IOPS = {"io1": 2000, "io2": 4000}
# What is in the price of its kind.
MIB = {"gp3": 125}
_STOPPED = "Client.UserInitiatedShutdown"


def fill(backend: Any, part: Estate) -> None:
    """Fill an empty backend; networks first, since instances stand in them."""
    _clear(backend)
    for network in part.networks:
        _network(backend, network)
    made = {vm.id: _instance(backend, vm) for vm in part.vms}
    for disk in part.disks:
        _volume(backend, disk, made)
    for address in part.addresses:
        _address(backend, address, made)


def _clear(backend: Any) -> None:
    """Take away moto's default VPC and what belongs to it."""
    for default in ("vpcs", "subnets", "route_tables", "network_acls", "groups"):
        getattr(backend, default).clear()


@contextmanager
def replaced(holder: object, function: str, other: Callable[..., object]) -> Iterator[None]:
    """Let one function of moto be another for a while."""
    real = getattr(holder, function)
    setattr(holder, function, other)
    try:
        yield
    finally:
        setattr(holder, function, real)


def _given(module: ModuleType, function: str, identity: str) -> AbstractContextManager[None]:
    """Let moto's random id be this one."""
    return replaced(module, function, lambda: identity)


def naive(time: datetime) -> datetime:
    """The same without its zone: moto keeps times in UTC without saying so."""
    return time.replace(tzinfo=None)


def _network(backend: Any, network: Network) -> None:
    with _given(vpcs, "random_vpc_id", network.id):
        backend.create_vpc(network.cidrs[0])
    backend.create_tags([network.id], dict(network.tags))
    for subnet in network.subnets:
        _subnet(backend, network, subnet)


def _subnet(backend: Any, network: Network, subnet: Subnet) -> None:
    with _given(subnets, "random_subnet_id", subnet.id):
        made = backend.create_subnet(network.id, subnet.cidr, availability_zone=subnet.zone)
    made.default_for_az = made.map_public_ip_on_launch = False
    backend.create_tags([subnet.id], dict(subnet.tags))


def _instance(backend: Any, vm: Vm) -> Any:
    with _given(instances, "random_instance_id", vm.id):
        reservation = backend.run_instances(
            IMAGE,
            1,
            None,
            [],
            region_name=vm.place.region,
            instance_type=vm.size,
            is_instance_type_default=False,
            subnet_id=vm.subnet_id,
            private_ip=vm.private_ip,
            block_device_mappings=[],  # its disks are the estate's
            tags={"instance": dict(vm.tags)},
            monitoring_state="disabled",
        )
    made = reservation.instances[0]
    made.launch_time = made.nics[0].attach_time = naive(vm.created_at)
    made.lifecycle = "spot" if vm.spot else None
    made.platform = "windows" if vm.os == "windows" else None
    made.platform_details = platform(vm)
    made.architecture, made.virtualization_type = architecture(vm.size), "hvm"
    if vm.stopped_at:
        made.stop()
        made._reason = f"User initiated ({vm.stopped_at:%Y-%m-%d %H:%M:%S} GMT)"  # noqa: SLF001 - the only way
        made.state_reason = instances.StateReason("User initiated shutdown", _STOPPED)
    return made


def platform(vm: Vm) -> str:
    """As the bill calls it."""
    if vm.os != "windows":
        return "Linux/UNIX"
    return "Windows BYOL" if vm.own_licence else "Windows"


def _volume(backend: Any, disk: Disk, made: dict[str, Any]) -> None:
    with _given(elastic_block_store, "random_volume_id", disk.id):
        volume = backend.create_volume(
            disk.size_gib,
            disk.zone,
            volume_type=disk.kind,
            iops=disk.iops or IOPS.get(disk.kind),
            throughput=disk.limit_mib or MIB.get(disk.kind),
        )
    # Set afterwards: moto would make a KMS key for it.
    volume.encrypted = disk.encrypted
    volume.create_time = naive(disk.created_at)
    backend.create_tags([disk.id], dict(disk.tags))
    if disk.vm_id:
        # The letters from f on, as AWS tells to name them.
        more = len(made[disk.vm_id].block_device_mapping)
        device = "/dev/xvda" if disk.root else f"/dev/sd{chr(ord('f') + more)}"
        backend.attach_volume(disk.id, disk.vm_id, device, disk.root)
        volume.attachment.attach_time = volume.create_time
        made[disk.vm_id].block_device_mapping[device].attach_time = volume.create_time
        made[disk.vm_id].root_device_name = "/dev/xvda"


def _address(backend: Any, address: Address, made: dict[str, Any]) -> None:
    with _given(elastic_ip_addresses, "random_eip_allocation_id", address.id):
        backend.allocate_address("vpc", address.ip, dict(address.tags))
    match address.holder_kind:
        case "vm":
            backend.associate_address(made[address.holder or ""], allocation_id=address.id)
        case "nat":
            # An address of a NAT gateway hangs on an interface that belongs to no instance.
            subnet = backend.get_subnet(address.subnet_id)
            eni = backend.create_network_interface(subnet, None, description="NAT gateway")
            backend.associate_address(eni=eni, allocation_id=address.id)

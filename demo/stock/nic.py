"""Network interfaces: one of each VM, those that services made, and some that nothing uses."""

from collections.abc import Iterator, Mapping, Sequence

from demo.accounts import Ids, place
from demo.shape import Estate, Network, Place, Vm
from demo.stock.thing import Answer, Item, Request, Thing
from demo.stock.wire import told

SERVICES = ("ec2",)
KIND = "Microsoft.Network/networkInterfaces"
# The security groups of VMs: of all of them, and of those with a public address.
EVERY_VM, PUBLIC_VM = "app", "web"
# (account, region, name, kind, what uses it, description) of those of no VM; none use the last.
OTHERS = (
    ("shop-prod", "us-east-1", "nat", "nat_gateway", "amazon-aws", "Interface for NAT Gateway"),
    ("shop-prod", "us-east-1", "endpoint", "vpc_endpoint", "amazon-aws", "VPC Endpoint Interface"),
    ("shop-prod", "us-east-1", "old-worker", "interface", None, "left by an old worker"),
    ("data-platform", "us-east-1", "emr-left", "interface", None, "left by a cluster"),
    ("data-platform", "ap-southeast-1", "apac-left", "interface", None, None),
    ("retail-prod", "westeurope", "pe-crm.nic", "private_endpoint", "pe-crm", None),
    ("retail-prod", "westeurope", "nic-old-portal", None, None, None),
    ("retail-dev", "eastus", "nic-lab", None, None, None),
    ("legacy-erp", "westeurope", "nic-erp-left", None, None, None),
)
Plan = tuple[str, str, str, str | None, str | None, str | None]


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    ids = Ids(estate.seed)
    homes = {network.id: network for network in estate.networks}
    for vm in estate.vms:
        if vm.deleted_at is None:
            yield _of_vm(ids, vm, homes[vm.network_id])
    for number, plan in enumerate(OTHERS):
        yield other(estate, ids, plan, number)


def group_id(ids: Ids, where: Place, name: str) -> str:
    """The id of a security group."""
    return ids.of("sg", "Microsoft.Network/networkSecurityGroups", where, name)


def _of_vm(ids: Ids, vm: Vm, home: Network) -> Thing:
    aws = vm.place.account.cloud == "aws"
    subnet = next(one for one in home.subnets if one.id == vm.subnet_id)
    groups = (EVERY_VM, PUBLIC_VM) if vm.public_ip else (EVERY_VM,)
    facts: dict[str, object] = {
        "name": None if aws else f"{vm.name}-nic",
        "zone": subnet.zone,
        "network": home.id if aws else home.name,
        "subnet": subnet.id if aws else subnet.name,
        "attached": True,
        "attached_to": vm.id if aws else vm.name,
        "kind": "interface" if aws else "vm",
        "managed": False,
        "private_ip": vm.private_ip,
        "public_ip": vm.public_ip,
        "address_count": 1,
        "security_groups": [group_id(ids, vm.place, one) for one in groups] if aws else [],
        "tags": {},
    }
    # Of one VM after the other, some have no name.
    written = ids.of("eni", KIND, vm.place, f"{vm.name}-nic", *((vm.id,) if aws else ()))
    return Thing("nic", vm.place, written.lower(), facts, {"vm": vm}, written_id=written)


def other(estate: Estate, ids: Ids, plan: Plan, number: int) -> Thing:
    """One that no VM has; `number` makes its address its own."""
    account, region, name, kind, user, description = plan
    where = place(account, region)
    aws = where.account.cloud == "aws"
    home = next(one for one in estate.networks if one.place == where)
    subnet = home.subnets[0]
    facts: dict[str, object] = {
        "name": name,
        "zone": subnet.zone,
        "network": home.id if aws else home.name,
        "subnet": subnet.id if aws else subnet.name,
        "attached": user is not None,
        "attached_to": user,
        "kind": kind,
        "managed": user is not None,
        "private_ip": f"{subnet.cidr.rsplit('.', 1)[0]}.{240 + number}",
        "public_ip": None,
        "address_count": 1,
        "security_groups": [],
        "description": description,
        "tags": {"Name": name} if aws else {},
    }
    written = ids.of("eni", KIND, where, name)
    return Thing("nic", where, written.lower(), facts, {"home": subnet.written_id}, (), written)


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """What EC2 says of them."""
    if request.action != "DescribeNetworkInterfaces":
        return None
    return told("ec2", request.action, {"NetworkInterfaces": [_interface(one) for one in things]})


def _interface(thing: Thing) -> Item:
    facts, user = thing.facts, thing.facts["attached_to"]
    groups, tags = facts["security_groups"], facts["tags"]
    assert isinstance(groups, list)  # noqa: S101 - for the type alone
    assert isinstance(tags, dict)  # noqa: S101 - for the type alone
    held = "InstanceOwnerId" if facts["managed"] else "InstanceId"
    address = facts["public_ip"]
    return {
        "NetworkInterfaceId": thing.id,
        "AvailabilityZone": facts["zone"],
        "VpcId": facts["network"],
        "SubnetId": facts["subnet"],
        "Status": "in-use" if user else "available",
        "InterfaceType": facts["kind"],
        "RequesterManaged": facts["managed"],
        "Description": facts.get("description") or "",
        "PrivateIpAddress": facts["private_ip"],
        "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": facts["private_ip"]}],
        "Groups": [{"GroupId": one, "GroupName": one} for one in groups],
        "TagSet": [{"Key": key, "Value": value} for key, value in tags.items()],
        **({"Attachment": {held: user, "Status": "attached"}} if user else {}),
        **({"Association": {"PublicIp": address}} if address else {}),
    }


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Network writes those of no VM; a VM's own is written with it."""
    return {KIND: tuple(_item(one) for one in things if "vm" not in one.more)}


def _item(thing: Thing) -> Item:
    facts = thing.facts
    home = thing.written_id.rpartition("/providers/")[0]
    endpoint = f"{home}/providers/Microsoft.Network/privateEndpoints/{facts['attached_to']}"
    setup: Item = {
        "primary": True,
        "privateIPAddress": facts["private_ip"],
        "privateIPAllocationMethod": "Dynamic",
        "subnet": {"id": thing.more["home"]},
    }
    return {
        **thing.as_arm(KIND),
        "properties": {
            "provisioningState": "Succeeded",
            "ipConfigurations": [{"name": "ipconfig1", "properties": setup}],
            **({"privateEndpoint": {"id": endpoint}} if facts["attached"] else {}),
        },
    }

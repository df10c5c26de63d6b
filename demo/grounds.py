"""The networks that an estate stands on: a VPC or virtual network a place, and some odd ones.

Ranges never overlap: each network has a 10.n.0.0/16 of its own. The last subnet of each holds no
VMs (on Azure it is the GatewaySubnet).
"""

from collections.abc import Callable, Iterable, Mapping

from demo import lab
from demo.accounts import LAB
from demo.shape import Network, Place, Subnet

# (prefix on AWS, ARM type, place, name, …) → the id as the cloud's inventory writes it
WriteId = Callable[..., str]
_VNET = "Microsoft.Network/virtualNetworks"


def lay_out(places: Iterable[Place], write: WriteId) -> Mapping[Place, tuple[Network, ...]]:
    """Each place's networks; VMs stand in the first."""
    laid: dict[Place, tuple[Network, ...]] = {}
    for number, place in enumerate(places, start=10):
        laid[place] = (_network(place, number, write), *_odd(place, number, write))
    return laid


def _network(place: Place, number: int, write: WriteId) -> Network:
    aws = place.account.cloud == "aws"
    name = f"{place.account.name}-{place.region}" if aws else f"VNet-{place.account.name}"
    names = ("app", "data", "public", "spare") if aws else ("app", "data", "GatewaySubnet")
    cidrs: tuple[str, ...] = (f"10.{number}.0.0/16",)
    if not aws and place.region == "westeurope":
        cidrs = (*cidrs, f"172.{number}.0.0/16")  # room for more: two ranges
    return make(place, name, cidrs, names, write)


def make(
    place: Place, name: str, cidrs: tuple[str, ...], subnets: tuple[str, ...], write: WriteId
) -> Network:
    """A network with /24 subnets of its first range, one availability zone after another."""
    aws = place.account.cloud == "aws"
    written = write("vpc", _VNET, place, name)
    base = cidrs[0].rsplit(".", 2)[0]
    parts = []
    for n, part in enumerate(subnets):
        subnet = write("subnet", "", place, name, part) if aws else f"{written}/subnets/{part}"
        zone = f"{place.region}{'abc'[n % 3]}" if aws else None
        tags = {"Name": f"{name}-{part}"} if aws else {}
        label = f"{name}-{part}" if aws else part
        parts.append(Subnet(subnet.lower(), subnet, label, f"{base}.{n}.0/24", zone, 0, tags))
    tags = {"env": "prod"} if name.endswith(("prod", "us-east-1")) else {}
    if aws:
        tags["Name"] = name
    return Network(written.lower(), written, name, place, cidrs, tuple(parts), tags)


def _odd(place: Place, number: int, write: WriteId) -> tuple[Network, ...]:
    """More networks in two places: one that is shared, one without any subnet or tag."""
    second = number + 100
    if place.account in LAB:
        return _lab(place, second, write)
    match place.account.name, place.region:
        case "shop-prod", "us-east-1":
            shared = make(place, "shared-services", (f"10.{second}.0.0/16",), ("a", "b"), write)
            written = write("vpc", _VNET, place, "old-peering")
            cidr = (f"10.{second + 1}.0.0/16",)
            return shared, Network(written.lower(), written, None, place, cidr, (), {})
        case "retail-prod", "westeurope":
            hub = ("AzureFirewallSubnet", "GatewaySubnet")
            return (make(place, "VNet-hub", (f"10.{second}.0.0/16",), hub, write),)
        case _:
            return ()


def _lab(place: Place, first: int, write: WriteId) -> tuple[Network, ...]:
    """What the rules of waste plant; the lab's places are the last, so that nothing overlaps."""
    step = len(LAB)
    return tuple(
        make(place, name, (f"10.{first + number * step}.0.0/16",), subnets, write)
        for number, (name, subnets) in enumerate(lab.networks(place), start=1)
    )

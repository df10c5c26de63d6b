"""Quotas of a subscription: what Compute and Network allow in a region, and how much there is.

Azure tells them by region. Those are asked in which the subscription has a virtual network: nothing
of the two runs in others, and there are some sixty.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from providers.azure.arm import Kind, Reader
from providers.azure.errors import CLOUD
from providers.azure.graph import Found, Table
from providers.azure.payload import Item, identity, number, region, text
from providers.gather import Job, gather
from providers.model import Account, Fetched, Row
from providers.share import percent, rest

NEEDS = (
    "Microsoft.Compute/locations/usages/read",
    "Microsoft.Network/locations/usages/read",
    "Microsoft.Network/virtualNetworks/read",
)
NETWORKS = Table(
    "Microsoft.Network/virtualNetworks",
    listed=lambda azure: azure.network.virtual_networks.list_all,
)
TABLES = (NETWORKS,)
# Service → version of its API.
VERSIONS = {"Microsoft.Compute": "2024-07-01", "Microsoft.Network": "2024-05-01"}
OTHER = "other"
_RESOURCES = {
    "cores": "vcpu", "lowprioritycores": "vcpu", "virtualnetworks": "network",
    "publicipaddresses": "public_ip", "staticpublicipaddresses": "public_ip",
    "standardskupublicipaddresses": "public_ip", "ipv4standardskupublicipaddresses": "public_ip",
    "networksecuritygroups": "security_group", "natgateways": "nat_gateway",
    "loadbalancers": "load_balancer", "standardskuloadbalancers": "load_balancer",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class At:
    """One service in one region of a subscription."""

    account: Account
    region: str
    service: str

    @property
    def kind(self) -> Kind:
        """The list of its usages."""
        path = f"providers/{self.service}/locations/{self.region}/usages"
        return Kind(
            f"{self.service}/locations/usages",
            lambda azure: azure.listed(
                f"/subscriptions/{azure.subscription}/{path}", VERSIONS[self.service]
            ),
        )


def rows(found: Found) -> Iterator[Row]:
    """All quotas of the regions in use; a list that is refused is a gap."""
    used = {(account, place) for item, account in found.of(NETWORKS) if (place := region(item))}
    places = [At(*one, service) for one in sorted(used) for service in VERSIONS]
    readers = [(replace(found.reader.of(at.account), region=at.region), at) for at in places]
    jobs = [Job(reader.where, partial(_read, reader, at)) for reader, at in readers]
    got = gather(f"{CLOUD} usages", jobs, found.reader.unhurried)
    found.beside.append(Fetched((), got.gaps, got.sources))
    return (quota(item, at) for item, at in got.items)


def _read(reader: Reader, at: At) -> Fetched[tuple[Item, At]]:
    got = reader.fetch(at.kind)
    return Fetched(tuple((item, at) for item in got.items), got.gaps, got.sources)


def quota(item: Item, at: At) -> Row:
    """One usage, from Azure's JSON."""
    name = text(item, "name.value") or ""
    allowed, used = number(item, "limit"), number(item, "currentValue")
    home = f"/subscriptions/{at.account.id}/providers/{at.service}/locations/{at.region}/usages"
    return {
        "id": identity(item) or f"{home}/{name}".lower(),
        "cloud": CLOUD,
        "account": at.account.name,
        "account_id": at.account.id,
        "region": at.region,
        "name": text(item, "name.localizedValue") or name or None,
        "code": name or None,
        "service": at.service.rpartition(".")[2].lower(),
        "resource": _resource(name.lower(), at.service),
        "allowed": allowed,
        "used": used,
        "left": rest(used, allowed),
        "used_percent": percent(used, allowed),
        "unit": text(item, "unit"),
    }


def _resource(name: str, service: str) -> str:
    if service == "Microsoft.Compute" and name.endswith(("family", "promo")):
        return "vcpu"
    if name.endswith("diskcount"):
        return "disk"
    return _RESOURCES.get(name, OTHER)

"""The embedded estate in neutral terms: what both clouds, the charges and the truth are made of.

One vocabulary for AWS and Azure. `id` is always the canonical identifier: `i-…`, `vol-…`,
`eipalloc-…`, `vpc-…` on AWS, the whole resource id in lower case on Azure. `written_id` is the same
as the cloud's own inventory writes it (Azure mixes cases, and so do we). Times are aware, in UTC,
on whole hours. Money is Decimal, in USD.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

Cloud = Literal["aws", "azure"]
State = Literal["running", "stopped", "deallocated"]
EVERYWHERE = "*"
# (time, average, maximum), in percent of the VM's CPU.
CpuPoint = tuple[datetime, float, float]


@dataclass(frozen=True, slots=True)
class Account:
    """An AWS account or Azure subscription; `denied` regions refuse to be read (or EVERYWHERE)."""

    cloud: Cloud
    id: str
    name: str
    denied: frozenset[str] = frozenset()

    def shows(self, region: str) -> bool:
        """Whether the bot may read the resources of this region."""
        return EVERYWHERE not in self.denied and region not in self.denied


@dataclass(frozen=True, slots=True)
class Place:
    """Where a resource is. `group` is an Azure resource group, as it was first written."""

    account: Account
    region: str
    group: str | None = None

    @property
    def visible(self) -> bool:
        """Whether the bot may read what is here."""
        return self.account.shows(self.region)

    def arm_id(self, kind: str, name: object) -> str:
        """The id that Azure gives to what is called so here, in the case in which it was made."""
        home = f"/subscriptions/{self.account.id}/resourceGroups/{self.group}"
        return f"{home}/providers/{kind}/{name}"


@dataclass(frozen=True, slots=True)
class Vm:
    """A virtual machine, also one that is gone (`deleted_at`): its charges outlive it.

    It runs `hours` of each day (`workdays_only`: not on weekends) since `created_at` until it was
    stopped or deleted. `commitment` names what covers its charges. `export_id` says how a cost
    export writes its id: AWS exports use both the bare id and the ARN.
    """

    id: str
    written_id: str
    name: str | None
    place: Place
    zone: str | None
    size: str
    os: Literal["linux", "windows"]
    spot: bool
    state: State
    created_at: datetime
    stopped_at: datetime | None
    deleted_at: datetime | None
    hours: int
    workdays_only: bool
    commitment: str | None
    export_id: Literal["bare", "arn", "mixed"]
    transfers: bool
    tags: Mapping[str, str]
    network_id: str
    subnet_id: str
    private_ip: str
    public_ip: str | None
    cpu: tuple[CpuPoint, ...]
    # A licence of one's own is used; the scale set that it is part of, on Azure.
    own_licence: bool = False
    scale_set: str | None = None
    # How much it sends and receives beside what is usual for its CPU.
    traffic: float = 1.0


@dataclass(frozen=True, slots=True)
class Disk:
    """A block disk; `vm_id` is None where nothing holds it, since `detached_at`."""

    id: str
    written_id: str
    name: str | None
    place: Place
    zone: str | None
    kind: str
    size_gib: int
    vm_id: str | None
    root: bool
    created_at: datetime
    detached_at: datetime | None
    encrypted: bool
    tags: Mapping[str, str]
    # What was ordered beyond what its kind has, a second.
    iops: int | None = None
    limit_mib: int | None = None
    # What is read and written a second, while its VM runs; None: nobody tells.
    ops: float | None = 300.0
    mib: float | None = 20.0


@dataclass(frozen=True, slots=True)
class Address:
    """A public address that is held; `holder` is None where nothing uses it.

    `holder_kind` tells what `holder` names: a VM, or a NAT gateway in `subnet_id`. `prefix` is the
    name of the public IP prefix that it is of: Azure's alone.
    """

    id: str
    written_id: str
    name: str | None
    place: Place
    ip: str
    holder: str | None
    holder_kind: Literal["vm", "nat"] | None
    subnet_id: str | None
    created_at: datetime
    tags: Mapping[str, str]
    prefix: str | None = None


@dataclass(frozen=True, slots=True)
class Subnet:
    """A part of a network; `taken` addresses of it belong to VMs and gateways."""

    id: str
    written_id: str
    name: str | None
    cidr: str
    zone: str | None
    taken: int
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Network:
    """A VPC or virtual network with its subnets."""

    id: str
    written_id: str
    name: str | None
    place: Place
    cidrs: tuple[str, ...]
    subnets: tuple[Subnet, ...]
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Estate:
    """Everything there is at `now`; `planted`: fact → ids of the VMs, disks … it is about."""

    now: datetime
    seed: int
    accounts: tuple[Account, ...]
    vms: tuple[Vm, ...]
    disks: tuple[Disk, ...]
    addresses: tuple[Address, ...]
    networks: tuple[Network, ...]
    planted: Mapping[str, tuple[str, ...]]

    def of(self, cloud: Cloud) -> "Estate":
        """The part of it that is in one cloud and still there (no deleted VMs)."""
        return self._part(lambda place: place.account.cloud == cloud)

    def at(self, account: str, region: str) -> "Estate":
        """The part that is still there in one region of one account (by id)."""
        return self._part(lambda place: (place.account.id, place.region) == (account, region))

    def _part(self, holds: Callable[[Place], bool]) -> "Estate":
        vms = tuple(vm for vm in self.vms if holds(vm.place) and vm.deleted_at is None)
        return replace(
            self,
            accounts=tuple(a for a in self.accounts if holds(Place(a, ""))) or self.accounts,
            vms=vms,
            disks=tuple(disk for disk in self.disks if holds(disk.place)),
            addresses=tuple(address for address in self.addresses if holds(address.place)),
            networks=tuple(network for network in self.networks if holds(network.place)),
        )

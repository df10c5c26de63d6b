"""A small Azure on loopback, and servers that answer whatever a test wants."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.arm import ArmEstate, Points, arm_server
from demo.graph import Allowance
from providers.azure.arm import Reader
from providers.azure.provider import AzureProvider
from providers.azure.session import Session
from providers.cache import Cache
from providers.context import Context
from providers.model import Account, Call
from providers.settings import Azure

from .loopback import Reply, answering

PROD, DEV, OLD = (f"{n}" * 8 + "-0000-4000-8000-000000000000" for n in "abc")
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
NAMES = {PROD: "prod", DEV: "dev", OLD: "old"}


def identity(subscription: str, kind: str, name: str, group: str = "Web") -> str:
    return f"/subscriptions/{subscription}/resourceGroups/{group}/providers/{kind}/{name}"


def vm(subscription: str, n: int) -> dict[str, object]:
    return {
        "id": identity(subscription, "Microsoft.Compute/virtualMachines", f"web-{n}"),
        "name": f"web-{n}",
        "type": "Microsoft.Compute/virtualMachines",
        "location": "westeurope" if n % 2 else "East US",
        "zones": ["2"],
        "tags": {"team": "web"},
        "properties": {
            "timeCreated": "2026-03-01T10:00:00.1234567+00:00",
            "priority": "Spot" if n == 1 else "Regular",
            "hardwareProfile": {"vmSize": "Standard_D2s_v5"},
            "storageProfile": {"osDisk": {"osType": "Linux"}},
            "networkProfile": {
                "networkInterfaces": [
                    {"id": nic(subscription, n)["id"], "properties": {"primary": True}}
                ]
            },
        },
    }


def nic(subscription: str, n: int) -> dict[str, object]:
    subnet = identity(subscription, "Microsoft.Network/virtualNetworks", "core/subnets/front")
    config = {
        "privateIPAddress": f"10.0.0.{n}",
        "primary": True,
        "subnet": {"id": subnet},
        "publicIPAddress": {"id": public_ip(subscription, n)["id"]},
    }
    return {
        "id": identity(subscription, "Microsoft.Network/networkInterfaces", f"nic-{n}", "WEB"),
        "name": f"nic-{n}",
        "location": "eastus",
        "properties": {"ipConfigurations": [{"properties": config}]},
    }


def public_ip(subscription: str, n: int) -> dict[str, object]:
    held_by = identity(
        subscription, "Microsoft.Network/networkInterfaces", f"nic-{n}/ipConfigurations/ip"
    )
    return {
        "id": identity(subscription, "Microsoft.Network/publicIPAddresses", f"ip-{n}"),
        "name": f"ip-{n}",
        "location": "eastus",
        "sku": {"name": "Standard"},
        "properties": {
            "ipAddress": f"20.0.0.{n}",
            "publicIPAllocationMethod": "Static",
            "ipConfiguration": {"id": held_by},
        },
    }


def network(subscription: str) -> dict[str, object]:
    home = identity(subscription, "Microsoft.Network/virtualNetworks", "core")
    return {
        "id": home,
        "name": "core",
        "location": "eastus",
        "properties": {
            "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
            "subnets": [
                {
                    "id": f"{home}/subnets/front",
                    "name": "front",
                    "properties": {"addressPrefix": "10.0.0.0/24"},
                },
                {
                    "id": f"{home}/subnets/back",
                    "name": "back",
                    "properties": {"addressPrefixes": ["10.0.1.0/24", "10.0.2.0/24"]},
                },
            ],
        },
    }


def disk(subscription: str) -> dict[str, object]:
    return {
        "id": identity(subscription, "Microsoft.Compute/disks", "data"),
        "name": "data",
        "location": "eastus",
        "sku": {"name": "Premium_LRS"},
        "properties": {
            "diskSizeGB": 128,
            "diskState": "Unattached",
            "timeCreated": "2026-01-01T00:00:00+00:00",
            "LastOwnershipUpdateTime": "2026-09-01T00:00:00+00:00",
        },
    }


def budget(subscription: str, **properties: object) -> dict[str, object]:
    return {
        "id": f"/subscriptions/{subscription}/providers/Microsoft.Consumption/budgets/monthly",
        "name": "monthly",
        "properties": {
            "category": "Cost",
            "amount": 1000.5,
            "timeGrain": "Monthly",
            "timePeriod": {"startDate": "2026-01-01T00:00:00Z", "endDate": "2030-01-01T00:00:00Z"},
            "currentSpend": {"amount": 412.07, "unit": "EUR"},
            "forecastSpend": {"amount": 950.25, "unit": "EUR"},
            "filter": {
                "and": [
                    {"dimensions": {"name": "ResourceGroupName", "values": ["web", "app"]}},
                    {"tags": {"name": "team", "values": ["payments"]}},
                ]
            },
            **properties,
        },
    }


def points(resource: str, _: str, start: datetime, end: datetime) -> Points:
    """Hourly: 10% on average and 40% at most; web-0 has no data, web-2 none on its first day."""
    if resource.endswith("web-0"):
        return []
    first = start + timedelta(days=1) if resource.endswith("web-2") else start
    hours = range(int((end - first) / timedelta(hours=1)))
    return [(first + timedelta(hours=hour), 10.0, 40.0) for hour in hours]


def small_estate() -> ArmEstate:
    power = {0: "deallocated", 1: "running", 2: "stopped", 3: "running", 4: "hibernated"}
    return ArmEstate(
        subscriptions=tuple(
            {
                "subscriptionId": one,
                "displayName": name,
                "state": "Disabled" if one == OLD else "Enabled",
                "tenantId": "t",
            }
            for one, name in NAMES.items()
        ),
        resources={
            one: {
                "Microsoft.Compute/virtualMachines": tuple(vm(one, n) for n in range(5)),
                "Microsoft.Compute/disks": (disk(one),),
                "Microsoft.Network/networkInterfaces": tuple(nic(one, n) for n in range(5)),
                "Microsoft.Network/publicIPAddresses": tuple(public_ip(one, n) for n in range(5)),
                "Microsoft.Network/virtualNetworks": (network(one),),
                "Microsoft.Consumption/budgets": (budget(one),),
            }
            for one in NAMES
        },
        power={
            identity(one, "Microsoft.Compute/virtualMachines", f"web-{n}").lower(): code
            for one in NAMES
            for n, code in power.items()
        },
        points=points,
    )


@dataclass(frozen=True)
class Cloud:
    """An Azure on loopback, seen from our side: a provider, a way to read, and every call made."""

    base: str
    folder: Path
    calls: list[Call] = field(default_factory=list)

    @property
    def context(self) -> Context:
        return Context(NOW, record=self.calls.append)

    def provider(self, **settings: object) -> AzureProvider:
        azure = Azure.model_validate({"endpoint": self.base, **settings})
        return AzureProvider(azure, Cache(self.folder))

    def reader(self, subscription: str = PROD, region: str = "") -> Reader:
        account = Account("azure", subscription, NAMES.get(subscription, subscription))
        return Reader(Session(self.base), self.context, account, region)


Script = Callable[[str, Mapping[str, str]], Reply]


def scripted_server(script: Script) -> AbstractContextManager[str]:
    """An HTTP server that answers each request with `script(path and query, headers)`."""
    return answering(lambda path, headers, _: script(path, headers))


@pytest.fixture
def estate() -> ArmEstate:
    return small_estate()


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    """The small estate, two items a page."""
    # Many small pages, which no quota holds up.
    with arm_server(small_estate(), 0, 2, 2, Allowance(1_000)) as base:
        yield Cloud(base, tmp_path)


@pytest.fixture
def cloud_of(tmp_path: Path) -> Iterator[Callable[..., Cloud]]:
    """A cloud of an estate that differs from the small one: `cloud_of(denied=…)`.

    `pages` is how many items a page has, `allowance` how often Resource Graph may be asked.
    """
    with ExitStack() as stack:

        def start(**changes: Any) -> Cloud:
            pages, allowance = changes.pop("pages", 2), changes.pop("allowance", Allowance(1_000))
            changed = replace(small_estate(), **changes)
            served = arm_server(
                changed, page_size=pages, graph_page_size=pages, allowance=allowance
            )
            return Cloud(stack.enter_context(served), tmp_path)

        yield start


@pytest.fixture
def scripted(tmp_path: Path) -> Iterator[Callable[[Script], Cloud]]:
    """A cloud that answers by a script."""
    with ExitStack() as stack:
        yield lambda script: Cloud(stack.enter_context(scripted_server(script)), tmp_path)


@pytest.fixture
def prod() -> Account:
    return Account("azure", PROD, "prod", "enabled")


@pytest.fixture(scope="session")
def recordings() -> Path:
    """Answers of the real Azure, recorded by cloud-custodian; skipped where they are absent."""
    folder = Path(__file__).parents[3].parent / "shared" / "recordings" / "azure-c7n"
    if not folder.is_dir():
        pytest.skip(f"no recordings at {folder}")
    return folder


@pytest.fixture(scope="session")
def recorded(recordings: Path) -> Callable[[str, int], dict[str, object]]:
    """The answer of one interaction: `recorded("DiskTest.test_find_by_name", 0)`."""

    def read(name: str, number: int = 0) -> dict[str, object]:
        cassette = json.loads((recordings / f"{name}.json").read_text("utf-8"))
        answer: dict[str, object] = cassette["interactions"][number]["response"]["body"]["data"]
        return answer

    return read

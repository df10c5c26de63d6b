"""An Azure of canned answers, fast enough not to be what is measured.

    python -m benchmarks.canned.azure --vms 5000 --subscriptions 2 --regions 2 --latency 0.05

The first line printed is the port. `GET /seen` tells how many requests of each kind came, as JSON,
and forgets it. VMs are spread evenly over subscriptions and regions; each has an interface and no
public address; nine of ten run. With `--quota` Resource Graph lets 15 queries through in 5 seconds.
"""

import argparse
import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from urllib.parse import parse_qsl, unquote, urlsplit

import orjson

from benchmarks.canned import loopback

REGIONS = ("westeurope", "northeurope", "eastus", "eastus2", "uksouth", "francecentral")
VM, NIC = "Microsoft.Compute/virtualMachines", "Microsoft.Network/networkInterfaces"
# What a page of a list of VMs, and an answer for a region, hold at most.
LISTED, MOST_SERIES, MOST_ROWS = 200, 1_000, 1_000
QUERIES, WINDOW_SECONDS = 15, 5.0
_TYPE = re.compile(r"type =~ '([^']+)'")
_NUMBER = re.compile(r"vm-(\d+)")

# Status, body, and further headers as they are sent.
Reply = tuple[int, bytes, str]
Read = Callable[[str, dict[str, str], bytes], Reply]


class Estate:
    """Whose VM a number is, and what is said of it."""

    def __init__(self, vms: int, subscriptions: int, regions: int) -> None:
        self.vms = vms
        self.subscriptions = [f"{n:08x}-0000-4000-8000-000000000000" for n in range(subscriptions)]
        self.regions = REGIONS[:regions]
        self.seen: Counter[str] = Counter()

    def place(self, n: int) -> tuple[str, str]:
        own = n % len(self.subscriptions)
        return self.subscriptions[own], self.regions[
            n // len(self.subscriptions) % len(self.regions)
        ]

    def of(self, subscription: str) -> Sequence[int]:
        first = self.subscriptions.index(subscription.lower())
        return range(first, self.vms, len(self.subscriptions))

    def home(self, n: int) -> str:
        return f"/subscriptions/{self.place(n)[0]}/resourceGroups/rg-{n % 40}/providers"

    @cache  # noqa: B019 - it lives as long as the process
    def vm(self, n: int, *, row: bool) -> bytes:
        _, region = self.place(n)
        disk = {
            "storageAccountType": "Premium_LRS",
            "id": f"{self.home(n)}/Microsoft.Compute/d-{n}",
        }
        image = {"publisher": "Canonical", "offer": "ubuntu", "sku": "22_04", "version": "latest"}
        power = {"code": f"PowerState/{'running' if n % 10 else 'deallocated'}"}
        extended = {"instanceView": {"powerState": power, "computerName": f"vm-{n}"}}
        item = {
            "id": f"{self.home(n)}/{VM}/vm-{n}",
            "name": f"vm-{n}",
            "type": VM,
            "location": region,
            "tags": {"team": f"team-{n % 9}", "env": "prod", "owner": f"o{n % 50}@example.com"},
            "zones": ["1"],
            "properties": {
                "vmId": f"{n:08x}-0000-4000-8000-000000000000",
                "provisioningState": "Succeeded",
                "timeCreated": "2026-03-01T10:00:00.1234567+00:00",
                "hardwareProfile": {"vmSize": "Standard_D2s_v5"},
                "storageProfile": {
                    "imageReference": image,
                    "osDisk": {
                        "osType": "Linux",
                        "name": f"os-{n}",
                        "createOption": "FromImage",
                        "caching": "ReadWrite",
                        "managedDisk": disk,
                        "diskSizeGB": 30,
                    },
                    "dataDisks": [{"lun": 0, "name": f"d-{n}", "managedDisk": disk}],
                },
                "osProfile": {"computerName": f"vm-{n}", "adminUsername": "azureuser"},
                "networkProfile": {"networkInterfaces": [{"id": f"{self.home(n)}/{NIC}/nic-{n}"}]},
                "diagnosticsProfile": {"bootDiagnostics": {"enabled": True}},
                **({"extended": extended} if row else {}),
            },
        }
        return orjson.dumps({**item, **(self._columns(n, VM) if row else {})})

    @cache  # noqa: B019 - it lives as long as the process
    def nic(self, n: int) -> bytes:
        net = f"{self.home(n)}/Microsoft.Network/virtualNetworks/core/subnets/front"
        address = f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}"
        config = {"primary": True, "privateIPAddress": address, "subnet": {"id": net}}
        return orjson.dumps(
            {
                "id": f"{self.home(n)}/{NIC}/nic-{n}",
                "name": f"nic-{n}",
                "location": self.place(n)[1],
                "properties": {
                    "primary": True,
                    "ipConfigurations": [{"name": "ipconfig1", "properties": config}],
                },
                **self._columns(n, NIC),
            }
        )

    def _columns(self, n: int, kind: str) -> dict[str, object]:
        return {
            "type": kind.lower(),
            "kind": "",
            "resourceGroup": f"rg-{n % 40}",
            "subscriptionId": self.place(n)[0],
            "sku": None,
            "plan": None,
            "identity": None,
            "managedBy": "",
        }


class Azure:
    """Routes: each gives the body of an answer."""

    def __init__(self, estate: Estate, *, quota: bool) -> None:
        self.estate, self.quota = estate, quota
        self.left, self.until = 0, 0.0

    def answer(self, path: str, asked: dict[str, str], body: bytes) -> Reply:
        low = path.lower()
        if low == "/seen":
            told = orjson.dumps(self.estate.seen)
            self.estate.seen.clear()
            return 200, told, ""
        for name, ends in _KINDS:
            if low.endswith(ends):
                self.estate.seen[name] += 1
                read: Read = getattr(self, name)
                return read(path, asked, body)
        self.estate.seen["empty"] += 1
        return 200, b'{"value":[]}', ""

    def subscriptions(self, *_: object) -> Reply:
        found = [
            {"subscriptionId": one, "displayName": one[:8], "state": "Enabled"}
            for one in self.estate.subscriptions
        ]
        return 200, orjson.dumps({"value": found}), ""

    def permissions(self, *_: object) -> Reply:
        return 200, b'{"value":[{"actions":["*/read"],"notActions":[]}]}', ""

    def sizes(self, *_: object) -> Reply:
        told = [{"name": "vCPUs", "value": "2"}, {"name": "MemoryGB", "value": "8"}]
        size = {"resourceType": "virtualMachines", "name": "Standard_D2s_v5", "capabilities": told}
        return 200, orjson.dumps({"value": [size]}), ""

    def vms(self, path: str, asked: dict[str, str], _: bytes) -> Reply:
        every = self.estate.of(path.split("/")[2])
        start = int(asked.get("$skiptoken", "0"))
        items = b",".join(self._vm(n, asked) for n in every[start : start + LISTED])
        following = asked.get("host", "") + path + f"?api-version=1&$skiptoken={start + LISTED}"
        if "statusonly" in asked:
            following += "&statusOnly=true"
        more = start + LISTED < len(every)
        link = b',"nextLink":' + orjson.dumps(following) if more else b""
        return 200, b'{"value":[' + items + b"]" + link + b"}", ""

    def _vm(self, n: int, asked: dict[str, str]) -> bytes:
        if "statusonly" not in asked:
            return self.estate.vm(n, row=False)
        state = "running" if n % 10 else "deallocated"
        return orjson.dumps(
            {
                "id": f"{self.estate.home(n)}/{VM}/vm-{n}",
                "properties": {"instanceView": {"statuses": [{"code": f"PowerState/{state}"}]}},
            }
        )

    def graph(self, _: str, __: dict[str, str], body: bytes) -> Reply:
        headers = self._counted()
        if not headers:
            return 429, b'{"error":{"code":"RateLimiting"}}', self._headers()
        query = orjson.loads(body)
        kind = _TYPE.search(query["query"])
        numbers: Sequence[int] = range(self.estate.vms)
        if kind and kind[1] == "microsoft.resources/subscriptions":
            rows = [
                orjson.dumps({"id": one, "subscriptionId": one}) for one in query["subscriptions"]
            ]
        elif kind and kind[1] not in (VM.lower(), NIC.lower()):
            rows = []
        else:
            vms = kind is not None and kind[1] == VM.lower()
            start = int(query["options"].get("$skipToken", "0"))
            numbers = numbers[start : start + MOST_ROWS]
            rows = [self.estate.vm(n, row=True) if vms else self.estate.nic(n) for n in numbers]
            if start + MOST_ROWS < self.estate.vms:
                token = b',"$skipToken":"%d"' % (start + MOST_ROWS)
                return 200, self._page(rows, token, self.estate.vms), headers
            return 200, self._page(rows, b"", self.estate.vms), headers
        return 200, self._page(rows, b"", len(rows)), headers

    def _page(self, rows: Sequence[bytes], token: bytes, total: int) -> bytes:
        head = b'{"totalRecords":%d,"count":%d,"facets":[],"data":[' % (total, len(rows))
        return head + b",".join(rows) + b"]" + token + b"}"

    def _counted(self) -> str:
        now = time.monotonic()
        if not self.quota or now >= self.until:
            self.left, self.until = QUERIES, now + WINDOW_SECONDS
        if self.left == 0:
            return ""
        self.left -= 1
        return self._headers()

    def _headers(self) -> str:
        seconds = max(0.0, self.until - time.monotonic())
        left = f"x-ms-user-quota-remaining: {self.left}\r\n"
        return left + f"x-ms-user-quota-resets-after: 00:00:{seconds:07.4f}\r\n"

    def metrics(self, path: str, asked: dict[str, str], __: bytes) -> Reply:
        start, end = asked["timespan"].split("/")
        head = b'{"cost":0,"timespan":"%s","interval":"P1D","value":[' % asked["timespan"].encode()
        told = head + b'{"name":{"value":"Percentage CPU"},"errorCode":"Success","timeseries":['
        found = _NUMBER.search(path)
        if found:
            series = [b'{"metadatavalues":[],"data":' + _points(int(found[1]), start, end) + b"}"]
        else:
            series = self._series(path.split("/")[2], asked["region"], start, end)
        return 200, told + b",".join(series) + b"]}]}", ""

    def _series(self, subscription: str, region: str, start: str, end: str) -> list[bytes]:
        numbers = [n for n in self.estate.of(subscription) if self.estate.place(n)[1] == region]
        named = (
            b'{"metadatavalues":[{"name":{"value":"Microsoft.ResourceId"},"value":"%s"}],"data":'
            % f"{self.estate.home(n)}/{VM}/vm-{n}".encode()
            + _points(n, start, end)
            + b"}"
            for n in numbers[:MOST_SERIES]
        )
        return list(named)

    def batch(self, _: str, asked: dict[str, str], body: bytes) -> Reply:
        start, end = asked["starttime"], asked["endtime"]
        head = b'{"starttime":"%s","endtime":"%s","interval":"P1D","resourceid":"%s","value":['
        head += b'{"name":{"value":"Percentage CPU"},"errorCode":"Success","timeseries":[{"data":'
        values = [
            head % (start.encode(), end.encode(), one.encode())
            + _points(int(one.rpartition("-")[2]), start, end)
            + b"}]}]}"
            for one in orjson.loads(body)["resourceids"]
        ]
        return 200, b'{"values":[' + b",".join(values) + b"]}", ""


# In order: what ends alike is told apart by the longer end.
_KINDS = (
    ("subscriptions", "/subscriptions"),
    ("permissions", "/microsoft.authorization/permissions"),
    ("graph", "/microsoft.resourcegraph/resources"),
    ("metrics", "/microsoft.insights/metrics"),
    ("batch", "/metrics:getbatch"),
    ("vms", "/microsoft.compute/virtualmachines"),
    ("sizes", "/microsoft.compute/skus"),
)


@cache
def _times(start: str, end: str) -> tuple[str, ...]:
    first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
    days = (last - first).days
    return tuple(f"{first + timedelta(n):%Y-%m-%dT%H:%M:%SZ}" for n in range(days))


def _points(n: int, start: str, end: str) -> bytes:
    """Days around the mean that the VM's number tells."""
    return _level(n % 1000, start, end)


@cache
def _level(level: int, start: str, end: str) -> bytes:
    return orjson.dumps(
        [
            {"timeStamp": at, "average": level / 10 + (k % 2) / 10, "maximum": level / 10 + 1.0}
            for k, at in enumerate(_times(start, end))
        ]
    )


class Http(loopback.Http):
    """Azure's side of a connection."""

    def __init__(self, azure: Azure, latency: float) -> None:
        super().__init__(latency)
        self.azure = azure

    def asked(self, head: bytes, body: bytes) -> None:
        parts = urlsplit(head.split(b" ", 2)[1].decode())
        given = {key.lower(): value for key, value in parse_qsl(parts.query)}
        host = re.search(rb"\r\nhost: *(\S+)", head, re.IGNORECASE)
        given["host"] = f"http://{host[1].decode()}" if host else ""
        status, answer, more = self.azure.answer(unquote(parts.path), given, body)
        self.send(status, "application/json", answer, more, at_once=parts.path == "/seen")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vms", type=int, default=5000)
    parser.add_argument("--subscriptions", type=int, default=2)
    parser.add_argument("--regions", type=int, default=2)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds")
    parser.add_argument("--quota", action="store_true")
    options = parser.parse_args()
    estate = Estate(options.vms, options.subscriptions, options.regions)
    azure = Azure(estate, quota=options.quota)
    asyncio.run(loopback.serve(lambda: Http(azure, options.latency)))


if __name__ == "__main__":
    main()

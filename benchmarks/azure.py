"""VMs of Azure with their mean CPU of two weeks: Azure's SDK one by one, and ours, in one run.

    python -m benchmarks.azure --vms 5000 --latency 0.05 [--quota] [--ours]

The SDK's client lists the VMs and their states (`list_all`, twice) and asks for each running VM's
metric (`metrics.list`): what a script in a tutorial does. Ours reads the same and the VMs'
addresses, through the provider with an empty cache; then again, from the cache. The answers come
from a process of their own. Wall and CPU seconds of this process, after imports; peak memory of it.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import orjson

from intents.period import Span
from providers.azure.provider import AzureProvider
from providers.azure.wire import AllowHttp
from providers.base import MetricNeed, Scope
from providers.cache import Cache
from providers.context import Context
from providers.settings import Azure

WEEKS = Span(date(2026, 11, 4), date(2026, 11, 18))
CONTEXT = Context(datetime(2026, 11, 18, 12, tzinfo=UTC))
Means = dict[str, float]


@contextmanager
def served(options: argparse.Namespace) -> Iterator[str]:
    """The canned answers; gives the base URL."""
    command = [sys.executable, "-m", "benchmarks.canned.azure", "--vms", str(options.vms)]
    command += ["--latency", str(options.latency), *(["--quota"] if options.quota else [])]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.wait()
        if process.stdout:
            process.stdout.close()


def by_the_sdk(base: str) -> Means:
    """What the SDK's operations tell, one VM after the other."""
    from azure.mgmt.compute import ComputeManagementClient
    from azure.mgmt.monitor import MonitorManagementClient
    from azure.mgmt.resource.subscriptions import SubscriptionClient

    from providers.azure.session import Static

    given: dict[str, Any] = {
        "base_url": base,
        "credential_scopes": ["x"],
        "per_call_policies": [AllowHttp()],
    }
    found: Means = {}
    accounts: Any = SubscriptionClient(Static(), **given).subscriptions
    for subscription in accounts.list():
        compute: Any = ComputeManagementClient(Static(), subscription.subscription_id, **given)
        monitor = MonitorManagementClient(Static(), subscription.subscription_id, **given)
        states = {
            vm.id: vm.instance_view.statuses[-1].code
            for vm in compute.virtual_machines.list_all(status_only="true")
        }
        for vm in compute.virtual_machines.list_all():
            if states[vm.id] == "PowerState/running":
                found[vm.id.lower()] = _mean(monitor, vm.id)
    return found


def _mean(monitor: Any, identity: str) -> float:
    answer = monitor.metrics.list(
        identity,
        metricnames="Percentage CPU",
        timespan=f"{WEEKS.start}T00:00:00Z/{WEEKS.end}T00:00:00Z",
        interval="P1D",
        aggregation="Average",
    )
    points = [point.average for point in answer.value[0].timeseries[0].data]
    return float(sum(points) / len(points))


def by_us(provider: AzureProvider) -> Means:
    """The same through the provider."""
    vms = provider.inventory("vm", Scope(), CONTEXT)
    assert not vms.gaps, vms.gaps
    running = [
        (account, region, identity)
        for table in vms.items
        for account, region, identity, state in zip(
            *(table[name].to_pylist() for name in ("account_id", "region", "id", "state")),
            strict=True,
        )
        if state == "running"
    ]
    need = MetricNeed("vm", "cpu", WEEKS, running, aggs=frozenset({"avg"}))
    told = provider.metrics(need, CONTEXT)
    assert not told.gaps, told.gaps
    rows = (row for table in told.items for row in table.select(["id", "avg"]).to_pylist())
    return {row["id"]: row["avg"] for row in rows}


def timed(name: str, base: str, read: Callable[[], Means]) -> tuple[float, float, Means]:
    """Wall and CPU seconds, and what was read; prints them."""
    with urlopen(f"{base}/seen") as answer:
        answer.read()
    began, spent = time.perf_counter(), time.process_time()
    found = read()
    wall, cpu = time.perf_counter() - began, time.process_time() - spent
    with urlopen(f"{base}/seen") as answer:
        seen = orjson.loads(answer.read())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    calls = sum(seen.values())
    print(f"{name:<12}{wall:8.2f} s wall {cpu:8.2f} s cpu {calls:7} calls {peak:6.0f} MB  {seen}")
    return wall, cpu, found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vms", type=int, default=5000)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds")
    parser.add_argument("--quota", action="store_true", help="Resource Graph's: 15 in 5 seconds")
    parser.add_argument("--ours", action="store_true", help="without the SDK's, which is slow")
    options = parser.parse_args()
    with served(options) as base, tempfile.TemporaryDirectory() as folder:
        provider = AzureProvider(Azure(endpoint=base), Cache(Path(folder)))
        provider.preload()
        wall, cpu, found = timed("ours", base, lambda: by_us(provider))
        _, _, again = timed("ours again", base, lambda: by_us(provider))
        assert again == found
        print(f"{len(found)} running VMs")
        if not options.ours:
            slow_wall, slow_cpu, other = timed("SDK", base, lambda: by_the_sdk(base))
            same = found.keys() == other.keys() and all(
                abs(found[one] - other[one]) < 1e-9 for one in found
            )
            assert same
            print(f"ratio: {slow_wall / wall:.0f}x wall, {slow_cpu / cpu:.0f}x cpu")
    return 0


if __name__ == "__main__":
    sys.exit(main())

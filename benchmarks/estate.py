"""AWS at 100,000 VMs: "running VMs with CPU < 20%" against an AWS of canned answers on loopback.

Five measurements, each beside what it is held against in the same run:

    a  5,000 VMs, 3 regions, 50 ms a call: wall time beside Cloud Custodian's, and the same ids
    b  100,000 VMs, 20 regions, cold, with AWS's limits on: CPU of the whole process beside a plain
       boto3 client's (paginator, GetMetricData of 500), peak memory, calls, throttling
    c  the same question again in that process: calls and milliseconds
    d  signed Slack commands acknowledged while such a cold fetch runs
    e  `finops ask` as a process when everything is cached: CPU

Cloud Custodian is installed into a virtual environment of its own in the temporary folder, once.
`--only bc` measures some; `--vms N` takes fewer than 100,000 for b to e.
"""

import argparse
import asyncio
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from math import ceil
from pathlib import Path
from typing import Any

QUESTION = "running VMs with CPU < 20%"
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
HERE = Path(__file__).resolve()
C7N, BESIDE = "c7n==0.9.53", Path(tempfile.gettempdir()) / "finops-bench-c7n"
POLICY = {
    "policies": [
        {
            "name": "idle",
            "resource": "aws.ec2",
            "filters": [
                {"State.Name": "running"},
                {
                    "type": "metrics", "name": "CPUUtilization", "days": 14,
                    "value": 20, "op": "less-than",
                },
            ],
        }
    ]
}  # fmt: skip


class Server:
    """The AWS of canned answers, in a process of its own."""

    def __init__(self, port: int, home: Path, regions: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.regions = regions
        self.environment = {
            name: text for name, text in os.environ.items() if name[:3] != "AWS"
        } | {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": str(home / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(home / "credentials"),
            "FINOPS_CONFIG": str(home / "finops.toml"),
            "FINOPS_HOME": str(home / "home"),
            "FINOPS_AZURE_ENABLED": "false",
            "FINOPS_AWS_COST_API": "false",
            "FINOPS_NOW": NOW.isoformat(),
        }

    def seen(self) -> dict[str, int]:
        """What was asked since this was last asked."""
        with urllib.request.urlopen(f"{self.url}/seen") as answer:
            return dict(json.load(answer))


@contextmanager
def serving(vms: int, regions: int, latency: float, *, throttle: bool) -> Iterator[Server]:
    command = [sys.executable, "-m", "benchmarks.canned.aws", "--vms", str(vms)]
    command += ["--regions", str(regions), "--latency", str(latency)]
    with (
        tempfile.TemporaryDirectory() as home,
        subprocess.Popen(command + ["--throttle"] * throttle, stdout=subprocess.PIPE) as process,
    ):
        try:
            assert process.stdout is not None
            (Path(home) / "finops.toml").touch()
            yield Server(int(process.stdout.readline()), Path(home), regions)
        finally:
            process.terminate()


def measured(command: list[str], environment: Mapping[str, str]) -> tuple[float, float, int, bytes]:
    """Wall and CPU seconds, peak MiB and output of a process."""
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        out = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    wall = time.perf_counter() - began
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, out


def told(name: str, text: str, *, holds: bool) -> bool:
    print(f"{name:<3}{text}  {'ok' if holds else 'MISSED'}", flush=True)
    return holds


# -- the three clients, each in a process of its own ----------------------------------------------


def ours(times: int) -> None:
    """The question, and again, in one process as `finops` runs it; what it found, as JSON."""
    from bot import process

    process.begin()
    from bot.ask import Bot
    from bot.clock import clock
    from bot.settings import load

    process.give_back()
    settings = load()
    bot = Bot(settings, clock(settings.now))
    process.settle()
    answer = bot.ask(QUESTION)
    cpu, peak = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    again, second = [0.0], answer
    for _ in range(times):
        began = time.perf_counter()
        second = bot.ask(QUESTION)
        again.append(time.perf_counter() - began)
    ids = sorted(str(row.get("id") or row["name"]).removeprefix("vm-") for row in answer.rows)
    told = {
        "ids": ids, "gaps": [gap.why for gap in answer.gaps], "cpu": cpu, "peak": peak,
        "again": sorted(again)[len(again) // 2], "same": second.rows == answer.rows,
        "calls": sum(source.calls for source in second.sources),
    }  # fmt: skip
    bot.close()
    print(json.dumps(told))


def plain() -> None:
    """What one writes with boto3 in an afternoon; the same series, as few calls as can be."""
    import boto3

    found = []
    end = NOW.replace(hour=0)
    session = boto3.Session()
    regions = session.client("ec2").describe_regions()["Regions"]
    for region in (each["RegionName"] for each in regions):
        pages = session.client("ec2", region).get_paginator("describe_instances")
        instances = [
            instance["InstanceId"]
            for page in pages.paginate(PaginationConfig={"PageSize": 1000})
            for group in page["Reservations"]
            for instance in group["Instances"]
            if instance["State"]["Name"] == "running"
        ]
        metrics = session.client("cloudwatch", region)
        for at in range(0, len(instances), 500):
            ids = instances[at : at + 500]
            answer = metrics.get_metric_data(
                MetricDataQueries=[_query(f"q{n}", each) for n, each in enumerate(ids)],
                StartTime=end - timedelta(days=14),
                EndTime=end,
            )
            for result in answer["MetricDataResults"]:
                values = result["Values"]
                if values and sum(values) / len(values) < 20:
                    found.append(ids[int(result["Id"][1:])])
    print(json.dumps(sorted(found)))


def _query(key: str, instance: str) -> Any:
    metric = {
        "Namespace": "AWS/EC2",
        "MetricName": "CPUUtilization",
        "Dimensions": [{"Name": "InstanceId", "Value": instance}],
    }
    return {"Id": key, "MetricStat": {"Metric": metric, "Period": 86400, "Stat": "Average"}}


def custodian(server: Server, folder: Path) -> tuple[float, list[str]]:
    """Wall seconds and ids of Cloud Custodian."""
    if not (BESIDE / "bin" / "custodian").exists():
        subprocess.run([sys.executable, "-m", "venv", str(BESIDE)], check=True)
        pip = [str(BESIDE / "bin" / "pip"), "install", "--quiet", C7N]
        subprocess.run(pip, check=True)
    (folder / "policy.json").write_text(json.dumps(POLICY))
    regions = [part for name in ("us-east-1", "us-east-2", "us-west-1") for part in ("-r", name)]
    command = [str(BESIDE / "bin" / "custodian"), "run", "--cache-period", "0", "--quiet", *regions]
    wall, *_ = measured(
        [*command, "-s", str(folder), str(folder / "policy.json")], server.environment
    )
    files = folder.glob("**/resources.json")
    return wall, sorted(one["InstanceId"] for file in files for one in json.loads(file.read_text()))


# -- the measurements -----------------------------------------------------------------------------


def beside_custodian() -> bool:
    with serving(5000, 3, 0.05, throttle=False) as server, tempfile.TemporaryDirectory() as folder:
        client = [sys.executable, str(HERE), "--as", "once"]
        wall, _, _, out = measured(client, server.environment)
        found = json.loads(out)
        calls = _sum(server.seen())
        for _ in range(2):
            shutil.rmtree(server.environment["FINOPS_HOME"])
            wall = min(wall, measured(client, server.environment)[0])
        server.seen()
        theirs, ids = custodian(server, Path(folder))
        text = (
            f"5,000 VMs: {wall:.2f} s of the whole process (best of 3), {calls} calls; Cloud "
            f"Custodian {theirs:.1f} s, {_sum(server.seen())} calls: {theirs / wall:.0f} times; "
            f"{len(found['ids'])} VMs, {len(ids)} by Cloud Custodian"
        )
        return told("a", text, holds=theirs >= 40 * wall and found["ids"] == ids)


def _sum(seen: Mapping[str, int]) -> int:
    return sum(count for name, count in seen.items() if name not in ("throttled", "not known"))


def cold(vms: int) -> bool:
    regions = 20
    each = vms // regions
    # Nine of ten run, and only they are asked about.
    least = regions * (ceil(each / 1000) + ceil(each * 9 / 10 / 500))
    with serving(vms, regions, 0.05, throttle=True) as server:
        wall, _, _, out = measured([sys.executable, str(HERE), "--as", "ours"], server.environment)
        found, seen = json.loads(out), server.seen()
        calls = _sum(seen)
        limits = found["peak"] <= 400 and calls <= least + 1 + regions and not seen.get("throttled")
    with serving(vms, regions, 0.05, throttle=False) as server:
        client = [sys.executable, str(HERE), "--as", "plain"]
        theirs, cpu, peak, out = measured(client, server.environment)
        same = json.loads(out) == found["ids"]
    text = (
        f"{vms:,} VMs cold: {found['cpu']:.1f} s of CPU, {found['peak']} MiB, {calls} calls (least "
        f"{least}), {seen.get('throttled', 0)} throttled, {wall:.0f} s; plain boto3 "
        f"{cpu:.1f} s, {peak} MiB, {theirs:.0f} s: {cpu / found['cpu']:.1f} times the CPU; "
        f"{len(found['ids']):,} VMs, {'the same' if same else 'NOT THE SAME'}"
    )
    one = told("b", text, holds=limits and same and cpu >= 10 * found["cpu"])
    text = (
        f"again: {found['calls']} calls, {found['again'] * 1000:.0f} ms, {len(found['ids']):,} rows"
    )
    fast = found["again"] < 0.05 and not found["calls"] and found["same"]
    return told("c", text, holds=fast) and one


def acks(vms: int) -> bool:
    with serving(vms, 20, 0.05, throttle=True) as server, tempfile.TemporaryDirectory() as home:
        times, seconds, alone = asyncio.run(_acks(server, Path(home)))
    p99 = times[int(len(times) * 0.99)]
    text = (
        f"{len(times)} commands during a cold fetch of {seconds:.0f} s: acknowledged p50 "
        f"{times[len(times) // 2]:.0f} ms, p99 {p99:.0f} ms, worst {times[-1]:.0f} ms "
        f"(before it p99 {alone:.0f} ms)"
    )
    return told("d", text, holds=p99 < 100)


async def _acks(server: Server, home: Path) -> tuple[list[float], float, float]:
    import aiohttp

    # Beside this file, however it is run.
    sys.path.append(str(HERE.parent))
    slack_ack: Any = import_module("slack_ack")
    slack = slack_ack.Slack()
    runner = await slack.open()
    (home / "finops.toml").write_text(slack_ack.ACCESS)
    environment = server.environment | {
        "FINOPS_CONFIG": str(home / "finops.toml"),
        "FINOPS_HOME": str(home / "home"),
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": slack_ack.SECRET,
        "SLACK_API_URL": f"{slack.url}/api/",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(HERE.parent / "slack_ack.py"),
        "--serve",
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        url = f"http://127.0.0.1:{int(await process.stdout.readline())}/slack/events"
        async with aiohttp.ClientSession() as session:
            client = slack_ack.Client(session, url, slack)
            await client.command("help")
            await client.settled()
            alone = sorted([await client.command("help") for _ in range(100)])
            await client.settled()
            times, began = [await client.command(QUESTION, "cold")], time.perf_counter()
            while "cold" not in slack.marked:
                times.append(await client.command("help"))
                await asyncio.sleep(0.02)
            return sorted(times), time.perf_counter() - began, alone[98]
    finally:
        process.terminate()
        await process.wait()
        await runner.cleanup()


def command(vms: int) -> bool:
    with serving(vms, 20, 0.0, throttle=False) as server:
        ask = [sys.executable, "-m", "bot", "ask", QUESTION]
        runs = [measured(ask, server.environment) for _ in range(4)][1:]
    cpu = sorted(cpu for _, cpu, _, _ in runs)[1]
    text = f"finops ask, {vms:,} VMs, all cached: {cpu:.2f} s of CPU, {runs[0][0]:.2f} s"
    return told("e", text, holds=cpu < 0.5)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="abde")
    parser.add_argument("--vms", type=int, default=100_000)
    parser.add_argument(
        "--as", dest="client", choices=("ours", "once", "plain"), help=argparse.SUPPRESS
    )
    options, _ = parser.parse_known_args()
    if options.client:
        {"ours": lambda: ours(5), "once": lambda: ours(0), "plain": plain}[options.client]()
        return 0
    held = []
    if "a" in options.only:
        held.append(beside_custodian())
    if {"b", "c"} & set(options.only):
        held.append(cold(options.vms))
    if "d" in options.only:
        held.append(acks(options.vms))
    if "e" in options.only:
        held.append(command(5000))
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())

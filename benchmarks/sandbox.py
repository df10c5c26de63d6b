"""What a jailed job costs, against starting Python: all kinds in turn, in one run.

A job is whole: from `Pool.run` to its outcome. Ratios are of medians, since the machine's pace
changes by the minute; the load is printed beside them. Bars: a warm job at most 0.15 of
`python -c pass`; on demand with boto3 ready at most 0.6; ten times quicker than bubblewrap with
`import boto3` (where bwrap is not installed, than `python -c 'import boto3'` without any wall); a
timeout within 50 ms of its limit; an idle slot at most 4 MB of private memory.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sandbox_runner import Pool

HEAVY = ["boto3", "azure.mgmt.compute", "azure.mgmt.costmanagement", "pandas"]
_BWRAP = (
    "bwrap --unshare-all --die-with-parent --new-session --cap-drop ALL --ro-bind / / --tmpfs /tmp "
    "--proc /proc --dev /dev"
).split()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    runs = parser.parse_args().runs
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors, {runs} runs each")
    with (
        Pool(size=2) as warm,
        Pool(size=0) as cold,
        Pool(size=0, preload=["boto3"]) as boto3,
        Pool(size=2, preload=HEAVY) as heavy,
        Pool(size=1, preload=["sandbox_runner.shims"]) as asking,
    ):
        if warm.tier is None:
            sys.exit(warm.refusal)
        print(f"tier {warm.tier}")
        pools = {
            "warm, standard library": warm,
            "warm, boto3 + azure + pandas": heavy,
            "on demand, standard library": cold,
            "on demand, boto3": boto3,
        }
        kinds = {"python -c pass": python("pass")} | {k: job(p) for k, p in pools.items()}
        times = in_turn(kinds, runs)
        times |= in_turn(imports(), max(3, runs // 8))
        show(times)
        timeouts(warm)
        requests(asking)
        memory({"standard library": warm, "boto3 + azure + pandas": heavy})
    print(f"load {os.getloadavg()[0]:.1f}")


def job(pool: Pool) -> Callable[[], None]:
    def run() -> None:
        outcome = pool.run("result = 1 + 1")
        assert outcome.result == 2, outcome

    return run


def python(code: str, *before: str) -> Callable[[], None]:
    def run() -> None:
        subprocess.run([*before, sys.executable, "-c", code], check=True)

    return run


def imports() -> dict[str, Callable[[], None]]:
    found = {"python -c 'import boto3'": python("import boto3")}
    if shutil.which("bwrap"):
        found["bwrap python -c 'import boto3'"] = python("import boto3", *_BWRAP)
    return found


def in_turn(kinds: Mapping[str, Callable[[], None]], runs: int) -> dict[str, list[float]]:
    """Milliseconds of each, one after the other, so that all see the same machine."""
    times: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(runs):
        for name, run in kinds.items():
            time.sleep(0.03)  # waiting slots are ready again, as they are between questions
            started = time.perf_counter()
            run()
            times[name].append((time.perf_counter() - started) * 1000)
    return times


def show(times: Mapping[str, list[float]]) -> None:
    base = median(times["python -c pass"])
    for name, took in times.items():
        late = quantiles(took, n=20)[-1]
        print(f"{name:<32} {median(took):8.2f} ms   p95 {late:8.2f}   {median(took) / base:6.3f}")
    slowest = list(times)[-1]
    ratio = median(times[slowest]) / median(times["on demand, boto3"])
    print(f"on demand, boto3: {ratio:.0f} times quicker than {slowest}")


def timeouts(pool: Pool, limit: float = 0.5) -> None:
    late, left = [], []
    for _ in range(10):
        started = time.perf_counter()
        outcome = pool.run("while True: pass", timeout=limit)
        late.append((time.perf_counter() - started - limit) * 1000)
        assert outcome.ending == "timed_out"
    for _ in range(10):
        before = set(below(os.getpid()))
        pool.run("while True: pass", timeout=0.05)
        started = time.perf_counter()
        while not before - set(below(os.getpid())):  # one of those that waited was this job
            pass
        left.append((time.perf_counter() - started) * 1000)
    print(f"timeout: answered {median(late):.1f} ms after the limit, at most {max(late):.1f}")
    print(f"         its process is gone {max(left):.1f} ms after that at most")


def requests(pool: Pool) -> None:
    code = """
import time
took = []
for n in range(300):
    started = time.perf_counter()
    query(n=n)
    took.append(time.perf_counter() - started)
result = sorted(took)[150] * 1000
"""

    def echo(request: Mapping[str, Any]) -> dict[str, Any]:
        return {"ok": request["query"]}

    print(f"a request and its reply: {pool.run(code, answer=echo).result:.2f} ms at the median")


def memory(pools: Mapping[str, Pool]) -> None:
    """Private memory of children that wait."""
    for name, pool in pools.items():
        before = set(below(os.getpid()))
        outcome = pool.run("import os; result = os.getpid()")
        assert outcome.ending == "finished"
        time.sleep(0.3)
        fresh = set(below(os.getpid())) - before  # the slot that took its place
        own = [private_kb(pid) for pid in fresh]
        print(f"an idle slot, {name}: {max(own) / 1024:.1f} MB private")


def below(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            children = (task / "children").read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        for child in map(int, children):
            found += [child, *below(child)]
    return found


def private_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


if __name__ == "__main__":
    main()

"""The server as a process: how soon its port is open and it answers, and how long answers take.

The start has both clouds switched on, so that their SDKs are loaded behind; nothing is asked of
them. The questions are about a small export, so that what is measured is ours: reading, planning,
DuckDB, JSON and HTTP. `--runs N` starts; `--questions N` one after another, then 50 at once.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from socket import create_connection, create_server
from statistics import median, quantiles

import httpx

TOKEN = "of-the-benchmark"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
PATIENCE_S = 120
QUESTION = "what did we spend last month by service"
CHARGES = """\
BillingAccountId,SubAccountId,SubAccountName,ServiceName,ServiceCategory,RegionId,ResourceId,\
ChargeCategory,ChargePeriodStart,ChargePeriodEnd,BillingPeriodStart,BillingPeriodEnd,\
BillingCurrency,BilledCost,EffectiveCost,ListCost,ContractedCost,ProviderName
1,111111111111,prod,Amazon EC2,Compute,us-east-1,i-1,Usage,\
2026-10-05T00:00:00Z,2026-10-06T00:00:00Z,2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,\
USD,12.50,12.50,12.50,12.50,AWS
"""


@contextmanager
def process(home: Path) -> Iterator[tuple[str, float]]:
    """Where it listens, and when it was started."""
    (home / "charges.csv").write_text(CHARGES, "utf-8")
    own = {
        "FINOPS_HOME": str(home),
        "FINOPS_API_TOKEN": TOKEN,
        "FINOPS_CHARGES": str(home / "charges.csv"),
        "FINOPS_AWS_REGIONS": "us-east-1",
        "FINOPS_NOW": "2026-11-18T12:00:00Z",
    }
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port)]
    started = time.perf_counter()
    with subprocess.Popen(command, env=os.environ | own, stderr=subprocess.DEVNULL) as server:
        try:
            yield f"http://127.0.0.1:{port}", started
        finally:
            server.terminate()


def until(does: Callable[[], bool], started: float) -> float:
    """Seconds from the start until it does."""
    while time.perf_counter() - started < PATIENCE_S:
        try:
            if does():
                return time.perf_counter() - started
        except (OSError, httpx.HTTPError):
            pass
        time.sleep(0.005)
    raise SystemExit(f"the server did not come up in {PATIENCE_S} seconds")


def is_open(url: str) -> bool:
    create_connection(("127.0.0.1", int(url.rpartition(":")[2]))).close()
    return True


def succeeds(url: str) -> bool:
    return httpx.get(url, timeout=30).is_success


def starts(runs: int) -> None:
    found: list[tuple[float, ...]] = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as home, process(Path(home)) as (url, started):
            opened = until(partial(is_open, url), started)
            # It waits in line from the moment on that the port is open.
            httpx.post(f"{url}/v1/ask", json={"question": "help"}, headers=BEARER, timeout=30)
            answers = time.perf_counter() - started
            ready = until(partial(succeeds, f"{url}/healthz"), started)
            found.append((opened, answers, ready))
    for name, times in zip(
        ("port open", "first answer", "ready"), zip(*found, strict=True), strict=True
    ):
        print(f"start: {name:12} median {median(times):.2f} s  max {max(times):.2f} s")


def told(name: str, seconds: list[float]) -> None:
    p99 = quantiles(seconds, n=100)[98]
    print(f"{name:34} p50 {median(seconds) * 1000:.0f} ms  p99 {p99 * 1000:.0f} ms")


def questions(count: int) -> None:
    with tempfile.TemporaryDirectory() as home, process(Path(home)) as (url, started):
        client = httpx.Client(base_url=url, headers=BEARER, timeout=60)
        until(lambda: client.get("/healthz").is_success, started)

        def ask(_: int) -> float:
            asked = time.perf_counter()
            answer = client.post("/v1/ask", json={"question": QUESTION}).json()
            assert answer["rows"], answer
            return time.perf_counter() - asked

        told("question, one after another", [ask(n) for n in range(count)])
        health, done = [], threading.Event()

        def look() -> None:
            while not done.wait(0.05):
                asked = time.perf_counter()
                httpx.get(f"{url}/healthz", timeout=60)
                health.append(time.perf_counter() - asked)

        looking = threading.Thread(target=look)
        looking.start()
        asked = time.perf_counter()
        with ThreadPoolExecutor(50) as pool:
            taken = list(pool.map(ask, range(count)))
        rate = count / (time.perf_counter() - asked)
        done.set()
        looking.join()
        told(f"question, 50 at once ({rate:.0f} a second)", taken)
        told("/healthz meanwhile", health)
        client.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--questions", type=int, default=200)
    options = parser.parse_args()
    starts(options.runs)
    questions(options.questions)


if __name__ == "__main__":
    main()

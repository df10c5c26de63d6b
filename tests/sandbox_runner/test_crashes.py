"""What the pool is made of may crash or hang: jobs are told, the pool goes on, nothing is left."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox_runner import Pool

from .left import children, outlive, processes_below
from .test_attacks import HELD_HERE

pytestmark = pytest.mark.skipif(not {"A", "B"} & set(HELD_HERE), reason="no tier holds here")


# What other tests have started, and still use.
OTHERS: set[int] = set()


@pytest.fixture(autouse=True)
def _others() -> None:
    OTHERS.clear()
    OTHERS.update(children(os.getpid()))


def zygote(of: Pool) -> int:
    """The process that forks: the first of its namespace, or the one that was started."""
    (started,) = zygotes()
    return children(started)[0] if of.tier == "A" else started


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def zygotes() -> list[int]:
    """What this test has started."""
    return [
        pid
        for pid in children(os.getpid())
        if pid not in OTHERS and "sandbox_runner" in _command(pid)
    ]


def test_a_child_that_crashed_while_it_waited_is_replaced() -> None:
    with Pool(size=2) as pool:
        pool.run("result = 1")
        for pid in children(zygote(pool)):
            os.kill(pid, signal.SIGKILL)
        assert [pool.run("result = 1").ending for _ in range(3)] == ["finished"] * 3


def test_a_zygote_that_crashed_is_replaced() -> None:
    with Pool(size=2) as pool:
        os.kill(zygote(pool), signal.SIGKILL)
        assert [pool.run("result = 1").ending for _ in range(3)] == ["finished"] * 3


def test_a_job_whose_zygote_crashes_is_told_as_killed() -> None:
    with Pool(size=1) as pool, ThreadPoolExecutor(1) as thread:
        job = thread.submit(pool.run, "print('begun')\nwhile True: pass", timeout=5)
        time.sleep(0.2)
        os.kill(zygote(pool), signal.SIGKILL)
        assert job.result(2).ending == "killed"
    assert processes_below(os.getpid(), at_most=0, others=OTHERS) == 0


def test_a_zygote_that_hangs_does_not_keep_a_job_alive() -> None:
    with Pool(size=1) as pool, ThreadPoolExecutor(1) as thread:
        job = thread.submit(pool.run, "while True: pass", timeout=0.3)
        time.sleep(0.15)
        stopped = zygote(pool)
        os.kill(stopped, signal.SIGSTOP)
        assert job.result(2).ending == "timed_out"
        assert outlive([stopped]) == []
        assert pool.run("result = 1").result == 1


def test_a_worn_zygote_is_replaced_without_losing_a_job() -> None:
    with Pool(size=2, recycle_jobs=5) as pool:
        first = zygotes()
        deadline = time.monotonic() + 10
        while True:
            assert pool.run("result = 1").result == 1
            # Looked at once: at the next look another may have been started beside it.
            if len(now := zygotes()) == 1 and now != first:
                break
            assert time.monotonic() < deadline


def test_a_closed_pool_refuses_and_leaves_no_process() -> None:
    pool = Pool(size=3)
    with ThreadPoolExecutor(1) as thread:
        job = thread.submit(pool.run, "while True: pass")
        time.sleep(0.1)
        pool.close()
        assert job.result(2).ending in ("killed", "refused")
    assert pool.run("result = 1").ending == "refused"
    assert zygotes() == []


def test_nothing_outlives_a_parent_that_was_killed() -> None:
    code = (
        "import sys\nfrom sandbox_runner import Pool\npool = Pool(size=2)\n"
        "print(pool.tier, flush=True)\npool.run('while True: pass', timeout=30)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        assert parent.stdout.readline().strip() in (b"A", b"B")
        time.sleep(0.1)
        below = [pid for child in children(parent.pid) for pid in (child, *children(child))]
        assert below
        parent.kill()
    assert outlive(below) == []


def test_a_slot_that_waits_takes_less_than_4_mb_of_its_own() -> None:
    with Pool(size=2, preload=["numpy"]) as pool:
        pool.run("result = 1")
        time.sleep(0.3)
        for pid in children(zygote(pool)):
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            (own,) = (
                int(line.split()[1]) for line in rollup.splitlines() if "Private_Dirty" in line
            )
            assert own < 4096

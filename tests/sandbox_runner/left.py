"""Counts what a sandbox leaves running, seen from outside."""

import time
from collections.abc import Collection
from pathlib import Path


def processes_below(
    pid: int, *, at_most: int, others: Collection[int] = (), within: float = 0.5
) -> int:
    """Children of a process and theirs; waits until they are no more than `at_most`.

    `others` are children that do not count: what other tests have started, and still use.
    """
    deadline = time.monotonic() + within
    while (count := _count(pid, others)) > at_most and time.monotonic() < deadline:
        time.sleep(0.005)
    return count


def children(pid: int) -> list[int]:
    """The processes that a process started, oldest first."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return sorted(int(n) for task in tasks for n in (task / "children").read_text().split())
    except (FileNotFoundError, ProcessLookupError):
        return []  # it ended while it was looked at


def lives(pid: int) -> bool:
    """Whether it runs, or could: a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def outlive(pids: list[int], within: float = 0.5) -> list[int]:
    """Which of these still run after this many seconds."""
    deadline = time.monotonic() + within
    while any(map(lives, pids)) and time.monotonic() < deadline:
        time.sleep(0.005)
    return [pid for pid in pids if lives(pid)]


def _count(pid: int, others: Collection[int] = ()) -> int:
    return sum(1 + _count(child) for child in children(pid) if child not in others)

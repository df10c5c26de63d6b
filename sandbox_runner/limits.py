"""The fourth wall: how much of the machine a job may take.

The clock and the output are the parent's to watch; the rest is the kernel's. All is set for good:
a job has no capability to raise a hard limit.
"""

import resource
from pathlib import Path

from sandbox_runner.job import LONGEST_SECONDS

MOST_THREADS = 64
# A thread takes this much of the job's memory at once, whether or not it uses it.
STACK_BYTES = 1 << 20
_MB = 1 << 20
# Room for address space that is reserved and never used: the allocator takes 64 MB a thread.
_ADDRESS_SPACE_TIMES = 8

# limit → value, and why
FIXED: dict[str, tuple[int, str]] = {
    "CPU": (int(LONGEST_SECONDS) + 1, "ends a job even if nobody is left to watch the clock"),
    "CORE": (0, "a core dump would put memory on the host's disk"),
    "FSIZE": (0, "nothing is ever written to a file"),
    "NOFILE": (64, "an event loop takes four; a hoard of pipes takes kernel memory"),
    "MEMLOCK": (0, "locked memory is the host's"),
    "STACK": (8 * _MB, "the main thread's; recursion in C ends here"),
    "SIGPENDING": (64, "queued signals take kernel memory"),
    "MSGQUEUE": (0, "message queues outlive a process"),
    "NICE": (0, "no rise in priority"),
    "RTPRIO": (0, "no real-time priority"),
}


def mapped_data_bytes() -> int:
    """Private memory that this process has mapped: the libraries, shared with every job."""
    pages = Path("/proc/self/statm").read_text("ascii").split()[5]
    return int(pages) * resource.getpagesize()


def tasks_of(user: int) -> int:
    """Threads that a user runs on the whole machine, as far as /proc tells."""
    count = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.stat().st_uid == user:
                count += sum(1 for _ in (process / "task").iterdir())
        except OSError:
            continue  # it has ended meanwhile
    return count


def apply(*, memory_mb: int, library_bytes: int, threads: int) -> None:
    """Set all limits on this process. Raises OSError or ValueError."""
    for name, (value, _) in FIXED.items():
        _set(name, value)
    data = library_bytes + memory_mb * _MB
    _set("DATA", data)
    _set("AS", data + _ADDRESS_SPACE_TIMES * memory_mb * _MB)
    _set("NPROC", threads)


def _set(name: str, value: int) -> None:
    kind = getattr(resource, f"RLIMIT_{name}")
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(kind, (value, value))

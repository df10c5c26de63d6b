"""The parent's hold of one zygote: starts it, asks it for jobs, learns of their ends, ends it.

Start and end of jobs are asked over a control socket that no job has; each job's own words come
over its own two pipes (`conversation`).
"""

import json
import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from sandbox_runner.kernel import Unavailable, architecture
from sandbox_runner.walls import Wall

_MESSAGE = 65536
# Importing pandas and two clouds' SDKs takes two seconds on an idle machine.
_START_SECONDS = 60.0
_END_SECONDS = 0.4
_START = (
    "import sys; sys.path.append(sys.argv.pop(1)); from sandbox_runner.zygote import main; main()"
)
# Made for forking: Python's arenas in plain malloc, on huge pages, make a fork of 150 MB four times
# quicker; threads of number libraries would not survive it.
_ENVIRONMENT = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:glibc.malloc.arena_max=2",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
}


@dataclass(slots=True)
class Slot:
    """A place for one job: the parent's ends of its pipes, and whether it has ended."""

    number: int
    reads: int
    writes: int
    gone: threading.Event = field(default_factory=threading.Event)
    status: int | None = None  # as os.waitpid gives it; None: the zygote went before it could say

    def close(self) -> None:
        """Close the pipes."""
        os.close(self.reads)
        os.close(self.writes)


class Jail:
    """One zygote and its jobs. Safe to use from several threads."""

    def __init__(
        self,
        walls: frozenset[Wall],
        *,
        preload: Sequence[str] = (),
        memory_mb: int = 512,
        jobs_at_once: int = 4,
    ) -> None:
        """Start it and wait until it can fork. Raises Unavailable with the reason."""
        architecture()
        config = {
            "walls": sorted(walls), "preload": list(preload), "memory_mb": memory_mb,
            "jobs_at_once": jobs_at_once,
        }  # fmt: skip
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # A zygote that hangs must not hang whoever tells it something.
        self._control.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", 1, 0))
        with theirs:
            self.process = _started(json.dumps(config), theirs.fileno())
        self._numbers = count()
        self._running: dict[int, Slot] = {}
        self._lock = threading.Lock()
        self.alive = True
        self._await_ready()
        threading.Thread(target=self._listen, name="sandbox-ends", daemon=True).start()

    def slot(self) -> Slot:
        """A new job's place; the job raises its walls and then waits. Raises Unavailable."""
        job_reads, writes = os.pipe()
        reads, job_writes = os.pipe()
        os.set_blocking(reads, False)
        os.set_blocking(writes, False)
        slot = Slot(next(self._numbers), reads, writes)
        with self._lock:
            self._running[slot.number] = slot
        try:
            self._tell({"fork": slot.number}, job_reads, job_writes)
        except OSError as error:
            slot.close()
            raise Unavailable(f"the sandbox's first process has ended: {error}") from error
        finally:
            os.close(job_reads)
            os.close(job_writes)
        return slot

    def end(self, slot: Slot, *, wait: bool) -> None:
        """Kill the job, if it still runs. `wait`: until nothing of it is left.

        Without waiting it is dead a few milliseconds later.
        """
        if not slot.gone.is_set():
            with suppress(OSError):  # the zygote has ended, and its jobs with it
                self._tell({"kill": slot.number})
            if wait and not slot.gone.wait(_END_SECONDS):
                self.kill()
        slot.close()

    def close(self) -> None:
        """End all jobs and the zygote."""
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        try:
            self.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it without asking: for one that does not answer."""
        self.process.kill()
        self.process.wait()

    def _tell(self, message: dict[str, int], *descriptors: int) -> None:
        socket.send_fds(self._control, [json.dumps(message).encode()], descriptors)

    def _await_ready(self) -> None:
        self._control.settimeout(_START_SECONDS)
        try:
            message = self._control.recv(_MESSAGE)
        except TimeoutError:
            message = json.dumps({"unavailable": f"not ready after {_START_SECONDS:g} s"}).encode()
        self._control.settimeout(None)
        said: dict[str, Any] = json.loads(message or b"{}")
        if not said.get("ready"):
            self.kill()
            self._control.close()
            raise Unavailable(said.get("unavailable", "it ended before it was ready"))

    def _listen(self) -> None:
        """Until the zygote has ended: which jobs have."""
        with suppress(OSError):
            while message := self._control.recv(_MESSAGE):
                ended = json.loads(message)
                self._mark_gone(ended["gone"], ended["status"])
        self.alive = False
        self.process.wait()
        for number in list(self._running):
            self._mark_gone(number, None)
        self._control.close()

    def _mark_gone(self, number: int, status: int | None) -> None:
        with self._lock:
            slot = self._running.pop(number)
        slot.status = status
        slot.gone.set()


def _started(config: str, control: int) -> subprocess.Popen[bytes]:
    package = str(Path(__file__).parents[1])
    return subprocess.Popen(  # noqa: S603 - our own program, by the interpreter that runs us
        [sys.executable, "-s", "-P", "-c", _START, package, config, str(control)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_ENVIRONMENT,
        pass_fds=(control,),
        cwd="/",
        start_new_session=True,
    )

"""The process that jobs are forked from: imports once, then forks a jailed child for each job.

It is a program of its own, exec'ed with an empty environment and one descriptor beside 0, 1 and 2
(which lead to /dev/null): the control socket. So nothing of the bot's memory, files or credentials
is ever in it, and a fork of it has nothing to leak. It never reads what a job says.

    parent → zygote   {"fork": slot} with the job's two pipe ends    {"kill": slot}
    zygote → parent   {"ready": true} or {"unavailable": why}, once    {"gone": slot, "status": n}

It ends, and with it every job, when the control socket is closed. With namespaces it is the first
process of its own: its end is the end of all in there; without, jobs die with it by PDEATHSIG.
"""

import gc
import importlib
import json
import os
import select
import signal
import site
import socket
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox_runner import kernel, landlock, limits, namespaces, privileges, script, seccomp
from sandbox_runner.walls import Wall

_MESSAGE = 65536
_ZONES = "/usr/share/zoneinfo"
# What scripts use of the standard library, and whatever has a part in C: that can only be loaded
# before the walls stand.
_STANDARD = """
    _strptime array asyncio base64 bisect bz2 calendar cmath collections colorsys
    concurrent.futures.process concurrent.futures.thread contextlib copy csv ctypes dataclasses
    datetime decimal difflib encodings.cp437 encodings.idna enum fractions functools getpass glob
    gzip hashlib heapq hmac html inspect io ipaddress itertools json locale logging lzma math mmap
    numbers operator pathlib platform pprint queue random re secrets select shutil socket sqlite3
    statistics string struct tempfile textwrap threading time typing unicodedata unittest.mock
    urllib.parse uuid weakref xml.etree.ElementTree zipfile zlib zoneinfo
""".split()
# Parts in C that a library loads when they are first used, which would be too late.
_LAZY = {"numpy": ("numpy.fft", "numpy.linalg", "numpy.polynomial", "numpy.random")}


@dataclass(frozen=True, slots=True)
class Config:
    """What the parent wants. `threads` is for all jobs where they share one count."""

    walls: frozenset[Wall]
    preload: tuple[str, ...]
    memory_mb: int
    jobs_at_once: int


def main() -> None:
    """The program: arguments are the config as JSON and the control socket's descriptor."""
    told = json.loads(sys.argv[1])
    config = Config(
        frozenset(map(Wall, told["walls"])), tuple(told["preload"]), told["memory_mb"],
        told["jobs_at_once"],
    )  # fmt: skip
    with socket.socket(fileno=int(sys.argv[2])) as control:
        try:
            prison = _prepare(config, control)
        except (OSError, ValueError, ImportError, kernel.Unavailable) as error:
            control.send(json.dumps({"unavailable": str(error)[:2000]}).encode())
            return
        gc.collect()
        gc.freeze()
        control.send(b'{"ready": true}')
        pipes = _fork_on_demand(control)
    if pipes is not None:
        prison.hold(*pipes)


@dataclass(frozen=True, slots=True)
class _Prison:
    """What each job is put behind; made once, since making it costs more than raising it."""

    config: Config
    filter: seccomp.Filter | None
    rules: int | None
    library_bytes: int
    threads: int
    modules: tuple[Any, ...]

    def hold(self, incoming: int, outgoing: int) -> None:
        """Become a job. Ends the process."""
        line = script.Line(incoming, outgoing)
        try:
            self._raise_walls(incoming, outgoing)
        except OSError as error:
            line.send({"end": "refused", "reason": f"a wall could not be raised: {error}"})
            os._exit(1)
        connects = [module.connect for module in self.modules if hasattr(module, "connect")]
        names: dict[str, object] = {}
        for module in self.modules:
            names |= module.provided() if hasattr(module, "provided") else {}
        script.serve(line, connects, names)
        os._exit(0)

    def _raise_walls(self, *pipes: int) -> None:
        parent = os.getppid()
        _close_all_but(*pipes, self.rules)
        walls = self.config.walls
        if Wall.NAMESPACES in walls:
            namespaces.nest()
        if Wall.LIMITS in walls:
            limits.apply(
                memory_mb=self.config.memory_mb,
                library_bytes=self.library_bytes,
                threads=self.threads,
            )
        privileges.drop_capabilities()
        privileges.seal(parent)
        if self.rules is not None:
            landlock.restrict(self.rules)
            os.close(self.rules)
        if self.filter is not None:
            seccomp.install(self.filter.of(os.getpid()))


def _prepare(config: Config, control: socket.socket) -> _Prison:
    """Import everything, then raise the walls that all jobs share."""
    architecture = kernel.architecture()
    if Wall.NAMESPACES in config.walls:
        namespaces.enter()
        _become_first_process(control)
    if Wall.LANDLOCK in config.walls:
        landlock.version()
    allowed = None
    if Wall.SECCOMP in config.walls:
        allowed = seccomp.compile_policy(
            architecture, reads_files=Wall.NO_FILES not in config.walls
        )
    modules = _preloaded(config.preload)
    _forget_environment()
    user = privileges.user_to_become()
    library, readable = limits.mapped_data_bytes(), _readable()
    if Wall.NAMESPACES in config.walls:
        namespaces.confine(readable)
    parent = os.getppid()
    if user is not None:
        privileges.become(user)
    rules = landlock.ruleset(readable) if Wall.LANDLOCK in config.walls else None
    if Wall.NAMESPACES in config.walls:
        threads = limits.MOST_THREADS
    else:
        threads = limits.tasks_of(os.geteuid()) + limits.MOST_THREADS * config.jobs_at_once
    privileges.drop_capabilities()
    privileges.seal(parent)
    return _Prison(config, allowed, rules, library, threads, modules)


def _become_first_process(control: socket.socket) -> None:
    """Go on in a child, the first process of the namespace; stay behind only to be waited for."""
    child = os.fork()
    if child:
        control.close()
        os.waitpid(child, 0)
        os._exit(0)


def _preloaded(names: Sequence[str]) -> tuple[Any, ...]:
    """Import what jobs will find ready. A module may have `prepare`, `connect` and `provided`."""
    for name in _STANDARD:
        importlib.import_module(name)
    import threading

    threading.stack_size(limits.STACK_BYTES)
    modules = tuple(importlib.import_module(name) for name in names)
    for module in modules:
        if hasattr(module, "prepare"):
            module.prepare()
    for library, parts in _LAZY.items():
        if library in sys.modules:
            for part in parts:
                importlib.import_module(part)
    return modules


def _forget_environment() -> None:
    """What the parent set was for starting; scripts see an empty environment and UTC."""
    os.environ.clear()
    os.environ.update({"HOME": "/", "LANG": "C.UTF-8", "TZ": "UTC"})
    sys.argv[:] = [""]
    sys.path[:] = [path for path in sys.path if _is_library(Path(path))]
    os.chdir("/")


def _is_library(path: Path) -> bool:
    return any(folder == path or folder in path.parents for folder in _readable())


def _readable() -> list[Path]:
    """Folders of the library: what may be imported late, and time zones. Never our own."""
    candidates = (sysconfig.get_path("stdlib"), *site.getsitepackages(), _ZONES)
    paths = sorted(path for path in map(Path, candidates) if path.is_dir())
    return [path for path in paths if not any(other in path.parents for other in paths)]


def _fork_on_demand(control: socket.socket) -> tuple[int, int] | None:
    """Serve the parent until it is gone: None; or, in each new child: the ends of its pipes."""
    waiting = select.poll()
    waiting.register(control, select.POLLIN)
    running: dict[int, tuple[int, int]] = {}  # pidfd → slot, pid
    while True:
        for ready, _ in waiting.poll():
            if ready != control.fileno():
                waiting.unregister(ready)
                control.send(json.dumps(_reaped(ready, *running.pop(ready))).encode())
                continue
            message, pipes, _, _ = socket.recv_fds(control, _MESSAGE, 2)
            if not message:
                _end_all(running)
                return None
            wanted: Mapping[str, int] = json.loads(message)
            if "kill" in wanted:
                _kill(running, wanted["kill"])
                continue
            pid = os.fork()
            if pid == 0:
                return pipes[0], pipes[1]
            for pipe in pipes:
                os.close(pipe)
            pidfd = os.pidfd_open(pid)
            running[pidfd] = wanted["fork"], pid
            waiting.register(pidfd, select.POLLIN)


def _reaped(pidfd: int, slot: int, pid: int) -> dict[str, int]:
    os.close(pidfd)
    return {"gone": slot, "status": os.waitpid(pid, 0)[1]}


def _kill(running: Mapping[int, tuple[int, int]], slot: int) -> None:
    for pidfd, (other, _) in running.items():
        if other == slot:
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)


def _end_all(running: Mapping[int, tuple[int, int]]) -> None:
    for pidfd, (_, pid) in running.items():
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        os.waitpid(pid, 0)


def _close_all_but(*kept: int | None) -> None:
    last = 2
    for descriptor in sorted(fd for fd in kept if fd is not None):
        os.closerange(last + 1, descriptor)
        last = descriptor
    os.closerange(last + 1, os.sysconf("SC_OPEN_MAX"))


if __name__ == "__main__":
    main()

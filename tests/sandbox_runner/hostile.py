"""The hostile scripts of `attacks/`, the host they attack, and the verdict on each.

An attack that comes to its end has got through; one that is held raises what the system told it, or
`Held` where it found nothing. An entry may name another ending instead, then the script tries to
exhaust something, and `result = "held"` where it should survive. Any other exception is a mistake
in the attack and not a wall. What is left on the host counts, whatever the script says.
"""

import hashlib
import os
import platform
import socket
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from sandbox_runner import Limits, Outcome

FOLDER = Path(__file__).parent / "attacks"
SECRET = "canary-secret-" + hashlib.sha256(str(os.getpid()).encode()).hexdigest()
# Little, so that what runs out of it does so soon.
LIMITS = Limits(memory_mb=128)
TIMED_OUT_AFTER = 0.15
_ABSTRACT = f"sandbox-abstract-{os.getpid()}"
# What a wall sounds like; everything else is a mistake in the attack.
_WALLS = (
    "Held", "PermissionError", "OSError", "FileNotFoundError", "ImportError", "ModuleNotFoundError",
    "socket.gaierror", "urllib.error.URLError", "sqlite3.OperationalError", "signal.itimer_error",
    "EOFError", "bdb.BdbQuit", "NotImplementedError",
)  # fmt: skip
# Where nothing can be imported late, an attack must not be held by that alone.
PRELOAD = """
    _posixshmem _posixsubprocess _xxsubinterpreters bdb ensurepip http.client http.server
    multiprocessing.popen_fork multiprocessing.popen_spawn_posix multiprocessing.shared_memory
    multiprocessing.synchronize pdb pickle pty pwd urllib.request webbrowser xml.sax
    xml.sax.expatreader
""".split()


@dataclass(frozen=True, slots=True)
class Attack:
    """One hostile script. `ending`: as in Outcome; None if any failure of the attack will do."""

    name: str
    kind: str
    script: str
    ending: str | None
    raises: str | None


@dataclass(frozen=True, slots=True)
class Host:
    """What the attacks are aimed at."""

    folder: Path
    listeners: tuple[socket.socket, ...]

    @property
    def names(self) -> dict[str, object]:
        """What scripts are told of it."""
        return {
            "HERE": str(self.folder),
            "CANARY": str(self.folder / "canary"),
            "PORT": self.listeners[0].getsockname()[1],
            "UNIX": str(self.folder / "socket"),
            "ABSTRACT": _ABSTRACT,
            "PARENT": os.getpid(),
            "PRODUCT": str(Path(__file__).parents[2]),
            "os_machine": platform.machine(),
        }

    def state(self) -> Any:
        """Everything about it that an attack might change."""
        files = {
            path.name: (path.lstat(), path.read_bytes() if path.is_file() else b"")
            for path in sorted(self.folder.iterdir())
        }
        kept = {
            name: (
                s.st_mode,
                s.st_uid,
                s.st_nlink,
                s.st_size,
                s.st_mtime_ns,
                s.st_ctime_ns,
                content,
            )
            for name, (s, content) in files.items()
        }
        escaped = [
            str(path) for place in ("/tmp", "/dev/shm") for path in Path(place).glob("escaped*")
        ]
        attributes = {name: os.listxattr(self.folder / name) for name in kept}
        return kept, attributes, escaped, self.callers()

    def callers(self) -> int:
        """Connections and datagrams that arrived."""
        count = 0
        for listener in self.listeners:
            try:
                if listener.type == socket.SOCK_DGRAM:
                    listener.recv(100)
                else:
                    listener.accept()[0].close()
            except BlockingIOError:
                continue
            count += 1
        return count


@contextmanager
def host() -> Iterator[Host]:
    """Canaries, listeners, a secret in the environment."""
    folder = Path(mkdtemp(prefix="sandbox-host-"))  # pytest's own are closed to other users
    folder.chmod(0o777)
    for name in ("canary", "canary.py"):
        (folder / name).write_text(SECRET)
        (folder / name).chmod(0o666)
    os.setxattr(folder / "canary", "user.kept", b"x")
    (folder / "empty").mkdir()
    (folder / "empty").chmod(0o777)
    os.environ["SANDBOX_CANARY"] = os.environ["AWS_SECRET_ACCESS_KEY"] = SECRET
    with ExitStack() as stack:
        tcp = stack.enter_context(socket.socket())
        tcp.bind(("127.0.0.1", 0))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(tcp.getsockname())
        path, abstract = (stack.enter_context(socket.socket(socket.AF_UNIX)) for _ in "12")
        path.bind(str(folder / "socket"))
        (folder / "socket").chmod(0o777)
        abstract.bind("\0" + _ABSTRACT)
        for listener in (tcp, udp, path, abstract):
            listener.setblocking(False)
            if listener is not udp:
                listener.listen()
        try:
            yield Host(folder, (tcp, udp, path, abstract))
        finally:
            rmtree(folder)
            del os.environ["SANDBOX_CANARY"], os.environ["AWS_SECRET_ACCESS_KEY"]


def attacks() -> list[Attack]:
    """All that need no broker."""
    return [
        attack
        for path in sorted(FOLDER.glob("*.toml"))
        for attack in (_calls(path) if path.stem == "syscalls" else _scripts(path))
    ]


def armed(attack: Attack, where: Host) -> str:
    """The script as it is run, knowing whom it attacks."""
    names = "".join(f"{name} = {value!r}\n" for name, value in where.names.items())
    return (FOLDER / "prelude.txt").read_text() + names + attack.script.lstrip("\n") + "\n"


def verdict(attack: Attack, outcome: Outcome) -> str | None:
    """None if it was held; else what went wrong."""
    told = f"{outcome.ending}: {outcome.reason} {outcome.result!r}"[:400]
    if SECRET in f"{outcome.result}{outcome.stdout}{outcome.stderr}{outcome.reason}":
        return f"the secret came out; {told}"
    if attack.ending is not None:
        good = outcome.ending == attack.ending and outcome.result in (None, "held")
        if attack.ending == "finished":
            good = good and outcome.result == "held"
        if attack.raises and not str(outcome.reason).startswith(attack.raises):
            good = False
        return None if good else told
    if outcome.ending == "killed":
        return None
    raised = str(outcome.reason).partition(":")[0]
    return None if outcome.ending == "failed" and raised in _WALLS else told


def _scripts(path: Path) -> Iterator[Attack]:
    for name, told in tomllib.loads(path.read_text()).items():
        if isinstance(told, str):
            yield Attack(name, path.stem, told, None, None)
        else:
            yield Attack(name, path.stem, told["script"], told["ending"], told.get("raises"))


def _calls(path: Path) -> Iterator[Attack]:
    for name, told in tomllib.loads(path.read_text())["calls"].items():
        number = told["numbers"][("x86_64", "aarch64").index(platform.machine())]
        if number >= 0:
            arguments = ", ".join(map(_argument, told["arguments"]))
            script = f"syscall({number}, {arguments})"
            yield Attack(f"{name}_is_not_called", path.stem, script, None, None)


def _argument(told: object) -> str:
    match told:
        case "zeros":
            return "ctypes.create_string_buffer(4096)"
        case "handle":
            return 'ctypes.create_string_buffer(struct.pack("<Ii", 128, 0) + bytes(128))'
        case "capabilities":
            return 'ctypes.create_string_buffer(struct.pack("<Ii", 0x20080522, 0))'
        case str():
            return repr(told.encode())
        case _:
            return repr(told)

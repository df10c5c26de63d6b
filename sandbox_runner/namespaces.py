"""The third wall: a root folder with the library alone, no network, no other processes in sight.

Entered once by the process that jobs are forked from. Root makes them directly and then gives up
its user for an empty one; an ordinary user makes them inside a user namespace. Each job enters a
user namespace of its own, without which all jobs would share one count of threads.
"""

import os
import socket
import struct
from collections.abc import Sequence
from pathlib import Path

from sandbox_runner import kernel

_MOUNTS, _CGROUP, _UTS, _IPC = 0x00020000, 0x02000000, 0x04000000, 0x08000000
_USER, _PID, _NET = 0x10000000, 0x20000000, 0x40000000
_ALL = _MOUNTS | _CGROUP | _UTS | _IPC | _PID | _NET

_MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REC, _MS_PRIVATE = 2, 4, 8, 0x4000, 0x40000
_AT_FDCWD, _AT_EMPTY_PATH, _AT_RECURSIVE = -100, 0x1000, 0x8000
_OPEN_TREE_CLONE, _OPEN_TREE_CLOEXEC = 1, 0x80000
_MOVE_FROM_DESCRIPTOR = 4
_READ_ONLY_NOSUID_NODEV = 1 | 2 | 4
_DETACH = 2
# Covered by the new root while that is built: every Linux has it, and nothing of the library in it.
_SCAFFOLD = b"/proc"


def enter() -> None:
    """Leave the host's. The next child is the first process of its own. Raises OSError."""
    if os.geteuid() == 0:
        kernel.call("unshare", _ALL)
    else:
        _enter_as_user()
    kernel.call("mount", b"none", b"/", None, _MS_REC | _MS_PRIVATE, None)
    socket.sethostname("sandbox")


def nest() -> None:
    """Enter a user namespace of one's own, with no user mapped into it. Raises OSError."""
    kernel.call("unshare", _USER)


def confine(readable: Sequence[Path]) -> None:
    """Change the root to an empty folder in which these alone are, read-only. Raises OSError."""
    trees = [(path, _tree(path)) for path in readable]
    flags = _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
    kernel.call("mount", b"sandbox", _SCAFFOLD, b"tmpfs", flags, b"size=1m,mode=755")
    for path, tree in trees:
        place = Path(os.fsdecode(_SCAFFOLD)) / path.relative_to("/")
        _stand_in(place, is_folder=path.is_dir())
        kernel.syscall(
            "move_mount", kernel.MOVE_MOUNT, tree, b"", _AT_FDCWD, os.fsencode(place),
            _MOVE_FROM_DESCRIPTOR,
        )  # fmt: skip
        os.close(tree)
    os.chdir(_SCAFFOLD)
    # The old root comes to lie over the new one and is taken off: no folder is needed for it.
    kernel.syscall("pivot_root", kernel.PIVOT_ROOT[kernel.architecture()], b".", b".")
    kernel.call("umount2", b".", _DETACH)
    os.chdir("/")
    _set_read_only(_AT_FDCWD, b"/", _AT_RECURSIVE)


def _enter_as_user() -> None:
    user, group = os.geteuid(), os.getegid()
    kernel.call("unshare", _ALL | _USER)
    Path("/proc/self/setgroups").write_text("deny", "ascii")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1", "ascii")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1", "ascii")


def _tree(path: Path) -> int:
    """A copy of the folder's mount, with what is mounted below, that nobody else sees."""
    flags = _OPEN_TREE_CLONE | _OPEN_TREE_CLOEXEC | _AT_RECURSIVE
    tree = kernel.syscall("open_tree", kernel.OPEN_TREE, _AT_FDCWD, os.fsencode(path), flags)
    _set_read_only(tree, b"", _AT_EMPTY_PATH | _AT_RECURSIVE)
    return tree


def _set_read_only(place: int, path: bytes, flags: int) -> None:
    attributes = struct.pack("<4Q", _READ_ONLY_NOSUID_NODEV, 0, 0, 0)
    kernel.syscall(
        "mount_setattr", kernel.MOUNT_SETATTR, place, path, flags, attributes, len(attributes)
    )


def _stand_in(place: Path, *, is_folder: bool) -> None:
    if is_folder:
        place.mkdir(parents=True, exist_ok=True)
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()

"""The second wall: of all files, a job reads those of the library and nothing else.

Landlock does not cover chmod, utime, xattr or stat; seccomp denies the first three, and `stat` is
left (a job without namespaces can learn that a file exists and how big it is; see docs/sandbox.md).

The ruleset is made once where jobs are forked from; each job puts itself under it.
"""

import ctypes
import os
import struct
from collections.abc import Sequence
from pathlib import Path

from sandbox_runner import kernel

_VERSION = 1  # a flag: ask for the version of the interface instead
_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
# Rights over files that a version of the interface knows; what is named and not granted is denied.
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_NET_SINCE, _NET_RIGHTS = 4, 0b11  # binding and connecting of TCP
_SCOPE_SINCE, _SCOPES = 6, 0b11  # abstract sockets, signals


def version() -> int:
    """The version of the interface. Raises Unavailable where the kernel has none."""
    try:
        return kernel.syscall("landlock", kernel.LANDLOCK_CREATE_RULESET, None, 0, _VERSION)
    except OSError as error:
        raise kernel.Unavailable(
            f"Landlock is not in this kernel or switched off: {error}"
        ) from error


def ruleset(readable: Sequence[Path]) -> int:
    """A descriptor of rules under which these can be read, and nothing else. Raises OSError."""
    known = version()
    rights = max(right for since, right in _FILE_RIGHTS.items() if since <= known)
    attributes = struct.pack("<Q", rights)
    if known >= _NET_SINCE:
        attributes += struct.pack("<Q", _NET_RIGHTS)
    if known >= _SCOPE_SINCE:
        attributes += struct.pack("<Q", _SCOPES)
    rules = kernel.syscall(
        "landlock", kernel.LANDLOCK_CREATE_RULESET, attributes, len(attributes), 0
    )
    for path in readable:
        _allow(rules, path)
    return rules


def restrict(rules: int) -> None:
    """Put this thread under the rules, for good. Needs no_new_privs. Raises OSError."""
    kernel.syscall("landlock", kernel.LANDLOCK_RESTRICT_SELF, rules, 0)


def _allow(rules: int, path: Path) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what cannot be reached cannot be read either
    rights = _READ_FILE | _READ_DIR if path.is_dir() else _READ_FILE
    beneath = ctypes.create_string_buffer(struct.pack("<Qi", rights, place))
    kernel.syscall("landlock", kernel.LANDLOCK_ADD_RULE, rules, _PATH_BENEATH, beneath, 0)
    os.close(place)

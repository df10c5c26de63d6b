"""The system calls that Python has no function for, through the C library.

Each raises OSError with the name of what failed. Nothing here decides anything; the walls do
(`namespaces`, `landlock`, `seccomp`, `privileges`). Importing it does no harm on any system;
calling it is for Linux.
"""

import ctypes
import os
import platform
import sys
from functools import cache

# Numbers that are the same on x86_64 and aarch64: all calls added since 2019.
OPEN_TREE, MOVE_MOUNT, MOUNT_SETATTR = 428, 429, 442
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
ARCHITECTURES = tuple(PIVOT_ROOT)


class Unavailable(Exception):
    """A wall cannot be raised here; the text says which, and what the kernel said."""


def architecture() -> str:
    """The machine's architecture. Raises Unavailable where the policy has no numbers for it."""
    if sys.platform != "linux":
        raise Unavailable(f"the sandbox needs Linux; this is {platform.system() or sys.platform}")
    machine = platform.machine()
    if machine not in ARCHITECTURES or sys.maxsize < 2**32:
        known = " and ".join(ARCHITECTURES)
        raise Unavailable(f"the sandbox knows the system calls of {known}; this is {machine}")
    return machine


def call(name: str, *arguments: object) -> int:
    """Call a function of the C library that gives -1 when it fails."""
    return _checked(name, getattr(_library(), name)(*map(_plain, arguments)))


def syscall(name: str, number: int, *arguments: object) -> int:
    """Make a system call by its number; `name` is for the error."""
    return _checked(name, _library().syscall(ctypes.c_long(number), *map(_plain, arguments)))


@cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _plain(argument: object) -> object:
    """Integers as wide as a register: ctypes would cut them to 32 bits."""
    return ctypes.c_ulong(argument) if isinstance(argument, int) else argument


def _checked(name: str, answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return answer

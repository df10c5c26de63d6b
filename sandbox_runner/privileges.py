"""What a process gives up before it meets a script: user, capabilities, ways to new ones."""

import ctypes
import os
import random
import signal
import struct
from pathlib import Path

from sandbox_runner import kernel

# Users that exist nowhere: between Debian's dynamic ones and `nobody`. Picked at random, so that
# two sandboxes of one host are strangers to each other.
_USERS = range(64_000, 65_500)
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT, _CAP_AMBIENT_CLEAR_ALL = 38, 47, 4
_CAPABILITY_VERSION = 0x20080522


def user_to_become() -> int | None:
    """A user that exists nowhere, for root; None for who is not root. Raises Unavailable.

    In a user namespace root may be but a name for an ordinary user outside, with nobody else to
    become: that one needs no change.
    """
    if os.geteuid() != 0:
        return None
    mapped = Path("/proc/self/uid_map").read_text("ascii").splitlines()
    ranges = [tuple(map(int, line.split())) for line in mapped]
    if any(start <= _USERS.start and _USERS.stop <= start + count for start, _, count in ranges):
        return random.SystemRandom().choice(_USERS)
    if all(outside != 0 for start, outside, _ in ranges if start == 0):
        return None
    raise kernel.Unavailable("root cannot become another user in this user namespace")


def become(user: int) -> None:
    """Become this user, in no group but its own. Raises OSError."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def drop_capabilities() -> None:
    """Give up all capabilities. Raises OSError."""
    kernel.call("prctl", _PR_CAP_AMBIENT, _CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = ctypes.create_string_buffer(struct.pack("<Ii", _CAPABILITY_VERSION, 0))
    kernel.call("capset", header, ctypes.create_string_buffer(24))


def seal(parent: int) -> None:
    """No new privileges; no look at its memory through /proc; die with the parent. Raises OSError.

    To be called after the last change of user or namespace: the kernel forgets the third then.
    """
    kernel.call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    kernel.call("prctl", _PR_SET_DUMPABLE, 0, 0, 0, 0)
    kernel.call("prctl", _PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)  # it died before it could be told of

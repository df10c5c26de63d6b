"""The hostile scripts once more, in a process of an ordinary user: `python ordinary_user.py TIER`.

Run by root it first becomes one; the interpreter may lie in a folder that only root can enter (a
home), so that folder is opened for it in a mount namespace of this process alone. Prints one JSON
object: the tier, how many attacks, and what was not held.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))

from sandbox_runner import Pool, kernel
from tests.sandbox_runner.hostile import (
    LIMITS,
    PRELOAD,
    TIMED_OUT_AFTER,
    Attack,
    armed,
    attacks,
    host,
    verdict,
)

_USER = 54_321
_MOUNTS, _BIND, _REC, _PRIVATE = 0x20000, 0x1000, 0x4000, 0x40000


def become_ordinary() -> None:
    """Give up root for good."""
    closed = [p for p in Path(sys.executable).resolve().parents if not p.stat().st_mode & 0o001]
    if closed:
        _open_home(closed[-1], Path(sys.base_prefix))
    os.setgroups([])
    os.setresgid(_USER, _USER, _USER)
    os.setresuid(_USER, _USER, _USER)
    # Becoming another user made the process unreadable to itself in /proc; a fresh one is not.
    os.execv(sys.executable, [sys.executable, *sys.argv])


def _open_home(home: Path, prefix: Path) -> None:
    """Put in the home's place an open folder with nothing in it but the interpreter."""
    kernel.call("unshare", _MOUNTS)
    kernel.call("mount", b"none", b"/", None, _REC | _PRIVATE, None)
    held = os.open(prefix, os.O_PATH)
    kernel.call("mount", b"home", bytes(home), b"tmpfs", 0, b"mode=755")
    prefix.mkdir(parents=True)
    kernel.call("mount", f"/proc/self/fd/{held}".encode(), bytes(prefix), None, _BIND, None)
    os.close(held)


def main() -> None:
    if os.geteuid() == 0:
        become_ordinary()
    with host() as target, Pool(tier=sys.argv[1], preload=PRELOAD, limits=LIMITS) as pool:

        def wrong_with(attack: Attack) -> str | None:
            timeout = TIMED_OUT_AFTER if attack.ending == "timed_out" else 5
            return verdict(attack, pool.run(armed(attack, target), timeout=timeout))

        before = target.state()
        with ThreadPoolExecutor(4) as threads:
            wrongs = zip(attacks(), threads.map(wrong_with, attacks()), strict=True)
            lost = {attack.name: wrong for attack, wrong in wrongs if wrong}
        if target.state() != before:
            lost["the host"] = "something was changed"
    told = {"user": os.geteuid(), "tier": pool.tier, "attacks": len(attacks()), "lost": lost}
    sys.stdout.write(json.dumps(told | {"refusal": pool.refusal}) + "\n")


if __name__ == "__main__":
    main()

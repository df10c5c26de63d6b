"""What a process asks of its C library and of Python, so that big answers hold nobody up.

Pages of a big estate are megabytes each, and pass through many threads. The C library would keep
for each of these threads what it once needed: half a gigabyte that nobody uses. Python, when many
objects have been made, looks for circles among all that there are, while everybody waits: a third
of a second, with the clouds' SDKs loaded. And a thread that computes lets the others go on only so
often.

A command is started anew for each question: what libraries do for long computations costs it more
than it gains.
"""

import atexit
import ctypes
import gc
import os
import sys
from importlib.abc import MetaPathFinder

# glibc's `mallopt`: buffers as large as a page of a cloud's answer are borrowed one by one, and
# small ones from two places for all threads, which under Python's lock are no slower than sixteen.
_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
PAGE_BYTES, ARENAS = 1 << 20, 2
# Objects made before Python looks among the new ones; after how many of such looks it looks among
# those that were left, and after how many of these among all. A microsecond an object: it is short
# looks that nobody notices, and what a big answer is made of needs none.
LOOK_AFTER = (1_000, 10, 500)
# Python's own is five times as long; an acknowledgement takes about ten turns.
TURN_SECONDS = 0.001


class _NotHere(MetaPathFinder):
    """A library that others load where they find it, and nothing here uses."""

    def find_spec(self, name: str, *_: object) -> None:
        """Raise ModuleNotFoundError for pandas; leave all else to the other finders."""
        if name == "pandas":
            raise ModuleNotFoundError("pandas is for scripts, not for the bot", name=name)


def begin() -> None:
    """Before any library is loaded: what loads many must not be looked through all the while.

    numpy's algebra, which we use for small things alone, would wait for work with a thread for each
    processor: a tenth of a second of their time. Arrow loads pandas for its first table, half a
    second, wherever it is installed; here only scripts compute with it, in a process of their own.
    """
    gc.set_threshold(*LOOK_AFTER)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if not any(isinstance(finder, _NotHere) for finder in sys.meta_path):
        sys.meta_path.insert(0, _NotHere())


def give_back() -> None:
    """Hold to it from now on; where the C library is another one, nothing is done."""
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, PAGE_BYTES)
        mallopt(_ARENA_MAX, ARENAS)
        _give_back_from_arrow()


def _give_back_from_arrow() -> None:
    """Its own allocator keeps as much again for each thread; where it is loaded later, it is told.

    A question whose answer is kept does without it.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    if arrow := sys.modules.get("pyarrow"):
        arrow.set_memory_pool(arrow.system_memory_pool())


def settle() -> None:
    """What has been made so far is there to stay: it is not looked through any more."""
    gc.set_threshold(*LOOK_AFTER)
    gc.freeze()
    # At the end it has to be let go, or libraries complain of what is left.
    atexit.register(gc.unfreeze)


def listen_closely() -> None:
    """For a server: who waits for a request gets its turn soon, though others compute."""
    sys.setswitchinterval(TURN_SECONDS)

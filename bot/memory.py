"""Memory that is given back to the machine.

Pages of a big estate are megabytes each, and pass through many threads. The C library would keep
for each of these threads what it once needed: half a gigabyte that nobody uses.
"""

import ctypes
import sys

import pyarrow as pa

# glibc's `mallopt`: buffers as large as a page of a cloud's answer are borrowed one by one, and
# small ones from two places for all threads, which under Python's lock are no slower than sixteen.
_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
PAGE_BYTES, ARENAS = 1 << 20, 2


def give_back() -> None:
    """Hold to it from now on; where the C library is another one, nothing is done."""
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, PAGE_BYTES)
        mallopt(_ARENA_MAX, ARENAS)
        # Arrow's own allocator keeps as much again for each thread.
        pa.set_memory_pool(pa.system_memory_pool())

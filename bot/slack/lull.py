"""Acknowledgements first: work waits for a moment in which nothing arrives.

Answering takes the interpreter's lock, and each thread that computes delays the loop that has to
acknowledge. When two hundred people ask at once, all of them are acknowledged before the first
answer is begun.
"""

import asyncio
import time

# Without a request for so long, in seconds, the burst is over; nobody notices that wait.
LULL_S = 0.02
# Where they never stop arriving, work begins all the same.
MOST_S = 1.0


class Lull:
    """When something last arrived; for one event loop."""

    def __init__(self) -> None:
        self._arrived = 0.0

    def stir(self) -> None:
        """Something arrived."""
        self._arrived = time.monotonic()

    async def wait(self) -> None:
        """Until nothing has arrived for a moment."""
        began = time.monotonic()
        while (now := time.monotonic()) < min(self._arrived + LULL_S, began + MOST_S):
            await asyncio.sleep(min(self._arrived + LULL_S, began + MOST_S) - now)

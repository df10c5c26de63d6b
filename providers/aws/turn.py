"""Who computes: one thread at a time, while the others wait for the network.

Python runs one thread at once, whatever we do. Many that want to run at the same time only take
turns every few milliseconds, which costs half as much again, and keeps everybody else waiting for
all of them: a chat's acknowledgement for a third of a second. So whoever writes a request or reads
an answer does it in turn, and leaves while its call is under way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, local


class Turn:
    """The turn to compute. A thread that has it may take it again; leaving ends it."""

    def __init__(self) -> None:
        """Nobody's."""
        self._lock, self._mine = Lock(), local()

    def take(self) -> None:
        """Wait until it is ours. Nothing that waits for another thread may be done with it."""
        if not getattr(self._mine, "taken", False):
            self._lock.acquire()
            self._mine.taken = True

    def leave(self) -> None:
        """Let the next one have it; nothing happens where it is not ours."""
        if getattr(self._mine, "taken", False):
            self._mine.taken = False
            self._lock.release()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Inside it is ours, unless it was left for a call."""
        self.take()
        try:
            yield
        finally:
            self.leave()


# One for the process, as Python's own lock is.
TURN = Turn()

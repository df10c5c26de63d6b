"""Once a day, while the server runs: keep how the inventory is, for who asks later how it was.

A day that `finops sync` or another server has kept is not read again.
"""

import logging
from collections.abc import Callable
from datetime import date
from threading import Event, Thread

from bot.clock import Clock
from finops.warehouse.snapshots import Taken

log = logging.getLogger(__name__)
# Seconds. Whoever starts a server asks something first; a day is long enough to wait for.
GLANCE_EVERY = 3600.0


class Daily:
    """A thread that does `take` on each day that it sees, again where it failed."""

    def __init__(self, take: Callable[[], Taken], now: Clock, every: float = GLANCE_EVERY) -> None:
        """Nothing runs yet. `every` is how often the day is looked at, in seconds."""
        self._take, self._now, self._every = take, now, every
        self._stop = Event()
        self._thread = Thread(target=self._run, name="daily", daemon=True)

    def start(self) -> None:
        """Begin to wait for the first glance."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more; one that has begun is left to the end of the process."""
        self._stop.set()

    def _run(self) -> None:
        done: date | None = None
        while not self._stop.wait(self._every):
            if (today := self._now().date()) == done:
                continue
            try:
                taken = self._take()
            except Exception:  # the thread's last resort: logged, and tried at the next glance
                log.exception("today's snapshot failed")
                continue
            done = today
            log.info("kept today's snapshot: %s", dict(taken.counts))

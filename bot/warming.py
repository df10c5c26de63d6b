"""While the server runs: what is asked often is read anew before it is asked again.

Inventory alone: it costs the clouds nothing, while metrics are billed for each that is asked. What
is asked often is learnt from the answers of the last hours and forgotten with them, so that nobody
reads at night what is asked by day.
"""

import logging
from collections import Counter, deque
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Lock, Thread
from time import monotonic

from bot.ask import Person
from finops.answer import Answer
from intents.query import parse
from providers.base import Scope
from providers.model import Call

log = logging.getLogger(__name__)
# Seconds. Less than inventory is fresh for: what would become too old before the next time is read.
EVERY = 240.0
# Asked so many times within so many seconds is asked often.
OFTEN, RECENT = 3, 2 * 3600.0
# The most that is remembered, and the most that is kept warm.
MOST_REMEMBERED, MOST_WARM = 1_000, 10

# A subject, and the part of the estate that it was asked of.
Part = tuple[str, Scope]


class Warming:
    """A `Watcher` that learns, and a thread that does `read` for what it has learnt."""

    def __init__(
        self,
        read: Callable[[str, Scope, timedelta], object],
        clock: Callable[[], float] = monotonic,
        every: float = EVERY,
    ) -> None:
        """Nothing runs yet. `every` is how often it is looked at, in seconds.

        `read` has a subject of a part of the estate fresh for the given time.
        """
        self._read, self._clock, self._every = read, clock, every
        self._asked: deque[tuple[float, Part]] = deque(maxlen=MOST_REMEMBERED)
        self._lock, self._stop = Lock(), Event()
        self._thread = Thread(target=self._run, name="warming", daemon=True)

    def answered(self, answer: Answer, person: Person) -> None:  # noqa: ARG002 - a Watcher's
        """Learn what was asked about."""
        if not answer.query or answer.outcome not in ("answered", "partial"):
            return
        query = parse(answer.query)
        if query.subject != "cost":
            with self._lock:
                part = (query.subject, Scope(query.accounts, query.regions))
                self._asked.append((self._clock(), part))

    def called(self, call: Call) -> None:
        """Calls tell nothing of what is asked often."""

    def start(self) -> None:
        """Begin to wait."""
        self._thread.start()

    def stop(self) -> None:
        """Read no more; what has begun is left to the end of the process."""
        self._stop.set()

    def often(self) -> list[Part]:
        """What was asked often of late, the most asked first."""
        since = self._clock() - RECENT
        with self._lock:
            counts = Counter(part for at, part in self._asked if at >= since)
        return [part for part, n in counts.most_common(MOST_WARM) if n >= OFTEN]

    def _run(self) -> None:
        while not self._stop.wait(self._every):
            for subject, scope in self.often():
                try:
                    self._read(subject, scope, timedelta(seconds=self._every))
                except Exception:  # the thread's last resort: whoever asks reads it; it is logged
                    log.exception("%s was not read ahead", subject)

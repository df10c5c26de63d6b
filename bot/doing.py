"""What a question is waiting for, from the thread that reads to the surface that says so."""

from threading import Lock

# A person who waits looks about so often; chat services take no more of us. Seconds.
NEWS_EVERY_S = 4.0


class Doing:
    """Takes progress, one short sentence at a time, from any thread; gives the latest, once."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self._lock = Lock()
        self._said: str | None = None

    def say(self, said: object) -> None:
        """In the place of what was said before."""
        with self._lock:
            self._said = str(said)

    def news(self) -> str | None:
        """What was said last; None where that was given already, or nothing was said."""
        with self._lock:
            said, self._said = self._said, None
        return said

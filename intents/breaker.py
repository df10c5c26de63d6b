"""A circuit breaker: what failed time and again is left alone for a while.

Closed, everything passes. After FAILURES in a row it is open, and nothing passes for REST_S. Then
one caller may try: success closes it, failure opens it for as long again. Time is passed in as a
clock that only runs forward. Safe to use from several threads.
"""

from collections.abc import Callable
from threading import Lock

# Fewer would let two unlucky seconds shut the model out; more would let people wait in vain.
FAILURES = 5
# As long as the API's own limits take to refill.
REST_S = 60.0


class Breaker:
    """One breaker, for one thing that can fail."""

    def __init__(
        self, tick: Callable[[], float], failures: int = FAILURES, rest_s: float = REST_S
    ) -> None:
        self._tick = tick
        self._most, self._rest_s = failures, rest_s
        self._lock = Lock()
        self._failures = 0
        self._closed_again_at = 0.0

    def lets_pass(self) -> bool:
        """Whether to try; whoever is let pass tells how it ended."""
        with self._lock:
            if self._failures < self._most:
                return True
            now = self._tick()
            if now < self._closed_again_at:
                return False
            # Others wait until this one has come back.
            self._closed_again_at = now + self._rest_s
            return True

    def rests_s(self) -> float:
        """For how many seconds nothing will pass."""
        with self._lock:
            is_open = self._failures >= self._most
            return max(self._closed_again_at - self._tick(), 0.0) if is_open else 0.0

    def ended(self, *, well: bool) -> None:
        """How a try ended."""
        with self._lock:
            self._failures = 0 if well else self._failures + 1
            if self._failures >= self._most:
                self._closed_again_at = self._tick() + self._rest_s

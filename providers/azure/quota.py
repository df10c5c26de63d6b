"""How often Resource Graph may be asked: its quota, kept by ourselves so that it need not refuse.

Azure lets a user ask 15 times in five seconds, and says with each answer how much of that is left
and when it is whole again (https://learn.microsoft.com/azure/governance/resource-graph/concepts/
guidance-for-throttled-requests). Others may share the quota with us: its word goes before ours.
"""

import re
import time
from collections.abc import Mapping
from threading import Lock

# Until Azure has said otherwise.
QUERIES, WINDOW_SECONDS = 15, 5.0
REMAINING, RESETS_AFTER = "x-ms-user-quota-remaining", "x-ms-user-quota-resets-after"
# A clock of ours that runs ahead of Azure's would ask too soon.
_MARGIN_SECONDS = 0.05
_SPAN = re.compile(r"(\d{1,2}):(\d\d):(\d\d(?:\.\d+)?)")


class Quota:
    """A window of queries, shared by the threads of a session."""

    def __init__(self) -> None:
        """Whole, and nothing on its way."""
        self._lock = Lock()
        self._left = QUERIES
        self._on_the_way = 0
        self._whole_at = 0.0

    def take(self) -> None:
        """Return when a query may be sent; waits until the next window where none is left."""
        while (wait := self._take()) > 0:
            time.sleep(wait)

    def learn(self, headers: Mapping[str, str]) -> None:
        """Take what an answer says of the quota; an answer that says nothing changes nothing."""
        remaining, resets = headers.get(REMAINING, ""), seconds(headers.get(RESETS_AFTER))
        with self._lock:
            self._on_the_way = max(0, self._on_the_way - 1)
            if remaining.isdigit() and resets is not None:
                # Those that are on their way are not counted in it yet.
                self._left = max(0, int(remaining) - self._on_the_way)
                self._whole_at = time.monotonic() + resets + _MARGIN_SECONDS

    def _take(self) -> float:
        """Take one and give 0, or give how long to wait, in seconds."""
        with self._lock:
            now = time.monotonic()
            if now >= self._whole_at:
                self._left, self._whole_at = QUERIES, now + WINDOW_SECONDS
            if self._left == 0:
                return self._whole_at - now
            self._left -= 1
            self._on_the_way += 1
            return 0.0


def seconds(said: str | None) -> float | None:
    """The seconds of "hh:mm:ss".

    >>> seconds("00:00:05")
    5.0
    """
    found = _SPAN.fullmatch(said or "")
    if not found:
        return None
    hours, minutes, rest = found.groups()
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)

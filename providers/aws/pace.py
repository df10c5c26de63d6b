"""How fast AWS may be asked, so that it has nothing to refuse.

AWS gives each account a bucket of tokens for each region and API: a call takes one, and some come
back a second. A refused call is tried again a while later, which is slower than to have waited, and
takes from what the company's own tools may ask. A tenth is left to them.
"""

import time
from dataclasses import dataclass, field
from threading import Lock

from providers.aws.place import Place

SHARE = 0.9
# At most, and a second. EC2: "Request throttling for the Amazon EC2 API", of Describe* actions that
# are paged or filtered. CloudWatch: "CloudWatch service quotas", the points those of GetMetricData
# from more than three hours ago. Other services document no figures for what we ask.
LIMITS: dict[str, tuple[float, float]] = {
    "EC2": (100, 20),
    "CloudWatch GetMetricData": (50, 50),
    "points": (396_000, 396_000),
}


@dataclass(slots=True)
class Bucket:
    """Tokens that come back with time; `now` is of the monotonic clock, in seconds."""

    most: float
    rate: float
    now: float
    left: float = field(init=False)

    def __post_init__(self) -> None:
        """It begins full."""
        self.left = self.most

    def take(self, tokens: float, now: float) -> float:
        """Take them, now or ahead of time: the seconds to wait until they are there."""
        self.left = min(self.most, self.left + (now - self.now) * self.rate) - tokens
        self.now = now
        return max(0.0, -self.left / self.rate)


class Pace:
    """The buckets of all places. Safe to share between threads."""

    def __init__(self) -> None:
        """All of them are full."""
        self._lock = Lock()
        self._buckets: dict[tuple[str, str, str], Bucket] = {}

    def wait(self, place: Place, source: str, points: int = 0) -> float:
        """Seconds to wait before a call to `source` ("EC2 DescribeVolumes") at `place`.

        `points` is how many points of metrics the call will answer with. The call is counted.
        """
        # EC2 has one limit for each action; the others are named whole.
        limit = "EC2" if source.startswith("EC2 ") else source
        waits = [self._take(place, source, limit, 1)] if limit in LIMITS else []
        if points:
            waits.append(self._take(place, "points", "points", points))
        return max(waits, default=0.0)

    def _take(self, place: Place, what: str, limit: str, tokens: float) -> float:
        most, rate = LIMITS[limit]
        with self._lock:
            now, key = time.monotonic(), (place.account.id, place.region, what)
            if key not in self._buckets:
                self._buckets[key] = Bucket(most * SHARE, rate * SHARE, now)
            return self._buckets[key].take(tokens, now)

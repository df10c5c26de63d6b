"""What time it is. Only here is the clock read: everything below is given `now` as a value."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The real time, aware, in UTC."""
    return datetime.now(UTC)


def clock(frozen: datetime | None) -> Clock:
    """A clock that stands still at `frozen` (FINOPS_NOW), or the real one."""
    if frozen is None:
        return utc_now
    still = frozen.astimezone(UTC)
    return lambda: still

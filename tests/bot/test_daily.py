"""The server keeps a snapshot of each day that it sees, once."""

import threading
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.daily import Daily
from finops.warehouse.snapshots import Taken

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)


def test_a_day_is_kept_once_and_a_failure_is_tried_again() -> None:
    tries, done, glances = list[datetime](), threading.Event(), count()

    def now() -> datetime:
        return NOON + timedelta(days=next(glances) // 10)

    def take() -> Taken:
        tries.append(NOON)
        if len(tries) == 1:
            raise OSError("the disk is full")
        if len(tries) == 3:
            done.set()
        return Taken({"vm": 1})

    daily = Daily(take, now, every=0.001)
    daily.start()
    assert done.wait(5)
    daily.stop()
    # The failure, the first day, and the next one, which begins with the tenth glance.
    assert len(tries) == 3
    assert next(glances) > 10

"""What is a little old is answered at once, and read anew behind."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pyarrow as pa
import pytest

from providers import behind
from providers.behind import Kept
from providers.cache import Cache
from providers.cache import Kept as Held
from providers.context import Context
from providers.errors import Throttled
from providers.model import Fetched

COLUMNS = pa.schema([("id", pa.string())])
KEY = ("aws", "vm")
ONCE = Context(datetime(2026, 11, 18, 12, tzinfo=UTC))
SERVING = replace(ONCE, stale_limit=timedelta(minutes=30))


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(Cache(tmp_path), KEY, COLUMNS)


@pytest.fixture
def aged(kept: Kept) -> Callable[[int], None]:
    """Keep a table that was read so many minutes ago."""

    def keep(minutes: int) -> None:
        held = Held(time.time() - 60 * minutes, Fetched((table("old"),)))
        kept.cache.keep_tables(KEY, COLUMNS, held)

    return keep


def table(name: str) -> pa.Table:
    return pa.Table.from_pylist([{"id": name}], schema=COLUMNS)


class Cloud:
    """Tells who asked; `asked` is set when it was."""

    def __init__(self) -> None:
        self.asked, self.contexts = Event(), list[Context]()

    def read(self, context: Context) -> Fetched[pa.Table]:
        self.contexts.append(context)
        self.asked.set()
        return Fetched((table("new"),))


def ids(found: Fetched[pa.Table] | None) -> list[str] | None:
    return None if found is None else [row["id"] for t in found.items for row in t.to_pylist()]


def settled(kept: Kept) -> list[str] | None:
    """What is kept once what is under way has ended."""
    until = time.monotonic() + 5
    while behind._under_way and time.monotonic() < until:
        time.sleep(0.01)
    return ids(kept.cache.tables_known(KEY, COLUMNS, timedelta(minutes=5)))


def test_what_will_soon_be_too_old_is_read_where_that_is_asked(
    kept: Kept, aged: Callable[[int], None]
) -> None:
    aged(4)
    cloud, ahead = Cloud(), replace(ONCE, age_limit=ONCE.age_limit - timedelta(minutes=4))
    assert ids(behind.job("aws", kept, ONCE, cloud.read).known()) == ["old"]
    job = behind.job("aws", kept, ahead, cloud.read)
    assert job.known() is None
    assert ids(job.fetch()) == ["new"]


def test_a_little_old_is_answered_and_read_anew(kept: Kept, aged: Callable[[int], None]) -> None:
    aged(10)
    cloud = Cloud()
    said = list[object]()
    asking = replace(SERVING, tell=said.append, deadline=time.monotonic())
    assert ids(behind.job("aws", kept, asking, cloud.read).known()) == ["old"]
    assert cloud.asked.wait(5)
    assert settled(kept) == ["new"]
    (context,) = cloud.contexts
    assert context.deadline is None
    context.tell("progress")
    assert said == []


@pytest.mark.parametrize(("context", "minutes"), [(ONCE, 10), (SERVING, 31)])
def test_what_is_too_old_is_not_answered(
    kept: Kept, aged: Callable[[int], None], context: Context, minutes: int
) -> None:
    aged(minutes)
    cloud = Cloud()
    job = behind.job("aws", kept, context, cloud.read)
    assert job.known() is None
    assert not cloud.asked.is_set()
    assert ids(job.fetch()) == ["new"]


def test_what_is_fresh_is_not_read_anew(kept: Kept, aged: Callable[[int], None]) -> None:
    aged(1)
    cloud = Cloud()
    assert ids(behind.job("aws", kept, SERVING, cloud.read).known()) == ["old"]
    assert settled(kept) == ["old"]
    assert not cloud.asked.is_set()


def test_it_is_read_once_however_often_it_is_asked(kept: Kept, aged: Callable[[int], None]) -> None:
    aged(10)
    cloud, go_on = Cloud(), Event()

    def slow(context: Context) -> Fetched[pa.Table]:
        go_on.wait(5)
        return cloud.read(context)

    job = behind.job("aws", kept, SERVING, slow)
    assert [ids(job.known()) for _ in range(5)] == [["old"]] * 5
    go_on.set()
    assert settled(kept) == ["new"]
    assert len(cloud.contexts) == 1


def test_what_the_cloud_refuses_leaves_what_was_kept(
    kept: Kept, aged: Callable[[int], None]
) -> None:
    aged(10)

    def refused(_: Context) -> Fetched[pa.Table]:
        raise Throttled("aws", "Throttling", "ask again")

    job = behind.job("aws", kept, SERVING, refused)
    assert ids(job.known()) == ["old"]
    settled(kept)
    assert ids(job.known()) == ["old"]

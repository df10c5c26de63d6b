"""The cache: fresh or fetched, whole or not kept, one fetch at a time, no error, no pickle."""

import multiprocessing
import os
import pickle
import sqlite3
import stat
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import diskcache
import pyarrow as pa
import pytest

from providers import cache as module
from providers.cache import Cache, Kept, Record
from providers.model import Fetched, Gap, Source

KEY = ("aws", "1", "eu-west-1", "vm")
MINUTES = timedelta(minutes=5)
SCHEMA = pa.schema([("id", pa.string()), ("tags", pa.map_(pa.string(), pa.string()))])
READ = datetime(2026, 11, 18, 12, tzinfo=UTC)


class Counted:
    """A fetch that knows how often it ran."""

    def __init__(self, fetched: Fetched[Record]) -> None:
        self.fetched, self.times = fetched, 0

    def __call__(self) -> Fetched[Record]:
        self.times += 1
        return self.fetched


def some(**record: str | None) -> Fetched[Record]:
    return Fetched((record,), (), (Source("S", READ, calls=3),))


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def test_what_was_read_is_given_again_without_calls_and_with_its_time(cache: Cache) -> None:
    fetch = Counted(some(id="a", name=None))
    first = cache.records(KEY, MINUTES, fetch)
    again = cache.records(KEY, MINUTES, fetch)
    assert fetch.times == 1
    assert first.sources == (Source("S", READ, calls=3),)
    assert again == Fetched(({"id": "a", "name": None},), (), (Source("S", READ, cached=True),))


def test_nothing_there_is_an_answer_too(cache: Cache) -> None:
    fetch = Counted(Fetched())
    cache.records(KEY, MINUTES, fetch)
    assert cache.records(KEY, MINUTES, fetch) == Fetched()
    assert fetch.times == 1


def test_tables_come_back_as_they_were(cache: Cache) -> None:
    table = pa.Table.from_pylist([{"id": "é", "tags": {"a": "b"}}, {"id": None}], schema=SCHEMA)
    cache.tables(KEY, SCHEMA, MINUTES, lambda: Fetched((table, table.slice(1))))
    known = cache.tables_known(KEY, SCHEMA, MINUTES)
    assert known
    assert [each.to_pylist() for each in known.items] == [
        table.to_pylist(),
        table.slice(1).to_pylist(),
    ]


def test_a_table_of_another_release_is_read_again(cache: Cache) -> None:
    cache.tables(KEY, SCHEMA, MINUTES, lambda: Fetched((SCHEMA.empty_table(),)))
    other = pa.schema([("id", pa.string())])
    assert cache.tables_known(KEY, other, MINUTES) is None


def test_what_came_with_a_gap_is_given_and_forgotten(cache: Cache) -> None:
    partial: Fetched[Record] = Fetched(({"id": "a"},), (Gap("w", "y", "f"),))
    fetch = Counted(partial)
    assert cache.records(KEY, MINUTES, fetch).gaps
    assert cache.records_known(KEY, MINUTES) is None
    cache.records(KEY, MINUTES, fetch)
    assert fetch.times == 2


def test_a_failed_refresh_leaves_the_old_value_in_place(cache: Cache) -> None:
    cache.records(KEY, MINUTES, lambda: some(id="old"))
    failed: Fetched[Record] = Fetched((), (Gap("w", "y", "f"),))
    assert cache.records(KEY, timedelta(0), lambda: failed) == failed
    known = cache.records_known(KEY, MINUTES)
    assert known
    assert known.items == ({"id": "old"},)


def test_an_exception_is_not_kept_and_lets_the_next_one_in(cache: Cache) -> None:
    def broken() -> Fetched[Record]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cache.records(KEY, MINUTES, broken)
    assert cache.records(KEY, MINUTES, lambda: some(id="a")).items == ({"id": "a"},)


@pytest.mark.parametrize("age", [301.0, -60.0])
def test_what_is_old_or_of_a_time_to_come_is_read_again(cache: Cache, age: float) -> None:
    kept = Kept(time.time() - age, Fetched((SCHEMA.empty_table(),)))
    cache.keep_tables(KEY, SCHEMA, kept)
    assert cache.tables_known(KEY, SCHEMA, MINUTES) is None


def test_keys_that_only_look_alike_are_apart(cache: Cache) -> None:
    cache.records(("a", "b,c"), MINUTES, lambda: some(id="1"))
    assert cache.records_known(("a,b", "c"), MINUTES) is None
    assert cache.records_known(("a", "b", "c"), MINUTES) is None


def test_threads_that_ask_at_once_share_one_fetch(cache: Cache) -> None:
    times: list[int] = []

    def slow() -> Fetched[Record]:
        times.append(1)
        time.sleep(0.2)
        return some(id="a")

    found: list[Fetched[Record]] = []
    threads = [
        threading.Thread(target=lambda: found.append(cache.records(KEY, MINUTES, slow)))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(times) == 1
    assert [each.items for each in found] == [({"id": "a"},)] * 6


def _read_slowly(folder: Path, marks: Path) -> None:
    def slow() -> Fetched[Record]:
        (marks / str(os.getpid())).touch()
        time.sleep(0.5)
        return some(id="a")

    Cache(folder).records(KEY, MINUTES, slow)


def _take_and_die(folder: Path) -> None:
    def die() -> Fetched[Record]:
        os._exit(1)

    Cache(folder).records(KEY, MINUTES, die)


def _run(target: Callable[..., None], *given: Path, count: int = 1) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=target, args=given) for _ in range(count)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)


def test_processes_that_ask_at_once_share_one_fetch(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    _run(_read_slowly, tmp_path / "cache", marks, count=2)
    assert len(list(marks.iterdir())) == 1


def test_a_holder_that_died_is_not_waited_for(tmp_path: Path) -> None:
    _run(_take_and_die, tmp_path / "cache")
    began = time.monotonic()
    found = Cache(tmp_path / "cache").records(KEY, MINUTES, lambda: some(id="a"))
    assert found.items == ({"id": "a"},)
    assert time.monotonic() - began < 5


def test_a_holder_that_hangs_is_not_waited_for_forever(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.3)
    with cache.alone(KEY):
        found = cache.records(KEY, MINUTES, lambda: some(id="a"))
    assert found.items == ({"id": "a"},)


def test_the_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o755)
    Cache(folder).records(KEY, MINUTES, lambda: some(id="a"))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


class Bomb:
    """What pickle would run."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (os.putenv, ("FINOPS_TEST_BOMB",))


def test_pickle_is_neither_written_nor_read(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    ours = Cache(folder)
    ours.records(KEY, MINUTES, lambda: some(id="a"))
    disk = ours._disk
    assert disk is not None
    for value in ({"a": 1}, None, "text", 1):
        with pytest.raises(TypeError):
            disk.set("k", value)
    with pytest.raises(TypeError):
        disk.set(("k",), b"")
    # Somebody who can write the folder leaves a pickle under our key.
    with sqlite3.connect(folder / "cache.db") as db:
        db.execute(
            "UPDATE Cache SET mode = ?, value = ?, filename = NULL",
            (diskcache.core.MODE_PICKLE, pickle.dumps(Bomb())),
        )
    db.close()
    assert Cache(folder).records_known(KEY, MINUTES) is None


@pytest.mark.parametrize("value", [b"", b"{}", b"\xff\n", b'{"read_at": 1e18}\n', b"[1]\nxx"])
def test_an_unreadable_value_is_a_miss(cache: Cache, value: bytes) -> None:
    cache.records(KEY, MINUTES, lambda: some(id="a"))
    assert cache._disk is not None
    for name in list(cache._disk):
        cache._disk.set(name, value)
    assert cache.records_known(KEY, MINUTES) is None
    assert cache.records(KEY, MINUTES, lambda: some(id="b")).items == ({"id": "b"},)
    assert cache.records_known(KEY, MINUTES)


def test_a_value_that_was_cut_off_is_a_miss(cache: Cache) -> None:
    table = pa.Table.from_pylist([{"id": "a" * 100}] * 1000, schema=SCHEMA)
    cache.tables(KEY, SCHEMA, MINUTES, lambda: Fetched((table,)))
    assert cache._disk is not None
    for name in list(cache._disk):
        cache._disk.set(name, cache._disk.get(name)[:-10])
    assert cache.tables_known(KEY, SCHEMA, MINUTES) is None


def test_a_corrupt_cache_is_begun_anew(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    (folder / "cache.db").write_bytes(b"not a database" * 1000)
    cache = Cache(folder)
    assert cache.records(KEY, MINUTES, lambda: some(id="a")).items == ({"id": "a"},)
    assert cache.records_known(KEY, MINUTES)


def test_a_place_where_nothing_can_be_kept_is_a_miss(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = Cache(tmp_path / "file" / "cache")
    fetch = Counted(some(id="a"))
    assert cache.records(KEY, MINUTES, fetch).items == ({"id": "a"},)
    assert cache.records(KEY, MINUTES, fetch).items == ({"id": "a"},)
    assert fetch.times == 2


def test_nothing_is_made_before_it_is_used(tmp_path: Path) -> None:
    Cache(tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def refused(matters: bool = True) -> Fetched[Record]:
    gap = Gap("aws 1", "AccessDenied: ec2:DescribeX", "grant it", matters=matters, denied=True)
    return Fetched((), (gap,), (Source("S", READ, calls=1),))


def test_a_refusal_is_kept_with_its_time_for_five_minutes(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = Counted(refused())
    first = cache.records(KEY, timedelta(hours=1), fetch)
    again = cache.records(KEY, timedelta(hours=1), fetch)
    assert fetch.times == 1
    assert again.gaps == first.gaps == refused().gaps
    assert again.gaps[0].asked_at is not None
    assert again.gaps[0].asked_at == first.gaps[0].asked_at
    (rests_on,) = again.sources[0].rests_on or ()
    assert rests_on.is_current()
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 5 * 60)
    assert not rests_on.is_current()
    cache.records(KEY, timedelta(hours=1), fetch)
    assert fetch.times == 2


def test_a_refusal_beside_another_trouble_is_not_kept(cache: Cache) -> None:
    late = Gap("aws 1", "TimedOut", "ask again")
    fetch = Counted(refused() + Fetched((), (late,)))
    for _ in range(2):
        assert cache.records(KEY, MINUTES, fetch).gaps[0].asked_at is None
    assert fetch.times == 2


def test_whoever_wants_to_know_it_now_is_given_no_refusal_of_before(
    cache: Cache, tmp_path: Path
) -> None:
    cache.records(KEY, MINUTES, Counted(refused()))
    doctors, fetch = Cache(tmp_path / "cache", refused_for=timedelta(0)), Counted(some(id="a"))
    assert doctors.records(KEY, MINUTES, fetch).items
    assert fetch.times == 1

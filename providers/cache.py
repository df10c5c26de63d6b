"""What was read from a cloud, kept on disk for a few minutes and shared by every process.

    cache.tables(key, schema, max_age, fetch)     Arrow tables, as IPC
    cache.records(key, max_age, fetch)            small JSON objects of text
    cache.tables_known(…), cache.records_known(…) the same, without fetching: None if not fresh
    cache.kept_bytes(key), cache.keep_bytes(…)    what was made of them, by who knows its worth

What must hold:

- Values are bytes; pickle is never written or read, for it runs whatever is in the file. The folder
  is for its owner alone (0700).
- What came with a gap that matters is given to its asker and forgotten. Only a refusal is kept, for
  `REFUSED_FOR` at most: a permission that is missing stays so until somebody grants it. A stale
  value stays until it is replaced.
- One fetch at a time for a key, over threads and processes. A holder that died is not waited for,
  one that hangs at most `PATIENCE`; then the next one fetches too: reading twice is harmless.
- Age is measured by the machine's clock, not by the question's `now`, which may be frozen.
- The sources of what is kept say so (`Source.rests_on`), that an answer made of it can be kept too.
- The cache is a convenience. Broken, full or forbidden, it is a miss and never an error.

A key is a tuple of text: (cloud, credentials, account, region, subject, …), whatever tells two
answers apart. Facts are kept before they are narrowed to a person.
"""

# mypy: allow-untyped-calls
# (diskcache has no types)

import logging
import os
import platform
import shutil
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import diskcache
import orjson

from providers.model import REFUSED_FOR, Fetched, Gap, Source

if TYPE_CHECKING:
    import pyarrow as pa

log = logging.getLogger(__name__)
T = TypeVar("T")

Key = tuple[str, ...]
Record = Mapping[str, str | None]

# Changes when the layout of a value does: older ones are then misses.
FORMAT = "3"
# How long one waits for another's fetch of the same key, in seconds: a cold page of 1,000 VMs takes
# about one, a big place about ten.
PATIENCE = 30.0
_STEP = 0.02
# Who holds a lock: host and process.
_HOST = platform.node().replace(" ", "") or "here"
# SQLite's own wait for a lock, in seconds; longer than any write, shorter than a person's patience.
_BUSY = 5.0
# What a cache that is broken, full, locked or forbidden raises.
_TROUBLE = (OSError, sqlite3.Error, diskcache.Timeout, ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """What was read, and when: seconds of the machine's clock."""

    read_at: float
    fetched: Fetched[T]


@dataclass(frozen=True, slots=True)
class _Codec(Generic[T]):
    encode: Callable[[T], bytes]
    decode: Callable[[memoryview], T]


@dataclass(frozen=True, slots=True)
class Held:
    """A value that was read at a time and is good for another: a `Stamp`."""

    cache: "Cache"
    key: Key
    read_at: float
    max_age: timedelta

    def is_current(self) -> bool:
        """Whether the cache, which other processes share, has this very value, and it is fresh."""
        return _is_fresh(self.read_at, self.max_age) and (
            self.cache.read_at(self.key) == self.read_at
        )


class Cache:
    """A folder of facts. Opened when it is first used; safe to share between threads."""

    def __init__(self, folder: Path, refused_for: timedelta = REFUSED_FOR) -> None:
        """Nothing is opened or made yet. `refused_for`: how old a refusal is taken for one."""
        self._folder, self._refused_for = folder, refused_for

    def tables(
        self,
        key: Key,
        schema: "pa.Schema",
        max_age: timedelta,
        fetch: "Callable[[], Fetched[pa.Table]]",
    ) -> "Fetched[pa.Table]":
        """Tables no older than `max_age`; a kept one of another schema is not taken."""
        return self._through(key, _tables(schema), max_age, fetch)

    def tables_known(
        self, key: Key, schema: "pa.Schema", max_age: timedelta
    ) -> "Fetched[pa.Table] | None":
        """The same, without fetching."""
        kept = self.load_tables(key, schema, max_age)
        return kept.fetched if kept else None

    def load_tables(
        self, key: Key, schema: "pa.Schema", max_age: timedelta
    ) -> "Kept[pa.Table] | None":
        """The same, with the time of reading: for who adds to what is kept."""
        return self._load(key, _tables(schema), max_age)

    def keep_tables(self, key: Key, schema: "pa.Schema", kept: "Kept[pa.Table]") -> None:
        """Replace what is kept under `key`."""
        self._store(key, _tables(schema), kept)

    def records(
        self, key: Key, max_age: timedelta, fetch: Callable[[], Fetched[Record]]
    ) -> Fetched[Record]:
        """JSON objects of text no older than `max_age`."""
        return self._through(key, _RECORDS, max_age, fetch)

    def records_known(self, key: Key, max_age: timedelta) -> Fetched[Record] | None:
        """The same, without fetching."""
        kept = self._load(key, _RECORDS, max_age)
        return kept.fetched if kept else None

    def resting(self, key: Key, kept: Kept[T], max_age: timedelta) -> Fetched[T]:
        """What is kept under `key`; its sources say so, its refusals since when."""
        fetched = kept.fetched
        on = (Held(self, key, kept.read_at, self._age(fetched, max_age)),)
        sources = (replace(source, rests_on=on) for source in fetched.sources)
        gaps = (replace(gap, asked_at=kept.read_at if gap.denied else None) for gap in fetched.gaps)
        return replace(fetched, gaps=tuple(gaps), sources=tuple(sources))

    def _age(self, fetched: Fetched[T], max_age: timedelta) -> timedelta:
        refused = any(gap.matters for gap in fetched.gaps)
        return min(max_age, self._refused_for) if refused else max_age

    def read_at(self, key: Key) -> float | None:
        """When what is kept under `key` was read; None where nothing is. The value stays shut."""
        try:
            value = self._disk and self._disk.get(_name(key), read=True)
            if value is None:
                return None
            if isinstance(value, bytes):
                return float(orjson.loads(value.partition(b"\n")[0])["read_at"])
            with value:
                return float(orjson.loads(value.readline())["read_at"])
        except _TROUBLE as error:
            log.warning("cache: %s is not readable: %s", key, error)
            return None

    def kept_bytes(self, key: Key) -> bytes | None:
        """What `keep_bytes` kept under `key`."""
        try:
            value = self._disk and self._disk.get(_name(key))
        except _TROUBLE as error:
            log.warning("cache: %s is not readable: %s", key, error)
            return None
        return value if isinstance(value, bytes) else None

    def keep_bytes(self, key: Key, value: bytes, lasting: timedelta) -> None:
        """Keep them for so long, unless room is needed."""
        try:
            if self._disk is not None:
                self._disk.set(_name(key), value, expire=lasting.total_seconds())
        except _TROUBLE as error:
            log.warning("cache: %s is not kept: %s", key, error)

    @contextmanager
    def alone(self, key: Key) -> Iterator[None]:
        """Nobody else, in any thread or process, is inside for the same key; see `PATIENCE`."""
        name, token = _name(("alone", *key)), f"{_HOST} {os.getpid()} {uuid.uuid4()}".encode()
        give_up = time.monotonic() + PATIENCE
        while not self._claim(name, token) and time.monotonic() < give_up:
            time.sleep(_STEP)
        try:
            yield
        finally:
            self._release(name, token)

    def _through(
        self, key: Key, codec: _Codec[T], max_age: timedelta, fetch: Callable[[], Fetched[T]]
    ) -> Fetched[T]:
        if kept := self._load(key, codec, max_age):
            return kept.fetched
        with self.alone(key):
            # Whoever was inside before may have read it for us.
            if kept := self._load(key, codec, max_age):
                return kept.fetched
            began = time.time()
            fetched = fetch()
            if not _lasts(fetched):
                return fetched
            kept = Kept(began, fetched)
            self._store(key, codec, kept)
            return self.resting(key, kept, max_age)

    def _load(self, key: Key, codec: _Codec[T], max_age: timedelta) -> Kept[T] | None:
        try:
            value = self._disk and self._disk.get(_name(key))
            if not isinstance(value, bytes):
                return None
            read_at, gaps, sources, parts = _unpacked(value)
            known: Fetched[T] = Fetched((), gaps, sources)
            if not _is_fresh(read_at, self._age(known, max_age)):
                return None
            items = tuple(codec.decode(part) for part in parts)
        except _TROUBLE as error:
            log.warning("cache: %s is not readable: %s", key, error)
            return None
        kept = Kept(read_at, replace(known, items=items))
        return Kept(read_at, self.resting(key, kept, max_age))

    def _store(self, key: Key, codec: _Codec[T], kept: Kept[T]) -> None:
        try:
            if self._disk is not None:
                self._disk.set(_name(key), _packed(kept, codec))
        except _TROUBLE as error:
            log.warning("cache: %s is not kept: %s", key, error)

    def _claim(self, name: str, token: bytes) -> bool:
        try:
            if self._disk is None or self._disk.add(name, token, expire=PATIENCE):
                return True
            holder = self._disk.get(name)
        except _TROUBLE as error:
            log.warning("cache: no lock: %s", error)
            return True
        if isinstance(holder, bytes) and _is_dead(holder):
            self._release(name, holder)
        return False

    def _release(self, name: str, token: bytes) -> None:
        try:
            if self._disk is not None:
                with self._disk.transact():
                    # Another's, if ours took so long that it expired.
                    if self._disk.get(name) == token:
                        self._disk.delete(name)
        except _TROUBLE as error:
            log.warning("cache: a lock is left to expire: %s", error)

    @cached_property
    def _disk(self) -> Any | None:
        """The open cache, or None where there can be none."""
        try:
            return _opened(self._folder)
        except sqlite3.OperationalError as error:
            log.warning("cache: off: %s", error)
        except sqlite3.DatabaseError:
            return self._anew()
        except _TROUBLE as error:
            log.warning("cache: off: %s", error)
        return None

    def _anew(self) -> Any | None:
        """The files are not a database: everything in them can be read again."""
        log.warning("cache: %s is corrupt and begun anew", self._folder)
        try:
            shutil.rmtree(self._folder)
            return _opened(self._folder)
        except _TROUBLE as error:
            log.warning("cache: off: %s", error)
            return None


class _BytesOnly(diskcache.Disk):
    """Text keys and bytes values; whatever diskcache would pickle or unpickle is refused."""

    def put(self, key: object) -> Any:
        if type(key) is not str:
            raise TypeError(f"cache: a key is text, not {type(key).__name__}")
        return super().put(key)

    def get(self, key: object, raw: object) -> Any:
        if not raw:
            raise TypeError("cache: a pickled key is not read")
        return super().get(key, raw)

    def store(self, value: object, read: object, key: object = diskcache.UNKNOWN) -> Any:
        if type(value) is not bytes or read:
            raise TypeError(f"cache: a value is bytes, not {type(value).__name__}")
        return super().store(value, read, key=key)

    def fetch(self, mode: int, filename: object, value: object, read: object) -> Any:
        if mode not in (diskcache.core.MODE_RAW, diskcache.core.MODE_BINARY):
            raise TypeError("cache: a pickled value is not read")
        return super().fetch(mode, filename, value, read)


def _lasts(fetched: Fetched[T]) -> bool:
    """Whether it is whole, or lacks only what is refused; its sources tell when that was."""
    refused = [gap for gap in fetched.gaps if gap.matters]
    return all(gap.denied for gap in refused) and (not refused or bool(fetched.sources))


def _is_fresh(read_at: float, max_age: timedelta) -> bool:
    """A time to come is a clock that was set back: its age cannot be known."""
    return 0 <= time.time() - read_at < max_age.total_seconds()


def _is_dead(token: bytes) -> bool:
    """Whether it is of a process of this machine that is no more."""
    host, pid, _ = token.decode().split()
    if host != _HOST or pid == str(os.getpid()):
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # it lives, and is another user's
        return False
    return False


def _opened(folder: Path) -> Any:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Where it was there already; PermissionError where it is somebody else's.
    folder.chmod(0o700)
    return diskcache.Cache(str(folder), disk=_BytesOnly, timeout=_BUSY)


def _name(key: Key) -> str:
    return orjson.dumps([FORMAT, *key]).decode()


def _packed(kept: Kept[T], codec: _Codec[T]) -> bytes:
    """A line of JSON with the lengths of the parts, then the parts."""
    parts = [codec.encode(item) for item in kept.fetched.items]
    head = {
        "read_at": kept.read_at,
        "sources": [{"name": s.name, "as_of": s.as_of.isoformat()} for s in kept.fetched.sources],
        "gaps": [[g.where, g.why, g.fix, g.matters, g.denied] for g in kept.fetched.gaps],
        "sizes": [len(part) for part in parts],
    }
    return b"".join([orjson.dumps(head), b"\n", *parts])


def _unpacked(
    value: bytes,
) -> tuple[float, tuple[Gap, ...], tuple[Source, ...], list[memoryview]]:
    """Time of reading, gaps, sources, parts; ValueError or KeyError where it is none of ours."""
    line, _, _ = value.partition(b"\n")
    head = orjson.loads(line)
    sources = tuple(
        Source(source["name"], datetime.fromisoformat(source["as_of"]).astimezone(UTC), cached=True)
        for source in head["sources"]
    )
    body, at, parts = memoryview(value)[len(line) + 1 :], 0, []
    for size in head["sizes"]:
        parts.append(body[at : at + size])
        at += size
    if at != len(body):
        raise ValueError("it is cut off")
    gaps = tuple(
        Gap(where, why, fix, matters=matters, denied=denied)
        for where, why, fix, matters, denied in head["gaps"]
    )
    return float(head["read_at"]), gaps, sources, parts


def _tables(schema: "pa.Schema") -> "_Codec[pa.Table]":
    import pyarrow as pa

    def encode(table: "pa.Table") -> bytes:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, schema) as writer:
            writer.write_table(table)
        return sink.getvalue().to_pybytes()

    def decode(part: memoryview) -> "pa.Table":
        table = pa.ipc.open_stream(pa.py_buffer(part)).read_all()
        if table.schema != schema:
            raise ValueError("its columns are those of another release")
        return table

    return _Codec(encode, decode)


_RECORDS: "_Codec[Record]" = _Codec(orjson.dumps, orjson.loads)

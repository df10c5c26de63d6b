"""Where charges are kept: FOCUS rows of every cloud, in DuckDB files that never change once made.

`Warehouse` opens the current generation read-only; `sync` alone makes a new one. Exports that
were never synced are read on first use. Clouds without an export are asked (`asked`, `bring`).
Without any charges the warehouse is empty and says so.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from finops.warehouse.asked import AskedCharges
from finops.warehouse.manifest import Delivery, Manifest, Reach, Total, current
from finops.warehouse.progress import Progress, Tell, unwatched
from providers.focus.listing import listing
from providers.focus.store import is_remote
from providers.model import Gap

if TYPE_CHECKING:
    import duckdb

    from finops.warehouse.engine import Engine
    from finops.warehouse.lives import Lives
    from finops.warehouse.snapshots import Snapshots

__all__ = ["Delivery", "Manifest", "Progress", "Reach", "Tell", "Total", "Warehouse"]

NOT_SET_UP = Gap(
    where="charges",
    why="no cost exports are set up",
    fix="name your FOCUS exports under [[charges]] in finops.toml; see the README",
)
# The engine must never read a file or reach the network because of a question.
_LOCKED = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
}


@dataclass(frozen=True, slots=True)
class _Generation:
    """What is in it is known without opening it."""

    place: Path | None
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class _Open:
    """A generation that questions are answered from."""

    place: Path | None
    connection: "duckdb.DuckDBPyConnection"
    rollups: frozenset[str] = frozenset()


class Warehouse:
    """The charges of `patterns`, kept under `folder`. Safe to use from several threads."""

    # An engine that answers in this one's place; this one answers by itself.
    remote: "Engine | None" = None

    def __init__(
        self,
        folder: Path,
        patterns: Sequence[str],
        now: datetime,
        asked: AskedCharges | None = None,
    ) -> None:
        """Open nothing yet: the first question does, or `sync`.

        `asked` has the charges of clouds that no export covers.
        """
        self._folder = folder
        self._exports = tuple(patterns)
        self.asked = asked
        self._started = now
        self._lock = Lock()
        self._generation: _Generation | None = None
        self._open: _Open | None = None

    @cached_property
    def snapshots(self) -> "Snapshots":
        """How the inventory was on past days."""
        from finops.warehouse.snapshots import Snapshots

        return Snapshots(self._folder.parent / "snapshots")

    @cached_property
    def lives(self) -> "Lives":
        """What is kept of findings from day to day."""
        from finops.warehouse.lives import Lives

        return Lives(self._folder.parent / "findings")

    @property
    def _patterns(self) -> tuple[str, ...]:
        return (*self._exports, *(self.asked.patterns() if self.asked else ()))

    def sync(self, now: datetime, tell: Tell = unwatched) -> Manifest:
        """Read what is new in the exports, into a new generation."""
        from finops.warehouse.generation import build

        with self._lock:
            self._generation = _Generation(*build(self._folder, self._patterns, now, tell))
            return self._generation.manifest

    def manifest(self) -> Manifest:
        """What is in it; reads exports that were never synced."""
        with self._lock:
            return self._newest().manifest

    def _newest(self) -> _Generation:
        """The newest generation: another process may have synced, and its rename is seen here."""
        if not self._patterns:
            return _Generation(None, Manifest(built_at=self._started, gaps=(NOT_SET_UP,)))
        place = current(self._folder)
        if self._generation and place == self._generation.place:
            return self._generation
        manifest = Manifest.at(place) if place else None
        if place is None or manifest is None or not set(self._patterns) <= set(manifest.patterns):
            from finops.warehouse.generation import build

            place, manifest = build(self._folder, self._patterns, self._started)
        self._generation = _Generation(place, manifest)
        return self._generation

    def _current(self) -> _Open:
        """The newest generation, open."""
        place = self._newest().place
        if self._open is None or place != self._open.place:
            self._open = _opened(place) if place else _empty()
        return self._open

    def rollups(self) -> frozenset[str]:
        """The roll-ups that there are."""
        with self._lock:
            return self._current().rollups

    def gaps(self) -> tuple[Gap, ...]:
        """What is missing in it: unreadable files and rows, and exports that changed since.

        Only files on this machine are looked at: listing a bucket takes too long for an answer.
        """
        manifest = self.manifest()
        known = {file for file in manifest.files if not is_remote(file.path)}
        gaps = (*manifest.gaps, *(self.asked.gaps() if self.asked else ()))
        near = [pattern for pattern in self._patterns if not is_remote(pattern)]
        if changed := {file.path for file in set(listing(near).files) ^ known}:
            why = f"{len(changed)} export files are new, changed or gone since the last sync"
            return (*gaps, Gap("charges", why, "run: finops sync"))
        return gaps

    def stamp(self) -> object:
        """Differs where its charges do, or what is known of those that are missing.

        None where that cannot be told: before clouds without an export were asked, and of an
        engine elsewhere, in which others write.
        """
        if self.asked and self.asked.decided() is None:
            return None
        with self._lock:
            place = self._newest().place
        return place, self._patterns, self.gaps(), self.asked.stamp() if self.asked else ()

    def reach(self) -> tuple[Reach, ...]:
        """From which day to which each cloud's charges are known.

        Of a cloud whose cost API was asked that is how far it was: days without a row had no cost.
        """
        known = {one.cloud: one for one in self.manifest().reach}
        for cloud, first, last in self.asked.reach() if self.asked else ():
            rows = known[cloud].rows if cloud in known else 0
            known[cloud] = Reach(cloud, rows, first, last)
        return tuple(known.values())

    def close(self) -> None:
        """Let go of the open generation."""
        with self._lock:
            if self._open:
                self._open.connection.close()
            self._open = None

    @contextmanager
    def connection(self) -> "Iterator[duckdb.DuckDBPyConnection]":
        """A connection that sees `charges` and can change nothing, on the disk or off it."""
        with self._lock:
            # A cursor is a connection of its own to the database that is already open.
            cursor = self._current().connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()


def _opened(place: Path) -> _Open:
    import duckdb

    from finops.warehouse.generation import DATABASE
    from finops.warehouse.rollups import attach, attached

    path = str(place / DATABASE)
    connection = duckdb.connect(path, read_only=True)
    # In one process, all connections to one generation are to one database: it is locked once.
    locked = connection.execute("SELECT current_setting('lock_configuration')").fetchone()
    if not (locked and locked[0]):
        attach(connection, place)
        for name, value in _LOCKED.items():
            connection.execute(f"SET {name} = {value}")
    return _Open(place, connection, attached(connection))


def _empty() -> _Open:
    import duckdb

    from finops.warehouse.intake import create_charges

    connection = duckdb.connect(":memory:", config=dict(_LOCKED))
    create_charges(connection)
    return _Open(None, connection)

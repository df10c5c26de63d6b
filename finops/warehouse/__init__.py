"""Where charges are kept: FOCUS rows of every cloud, in DuckDB files that never change once made.

`Warehouse` opens the current generation read-only; `sync` alone makes a new one. Exports that
were never synced are read on first use. Without any export the warehouse is empty and says so.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock

import duckdb

from finops.warehouse.generation import DATABASE, Manifest, Reach, build, create_charges, current
from providers.focus.files import find
from providers.model import Gap

__all__ = ["Manifest", "Reach", "Warehouse"]

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


class Warehouse:
    """The charges of `patterns`, kept under `folder`. Safe to use from several threads."""

    def __init__(self, folder: Path, patterns: Sequence[str], now: datetime) -> None:
        """Open nothing yet: the first question does, or `sync`."""
        self._folder = folder
        self._patterns = tuple(patterns)
        self._started = now
        self._lock = Lock()
        self._opened: tuple[Path, Manifest] | None = None

    def sync(self, now: datetime) -> Manifest:
        """Read all exports again, into a new generation."""
        with self._lock:
            self._opened = build(self._folder, self._patterns, now)
            return self._opened[1]

    def manifest(self) -> Manifest:
        """What is in it; reads exports that were never synced."""
        if not self._patterns:
            return Manifest(built_at=self._started, gaps=(NOT_SET_UP,))
        with self._lock:
            # Another process may have synced: its rename is seen here.
            self._opened = current(self._folder) or self._opened
            if self._opened is None or not set(self._patterns) <= set(self._opened[1].patterns):
                self._opened = build(self._folder, self._patterns, self._started)
            return self._opened[1]

    def gaps(self) -> tuple[Gap, ...]:
        """What is missing in it: unreadable files and rows, and exports that changed since."""
        manifest = self.manifest()
        known = set(manifest.files)
        found = {file for pattern in self._patterns for file in find(pattern).items}
        if changed := found - known:
            why = f"{len(changed)} export files are new or changed since the last sync"
            return (*manifest.gaps, Gap("charges", why, "run: finops sync"))
        return manifest.gaps

    @contextmanager
    def connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that sees `charges` and can change nothing, on the disk or off it."""
        self.manifest()
        if self._opened is None:
            connection = duckdb.connect(":memory:", config=dict(_LOCKED))
            create_charges(connection)
        else:
            path = str(self._opened[0] / DATABASE)
            connection = duckdb.connect(path, read_only=True, config=dict(_LOCKED))
        try:
            yield connection
        finally:
            connection.close()

"""Build a generation of the warehouse: all charges of the exports, in one immutable DuckDB file.

A generation is a folder under `home/warehouse` with `charges.duckdb` and `manifest.json`. It is
built beside the current one and made current by one rename, so that a kill at any moment leaves
the old one or the new one, whole. Readers open the file read-only; the last but one stays on disk
for those who still read it.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

import duckdb

from finops.warehouse.focus import columns, staging
from providers.errors import Odd, gap
from providers.focus.files import ExportFile, batches, find, misfit
from providers.model import Account, Gap

CURRENT = "current"
DATABASE = "charges.duckdb"


@dataclass(frozen=True, slots=True)
class Reach:
    """What is known about one cloud's charges: how many rows, and from which day to which."""

    cloud: str
    rows: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds, and what it could not take in.

    `accounts` are those that were charged, `tag_keys` every spelling of a key.
    """

    built_at: datetime
    patterns: tuple[str, ...] = ()
    files: tuple[ExportFile, ...] = ()
    reach: tuple[Reach, ...] = ()
    currencies: tuple[str, ...] = ()
    tag_keys: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()
    gaps: tuple[Gap, ...] = field(default_factory=tuple)

    def to_json(self) -> str:
        """As text for `manifest.json`."""
        return json.dumps(asdict(self), default=lambda moment: moment.isoformat(), indent=1)

    @classmethod
    def read(cls, place: Path) -> "Manifest | None":
        """The manifest of a generation's folder; None where another sync has cleared it away."""
        try:
            return cls.from_json((place / "manifest.json").read_text("utf-8"))
        except FileNotFoundError:
            return None

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """The manifest that `to_json` wrote."""
        raw = json.loads(text)
        return cls(
            built_at=datetime.fromisoformat(raw["built_at"]),
            patterns=tuple(raw["patterns"]),
            files=tuple(ExportFile(**item) for item in raw["files"]),
            reach=tuple(
                Reach(
                    item["cloud"],
                    item["rows"],
                    date.fromisoformat(item["first_day"]),
                    date.fromisoformat(item["last_day"]),
                )
                for item in raw["reach"]
            ),
            currencies=tuple(raw["currencies"]),
            tag_keys=tuple(raw["tag_keys"]),
            accounts=tuple(Account(**item) for item in raw["accounts"]),
            gaps=tuple(Gap(**item) for item in raw["gaps"]),
        )


def current(folder: Path) -> Path | None:
    """The current generation's folder, or None where there is none yet."""
    try:
        return folder / (folder / CURRENT).read_text("utf-8").strip()
    except FileNotFoundError:
        return None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One writer at a time; the lock goes with the process that holds it."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def build(folder: Path, patterns: Sequence[str], now: datetime) -> tuple[Path, Manifest]:
    """Read every export into a new generation and make it current."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(folder):
        before = current(folder)
        place = folder / uuid4().hex
        place.mkdir(mode=0o700)
        try:
            manifest = _fill(place / DATABASE, tuple(patterns), now)
            _write(place / "manifest.json", manifest.to_json())
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        _write(folder / "next", place.name)
        (folder / "next").replace(folder / CURRENT)
        _clean(folder, {place, before or place})
    return place, manifest


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _clean(folder: Path, keep: set[Path]) -> None:
    for place in folder.iterdir():
        if place.is_dir() and place not in keep:
            shutil.rmtree(place, ignore_errors=True)


def create_charges(connection: duckdb.DuckDBPyConnection) -> None:
    """An empty `charges` table."""
    listed = ", ".join(f'"{name}" {kind}' for name, kind in columns())
    connection.execute(f"CREATE TABLE charges ({listed})")


def _fill(database: Path, patterns: tuple[str, ...], now: datetime) -> Manifest:
    files: dict[str, ExportFile] = {}
    gaps: list[Gap] = []
    with duckdb.connect(str(database)) as connection:
        listed = ", ".join(f'"{name}" {kind}' for name, kind in columns())
        extra = "problem VARCHAR, raw_row VARCHAR, file VARCHAR"
        connection.execute(f"CREATE TEMP TABLE taken ({listed}, {extra})")
        for pattern in patterns:
            found = find(pattern)
            gaps += found.gaps
            files |= {file.path: file for file in found.items}
        for file in files.values():
            gaps += _take_in(connection, file)
        gaps += _part(connection)
        return _describe(connection, now, patterns, tuple(files.values()), tuple(gaps))


def _take_in(connection: duckdb.DuckDBPyConnection, file: ExportFile) -> Iterator[Gap]:
    """Read a file into `taken`, sound rows and broken ones."""
    try:
        connection.register("raw", batches(file))
        # The reader can be read only once: `DESCRIBE` asks for its schema and takes no batch.
        present = [(row[0], row[1]) for row in connection.execute("DESCRIBE raw").fetchall()]
        rows = f"SELECT *, ? AS file FROM ({staging(present)})"  # noqa: S608 - columns' names, quoted
        connection.execute(f"INSERT INTO taken {rows}", [file.path])
    except Odd as error:
        yield gap(error)
    except duckdb.Error as error:
        # Where the reader failed amid the rows, the message would quote them.
        is_ours = isinstance(error, duckdb.IOException | duckdb.OutOfMemoryException)
        why = f"cannot be read: {str(error).splitlines()[0]}" if is_ours else misfit(file)
        fix = "export it again; the other files are still counted"
        yield Gap(f"charges {file.path}", why, fix)


def _part(connection: duckdb.DuckDBPyConnection) -> Iterator[Gap]:
    """Part `taken` into `charges` and `quarantine`; a file with broken rows is a gap."""
    names = ", ".join(f'"{name}"' for name, _ in columns())
    # Sorted by day, a question about a month reads only that month's blocks.
    connection.execute(
        f"CREATE TABLE charges AS SELECT {names} FROM taken WHERE problem IS NULL "  # noqa: S608 - ours
        "ORDER BY charge_period_start"
    )
    connection.execute(
        "CREATE TABLE quarantine AS "
        "SELECT file, problem, raw_row FROM taken WHERE problem IS NOT NULL"
    )
    broken = connection.execute(
        "SELECT file, count(*), min(problem) FROM quarantine GROUP BY file ORDER BY file"
    ).fetchall()
    for file, count, example in broken:
        why = f"{count} rows could not be read, for example {example}"
        yield Gap(f"charges {file}", why, "look at them in the quarantine table and export again")


def _describe(
    connection: duckdb.DuckDBPyConnection,
    now: datetime,
    patterns: tuple[str, ...],
    files: tuple[ExportFile, ...],
    gaps: tuple[Gap, ...],
) -> Manifest:
    reach = connection.execute(
        "SELECT cloud, count(*), min(charge_period_start)::DATE, max(charge_period_start)::DATE "
        "FROM charges GROUP BY cloud ORDER BY cloud"
    ).fetchall()
    currencies = connection.execute(
        "SELECT DISTINCT billing_currency FROM charges "
        "WHERE billing_currency IS NOT NULL ORDER BY 1"
    ).fetchall()
    keys = connection.execute(
        "SELECT DISTINCT unnest(map_keys(tags)) AS key FROM charges ORDER BY key"
    ).fetchall()
    accounts = connection.execute(
        "SELECT DISTINCT cloud, sub_account_id, coalesce(sub_account_name, sub_account_id) AS name "
        "FROM charges WHERE sub_account_id IS NOT NULL AND cloud IS NOT NULL ORDER BY ALL"
    ).fetchall()
    return Manifest(
        built_at=now,
        patterns=patterns,
        files=files,
        reach=tuple(Reach(*row) for row in reach),
        currencies=tuple(row[0] for row in currencies),
        tag_keys=tuple(row[0] for row in keys),
        accounts=tuple(Account(*row) for row in accounts),
        gaps=gaps,
    )

"""Build a generation of the warehouse: all charges of the exports, in one immutable DuckDB file.

A generation is a folder under `home/warehouse` with `charges.duckdb` and `manifest.json`. It is
built beside the current one and made current by one rename, so that a kill at any moment leaves
the old one or the new one, whole. Readers open the file read-only; the last but one stays on disk
for those who still read it.

A new generation starts from a copy of the current one's file where most of its exports are
unchanged: only new and changed files are read, and the rows of those that are gone or changed are
taken out. Where nothing changed at all, it is the same file under a second name.
"""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import duckdb

from finops.warehouse import rollups, totals
from finops.warehouse.disk import alone, write
from finops.warehouse.intake import create_tables, drop, take_in
from finops.warehouse.manifest import CURRENT, SCHEMA, Delivery, Manifest, current
from finops.warehouse.overlap import restore, settle
from finops.warehouse.progress import Progress, Tell, unwatched
from providers.focus.listing import ExportFile, Listing, listing
from providers.focus.store import is_remote
from providers.model import Gap

DATABASE = "charges.duckdb"
# The sync's own share of memory; the rest of the process needs about a third of a GB beside it.
MEMORY = "1GB"
_WRITING = {
    "memory_limit": MEMORY,
    # The order of rows is that of the files, roughly; keeping it exactly costs memory.
    "preserve_insertion_order": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


def build(
    folder: Path, patterns: Sequence[str], now: datetime, tell: Tell = unwatched
) -> tuple[Path, Manifest]:
    """Read what is new in the exports into a new generation and make it current."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with alone(folder):
        before = current(folder)
        place = folder / uuid4().hex
        place.mkdir(mode=0o700)
        try:
            manifest = _fill(place, before, tuple(patterns), now, tell)
            write(place / "manifest.json", manifest.to_json().encode())
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        write(folder / CURRENT, place.name.encode())
        _roll_up(place, before, manifest, tell)
        _clean(folder, {place, before or place})
    return place, manifest


def _roll_up(place: Path, before: Path | None, manifest: Manifest, tell: Tell) -> None:
    """Make the roll-ups, or take those of the generation before where the charges are the same."""
    old = before / rollups.DATABASE if before else None
    if before and old and old.exists() and (before / DATABASE).samefile(place / DATABASE):
        (place / rollups.DATABASE).hardlink_to(old)
        return
    tell(Progress(1, 1, "making roll-ups"))
    started_anew = manifest.read == len(manifest.deliveries)
    rollups.build(place, DATABASE, None if started_anew else before)


def _clean(folder: Path, keep: set[Path]) -> None:
    for place in folder.iterdir():
        if place.is_dir() and place not in keep:
            shutil.rmtree(place, ignore_errors=True)


# -- what has to be done ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Work:
    """`kept` are deliveries whose files are unchanged, `gone` those that are not, `fresh` to read.

    `old` is the generation to start from, None to start anew.
    """

    listing: Listing
    kept: tuple[Delivery, ...]
    gone: tuple[Delivery, ...]
    fresh: tuple[ExportFile, ...]
    old: Path | None

    @property
    def unchanged(self) -> bool:
        """Whether there is nothing to read and nothing to take out."""
        return not self.fresh and not self.gone


def _work(before: Path | None, patterns: tuple[str, ...]) -> _Work:
    found = listing(patterns)
    old = Manifest.at(before) if before else None
    known = old.deliveries if old and old.schema == SCHEMA else ()
    there = set(found.files)
    # What could not be listed is not gone: its charges stay as they were.
    kept = tuple(one for one in known if one.file in there or _may_be(one.file, found.unseen))
    read = {one.file for one in kept}
    fresh = tuple(file for file in found.files if file not in read)
    unlisted = any(one.file not in there for one in kept)
    most = sum(one.file.size for one in kept) >= sum(file.size for file in fresh)
    if known and before and (most or unlisted):
        gone = tuple(one for one in known if one not in kept)
        return _Work(found, kept, gone, fresh, before)
    return _Work(found, (), (), found.files, None)


def _may_be(file: ExportFile, unseen: Iterable[str]) -> bool:
    """Whether a file may be of a place that could not be listed."""
    if not is_remote(file.path):
        return False
    return urlsplit(file.path).netloc in {urlsplit(pattern).netloc for pattern in unseen}


def _fill(
    place: Path, before: Path | None, patterns: tuple[str, ...], now: datetime, tell: Tell
) -> Manifest:
    work = _work(before, patterns)
    database = place / DATABASE
    if work.old and work.unchanged and (old := Manifest.at(work.old)):
        database.hardlink_to(work.old / DATABASE)
        gaps = (*work.listing.gaps, *old.of_rows)
        return replace(old, built_at=now, patterns=patterns, gaps=gaps, read=0)
    if work.old:
        shutil.copyfile(work.old / DATABASE, database)
    with duckdb.connect(str(database), config=dict(_WRITING)) as connection:
        deliveries, gaps = _brought_in(connection, work, place, tell)
        settled = tuple(settle(connection, deliveries))
        read = len(deliveries) - len(work.kept)
        manifest = Manifest(now, patterns, work.listing.files, deliveries=deliveries, read=read)
        manifest = _describe(connection, manifest, settled)
    return replace(manifest, gaps=(*work.listing.gaps, *gaps, *manifest.of_rows))


def _brought_in(
    connection: duckdb.DuckDBPyConnection, work: _Work, place: Path, tell: Tell
) -> tuple[tuple[Delivery, ...], tuple[Gap, ...]]:
    """All deliveries of the new generation, and what could not be read."""
    if work.old:
        restore(connection)
    else:
        create_tables(connection)
    first = max((one.number for one in (*work.kept, *work.gone)), default=0) + 1
    taken = list(take_in(connection, work.fresh, first, place / "incoming", tell))
    new = tuple(one for one in taken if isinstance(one, Delivery))
    gaps = [one for one in taken if isinstance(one, Gap)]
    have = {one.file.path for one in new}
    # Of a file whose new version cannot be read, the old one's charges stay.
    failed = {file.path for file in work.fresh} - have
    stale = tuple(one for one in work.gone if one.file.path in failed)
    drop(connection, (one.number for one in work.gone if one not in stale))
    for one in stale:
        why = "it changed and can no longer be read: the charges of its version before are counted"
        gaps.append(Gap(f"charges {one.file.path}", why, "export it again, then run: finops sync"))
    return (*work.kept, *stale, *new), tuple(gaps)


def _describe(
    connection: duckdb.DuckDBPyConnection, manifest: Manifest, settled: tuple[Gap, ...]
) -> Manifest:
    totals.gather(connection)
    by_file = totals.by_file(connection)
    keys = connection.execute(
        "SELECT DISTINCT unnest(map_keys(tags)) AS key FROM charges ORDER BY key"
    ).fetchall()
    return replace(
        manifest,
        totals=totals.summed(by_file),
        reach=totals.reach(connection),
        currencies=totals.currencies(connection),
        tag_keys=tuple(row[0] for row in keys),
        services=totals.names(connection, "service_name"),
        publishers=totals.names(connection, "publisher_name"),
        accounts=totals.accounts(connection),
        of_rows=(*settled, *totals.gaps(connection, manifest.deliveries, by_file)),
    )

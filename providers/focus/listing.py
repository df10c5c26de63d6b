"""Find the files of cost exports, on this machine, in S3 or in Azure storage, and have them here.

`find` lists what a `[[charges]]` path means; `listing` lists several, each file once, however many
patterns match it, and of an export's runs the newest alone (`runs`). `here` gives a path that
DuckDB can read: a remote file is copied through pyarrow's own file systems (`store`). Nothing here
interprets a column.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from providers.errors import CloudError, gap
from providers.focus import store
from providers.focus.runs import MANIFEST, newest
from providers.model import Fetched, Gap

SUFFIXES = (".csv", ".csv.gz", ".parquet")
# In a pattern's file name these are wildcards, for DuckDB as well.
WILD = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file of an export: its size in bytes and time of change in ns tell whether it changed.

    `path` is absolute, or a URL.
    """

    path: str
    size: int
    changed_ns: int

    @property
    def is_parquet(self) -> bool:
        """Parquet, and not CSV."""
        return self.path.lower().endswith(".parquet")


@dataclass(frozen=True, slots=True)
class Listing:
    """What several patterns mean. `unseen` could not be listed: what they mean is not known."""

    files: tuple[ExportFile, ...] = ()
    gaps: tuple[Gap, ...] = ()
    unseen: tuple[str, ...] = ()


def listing(patterns: Iterable[str]) -> Listing:
    """The files of all patterns, each once, without those that a newer run replaced."""
    found: dict[str, ExportFile] = {}
    gaps: list[Gap] = []
    unseen = []
    for pattern in patterns:
        try:
            one = find(pattern)
        except CloudError as error:
            gaps.append(gap(error))
            unseen.append(pattern)
            continue
        gaps += one.gaps
        found |= {file.path: file for file in one.items}
    kept, missing = newest(found.values(), read_manifest)
    return Listing(kept, (*gaps, *missing), tuple(unseen))


def find(pattern: str) -> Fetched[ExportFile]:
    """The files that a path, a folder or a pattern means; none is a gap, never an empty bill.

    Raises a CloudError where a store cannot be listed.
    """
    if store.is_remote(pattern):
        found = [ExportFile(*one) for one in store.find(pattern) if _is_export(one[0])]
    else:
        found = list(_export_files(_local(Path(pattern).expanduser())))
    if found:
        return Fetched(tuple(sorted(found, key=lambda file: file.path)))
    fix = "check the path under [[charges]]"
    return Fetched(gaps=(Gap(f"charges {pattern}", "no CSV or Parquet file there", fix),))


def _is_export(name: str) -> bool:
    return name.lower().endswith(SUFFIXES)


def _local(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from (item for item in path.rglob("*") if _is_export(item.name) and item.is_file())
    elif path.is_file():
        yield path
    else:
        fixed = path.anchor or "."
        matching = Path(fixed).glob(str(path.relative_to(fixed)))
        yield from (item for item in matching if item.is_file() and item.name != MANIFEST)


def _export_files(paths: Iterable[Path]) -> Iterator[ExportFile]:
    # Every answer looks whether files have changed: a folder is resolved once, not with each file.
    folders: dict[Path, Path] = {}
    for path in paths:
        status = path.stat()
        if path.parent not in folders:
            folders[path.parent] = path.parent.resolve()
        whole = path.resolve() if path.is_symlink() else folders[path.parent] / path.name
        yield ExportFile(str(whole), status.st_size, status.st_mtime_ns)


def read_manifest(folder: str) -> str | None:
    """The manifest of an export's run, as text; None where there is none."""
    if store.is_remote(folder):
        return store.read_text(f"{folder}/{MANIFEST}")
    try:
        return (Path(folder) / MANIFEST).read_text("utf-8")
    except OSError:
        return None


def here(file: ExportFile, folder: Path, number: int) -> Path:
    """A path on this machine without wildcards in it; what is remote is copied into `folder`.

    Raises a CloudError where it cannot be had, OSError where the disk is full.
    """
    if not store.is_remote(file.path) and not WILD & set(file.path):
        return Path(file.path)
    folder.mkdir(exist_ok=True)
    suffix = next((one for one in SUFFIXES if file.path.lower().endswith(one)), SUFFIXES[0])
    place = folder / f"{number}{suffix}"
    if store.is_remote(file.path):
        store.copy(file.path, place)
    else:
        place.symlink_to(file.path)
    return place

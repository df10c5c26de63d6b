"""An export writes a period again and again; only its newest run counts, never two added up.

What the folders look like, by the vendors' documentation:

- Azure: `…/20261001-20261031/<run id>/part_0_0001.csv` with a `manifest.json` beside, which is
  written when the run is complete; older ones `…/20261001-20261031/<name>_<run id>.csv`.
- AWS Data Exports: `…/data/BILLING_PERIOD=2026-10/<file>`, or, where each run makes new files,
  `…/BILLING_PERIOD=2026-10/<time>-<run id>/<file>`. The older CUR:
  `…/20261001-20261101/<run id>/<file>`.

A folder below the period that does not look like a run's id is a partition: all of those count.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

from providers.model import Gap

MANIFEST = "manifest.json"
_GUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_PERIOD = re.compile(r"\d{8}-\d{8}|billing_period=.+", re.IGNORECASE)
# A moment, with or without its signs: 20261102T131746Z, 2026-11-02T13:17:46.000Z.
_MOMENT = r"\d{4}-?\d\d-?\d\dT\d\d:?\d\d:?\d\d"
_RUN = re.compile(rf"{_GUID}|\d{{12,14}}|{_MOMENT}(?:\.\d+)?Z?(?:-.+)?", re.IGNORECASE)
_TIMED = re.compile(rf"\d{{12,14}}|{_MOMENT}", re.IGNORECASE)
_FILE_RUN = re.compile(rf".+_({_GUID})\.[^/]+", re.IGNORECASE)


class File(Protocol):
    """A file of an export."""

    @property
    def path(self) -> str:
        """Absolute, or a URL."""
        ...

    @property
    def changed_ns(self) -> int:
        """When it was written, in ns."""
        ...


F = TypeVar("F", bound=File)
# The text of the manifest in a folder; None where there is none.
ReadManifest = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class _Manifest:
    """What an Azure run says of itself."""

    submitted: str
    parts: frozenset[str]


def newest(files: Iterable[F], read: ReadManifest) -> tuple[tuple[F, ...], tuple[Gap, ...]]:
    """The files without those of runs that a newer one replaced; a missing part is a gap."""
    kept: list[F] = []
    gaps: list[Gap] = []
    periods: dict[str, dict[str, list[F]]] = defaultdict(lambda: defaultdict(list))
    for file in files:
        if place := _place(file.path):
            periods[place[0]][place[1]].append(file)
        else:
            kept.append(file)
    for runs in periods.values():
        chosen, manifest = _newest_run(list(runs.values()), read)
        kept += chosen
        gaps += _missing(chosen, manifest)
    return tuple(sorted(kept, key=lambda file: file.path)), tuple(gaps)


def _place(path: str) -> tuple[str, str] | None:
    """The period and the run that a file belongs to; None outside of any period."""
    *folders, name = path.split("/")
    at = next((n for n in reversed(range(len(folders))) if _PERIOD.fullmatch(folders[n])), None)
    if at is None:
        return None
    below = folders[at + 1 :]
    run = "/".join(part for part in below if _RUN.fullmatch(part))
    if not run and (named := _FILE_RUN.fullmatch(name)):
        run = named[1]
    partition = [part for part in below if not _RUN.fullmatch(part)]
    return "/".join([*folders[: at + 1], *partition]), run


def _newest_run(runs: list[list[F]], read: ReadManifest) -> tuple[list[F], _Manifest | None]:
    manifests = [_parsed(read(_folder(run[0].path))) for run in runs]
    # Where runs have manifests, one without is still being written.
    complete = [n for n, manifest in enumerate(manifests) if manifest]
    best = max(complete or range(len(runs)), key=lambda n: _age(runs[n], manifests[n]))
    return runs[best], manifests[best]


def _age(run: list[F], manifest: _Manifest | None) -> tuple[str, str, int]:
    """Sorts runs by what they say, else by their names' time, else by when they were written."""
    timed = _TIMED.match(_folder(run[0].path).rsplit("/", 1)[-1])
    written = max(file.changed_ns for file in run)
    return manifest.submitted if manifest else "", timed[0] if timed else "", written


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _parsed(text: str | None) -> _Manifest | None:
    """The manifest; None where it is absent or not Azure's."""
    try:
        raw = json.loads(text or "")
        parts = frozenset(str(blob["blobName"]).rsplit("/", 1)[-1] for blob in raw["blobs"])
        return _Manifest(str(raw["runInfo"]["submittedTime"]), parts)
    except (ValueError, KeyError, TypeError):
        return None


def _missing(run: list[F], manifest: _Manifest | None) -> Iterator[Gap]:
    have = {file.path.rsplit("/", 1)[-1] for file in run}
    for name in sorted((manifest.parts if manifest else frozenset()) - have):
        folder = _folder(run[0].path)
        why = f"{name} is missing: the export's manifest names it"
        yield Gap(f"charges {folder}", why, "copy all parts of the export, or run it again")

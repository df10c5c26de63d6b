"""Which kind of cost export a file is, and which columns it has."""

import csv
import gzip
import logging
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from finops.warehouse.formats import azure, recognise
from finops.warehouse.formats.cells import Cells, literal, quoted
from finops.warehouse.formats.format import Format
from providers.errors import CloudError, Odd, gap
from providers.focus.listing import ExportFile, here
from providers.model import Gap

log = logging.getLogger(__name__)
# FOCUS samples and several exporters write these words where they mean null.
NULLS = ("", "NULL", "null")
AGAIN = "export it again; the other files are still counted"
# A statement that does not fit the file's columns: they are of odd types, or the fault is ours.
_UNFIT = (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException)
# An error of the machine, whose message quotes nothing of the file.
_OURS = re.compile(
    r"permission denied|no space left|no such file|too many open|out of memory", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Known:
    """A file on this machine, of a known kind; `number` stands in its rows."""

    file: ExportFile
    number: int
    path: str
    format: Format
    present: tuple[tuple[str, str], ...]

    @property
    def cells(self) -> Cells:
        """Its columns as SQL. In Parquet, text has no blanks around it; in CSV it may."""
        return Cells(self.present, trimmed=not self.file.is_parquet)


def recognised(
    connection: duckdb.DuckDBPyConnection,
    files: Iterable[tuple[int, ExportFile]],
    folder: Path,
) -> Iterator[Known | Gap]:
    """The files, had here and recognised; remote ones are copied into `folder`."""
    costs: list[Known] = []
    for number, file in files:
        try:
            path = str(here(file, folder, number))
            present = _present(connection, file, path)
            known = Known(file, number, path, _format(file, present), present)
            if known.format is azure.ACTUAL:
                costs.append(known)
            else:
                yield known
        except CloudError as error:
            yield gap(error)
        except (duckdb.Error, OSError, EOFError, zlib.error, UnicodeError, csv.Error) as error:
            yield unread(file, error)
    yield from _told_apart(connection, costs)


def relation(files: list[Known], *, lenient: bool = False) -> str:
    """An expression that gives the rows of files with the same columns, as they are.

    `lenient` leaves rows out that cannot be read: for a look at what kind of file it is.
    """
    paths = [one.path for one in files]
    if files[0].file.is_parquet:
        return parquet(paths)
    names = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name, _ in files[0].present)
    nulls = ", ".join(literal(word) for word in NULLS)
    return (
        f"read_csv({_listed(paths)}, columns = {{{names}}}, header = true, auto_detect = false, "
        f"delim = ',', quote = '\"', escape = '\"', nullstr = [{nulls}], hive_partitioning = false"
        f", ignore_errors = {str(lenient).lower()})"
    )


def parquet(paths: list[str]) -> str:
    """Parquet files; a folder's name is no column."""
    return f"read_parquet({_listed(paths)}, hive_partitioning = false)"


def _listed(paths: list[str]) -> str:
    return f"[{', '.join(literal(path) for path in paths)}]"


def unread(file: ExportFile, error: Exception) -> Gap:
    """What is said of a file that cannot be read; nothing of its contents is."""
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    if isinstance(error, OSError) and error.errno:
        why = error.strerror or said
    elif isinstance(error, _UNFIT):
        log.warning("statement does not fit %s: %s", file.path, said)
        why = "its columns are of other types than an export's"
    else:
        why = said if _OURS.search(said) else misfit(file)
    return Gap(f"charges {file.path}", f"cannot be read: {why}", AGAIN)


def misfit(file: ExportFile) -> str:
    """What is said of a file that is not what its name says."""
    return f"it is not {'Parquet' if file.is_parquet else 'a CSV table'}"


def _present(
    connection: duckdb.DuckDBPyConnection, file: ExportFile, path: str
) -> tuple[tuple[str, str], ...]:
    """The columns of a file and their types."""
    if not file.is_parquet:
        return tuple((name, "VARCHAR") for name in _header(path))
    rows = connection.execute(f"DESCRIBE FROM {parquet([path])}").fetchall()
    return tuple((row[0], row[1]) for row in rows)


def _header(path: str) -> list[str]:
    with gzip.open(path) if path.lower().endswith(".gz") else Path(path).open("rb") as stream:
        names = next(csv.reader([stream.readline().decode("utf-8-sig")]), [])
    # A second column of one name would hide the first; one without a name can only be counted.
    seen = [name.lower() for name in names]
    return [
        name if name and name.lower() not in seen[:n] else f"{name}_{n}"
        for n, name in enumerate(names)
    ]


def _format(file: ExportFile, present: tuple[tuple[str, str], ...]) -> Format:
    cells = Cells(present, trimmed=False)
    if found := recognise(cells):
        return found
    if len(present) < 2:
        why = misfit(file)
    elif cells.has_any("BilledCost", "EffectiveCost"):
        why = "it has costs, but no ChargePeriodStart to say when they were"
    else:
        why = "it has the columns of no cost export that is known: FOCUS, CUR 2.0, Azure costs"
    fix = "point [[charges]] at cost exports; the other files are still counted"
    raise Odd(f"charges {file.path}", f"cannot be read: {why}", fix)


# -- Azure's two cost exports ----------------------------------------------------------------------


def _told_apart(connection: duckdb.DuckDBPyConnection, files: list[Known]) -> Iterator[Known | Gap]:
    """Actual and amortised exports have the same columns: what is in the parts of one tells."""
    runs: dict[str, list[Known]] = defaultdict(list)
    for one in files:
        name = one.file.path.rsplit("/", 1)[-1]
        # The parts of a run stand in one folder; any other file is an export by itself.
        is_part = name.lower().startswith("part")
        runs[one.file.path.rpartition("/")[0] if is_part else one.file.path].append(one)
    for run in runs.values():
        try:
            amortised = _is_amortised(connection, run)
        except duckdb.Error as error:
            yield from (unread(one.file, error) for one in run)
            continue
        yield from (replace(one, format=azure.AMORTISED) if amortised else one for one in run)


def _is_amortised(connection: duckdb.DuckDBPyConnection, run: list[Known]) -> bool:
    for one in run:
        tests = (azure.is_amortised(one.cells), azure.is_actual(one.cells))
        either = ", ".join(f"coalesce(bool_or({test}), false)" for test in tests)
        found = connection.execute(
            f"SELECT {either} FROM {relation([one], lenient=True)}"  # noqa: S608 - columns' names, quoted
        ).fetchone()
        if found and found[0] != found[1]:
            return bool(found[0])
    # Nothing of a commitment is in it, so both exports would be the same; the name may tell.
    return "amorti" in run[0].file.path.lower()

"""Read export files into a generation's tables, each file wholly or not at all.

Files of one kind with the same columns are read by one statement, so that all cores have work; if
it fails, they are read one by one. Of a CSV file that cannot be read then, the rows that are sound
are taken (`salvage`) and the others quarantined; any other file is a gap. DuckDB reads the files
itself: this connection alone has access to the disk, and it never answers a question. What is
remote is copied beside the generation first, a batch at a time.

    charges     the rows in the schema of `focus`, with the number of their file
    aside       rows that another file has too (`overlap`), and why
    quarantine  rows that cannot be read, with the reason
    tally       what each file says that it holds, by month
"""

import shutil
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa

from finops.warehouse.focus import DECIMAL, EXPORT, columns
from finops.warehouse.formats.cells import literal, map_of
from finops.warehouse.manifest import Delivery
from finops.warehouse.progress import Progress, Tell
from finops.warehouse.recognition import Known, recognised, relation, unread
from finops.warehouse.salvage import Salvaged, salvage
from finops.warehouse.staging import Staging
from providers.focus.listing import ExportFile
from providers.model import Gap

# So many bytes of files are read at once: enough for all cores, and progress is still seen.
BATCH_BYTES = 512 << 20
BATCH_FILES = 64
# With more different texts, looking one up saves little, and all of them take memory.
MOST_TEXTS = 100_000
_LISTED = ", ".join(f'"{name}" {kind}' for name, kind in (*columns(), EXPORT))
_TABLES = ("charges", "aside", "quarantine", "tally")


def create_charges(connection: duckdb.DuckDBPyConnection) -> None:
    """An empty `charges` table."""
    connection.execute(f"CREATE TABLE charges ({_LISTED})")


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """The empty tables of a generation."""
    create_charges(connection)
    connection.execute(f"CREATE TABLE aside ({_LISTED}, why VARCHAR)")
    connection.execute(
        "CREATE TABLE quarantine (export INTEGER, file VARCHAR, problem VARCHAR, raw_row VARCHAR)"
    )
    connection.execute(
        "CREATE TABLE tally (export INTEGER, cloud VARCHAR, month DATE, currency VARCHAR, "
        f"is_broken BOOLEAN, rows BIGINT, tagged BIGINT, billed {DECIMAL}, effective {DECIMAL})"
    )


def drop(connection: duckdb.DuckDBPyConnection, numbers: Iterable[int]) -> None:
    """Take out everything that came from these files."""
    if listed := ", ".join(str(number) for number in numbers):
        for table in _TABLES:
            connection.execute(f"DELETE FROM {table} WHERE export IN ({listed})")  # noqa: S608 - ours


def take_in(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[ExportFile],
    first: int,
    folder: Path,
    tell: Tell,
) -> Iterator[Delivery | Gap]:
    """Read the files, numbered from `first` on; what cannot be read is a gap."""
    total, done = sum(file.size for file in files), 0
    for batch in _batches(list(enumerate(files, first))):
        tell(Progress(done, total, f"reading {batch[0][1].path.rsplit('/', 1)[-1]}"))
        same: dict[object, list[Known]] = defaultdict(list)
        for one in recognised(connection, batch, folder):
            if isinstance(one, Gap):
                yield one
            else:
                same[one.format, one.present].append(one)
        for group in same.values():
            yield from _taken(connection, group, folder)
        shutil.rmtree(folder, ignore_errors=True)
        done += sum(file.size for _, file in batch)
    tell(Progress(total, total, "adding up"))


def _batches(files: list[tuple[int, ExportFile]]) -> Iterator[list[tuple[int, ExportFile]]]:
    batch: list[tuple[int, ExportFile]] = []
    size = 0
    for number, file in files:
        if batch and (size + file.size > BATCH_BYTES or len(batch) == BATCH_FILES):
            yield batch
            batch, size = [], 0
        batch.append((number, file))
        size += file.size
    if batch:
        yield batch


def _taken(
    connection: duckdb.DuckDBPyConnection, files: list[Known], folder: Path
) -> Iterator[Delivery | Gap]:
    try:
        _read(connection, files)
    except duckdb.Error as error:
        if len(files) == 1:
            yield _salvaged(connection, files[0], folder, error)
            return
        for one in files:
            yield from _taken(connection, [one], folder)
        return
    yield from (Delivery(one.file, one.number, one.format.name) for one in files)


def _salvaged(
    connection: duckdb.DuckDBPyConnection, one: Known, folder: Path, error: duckdb.Error
) -> Delivery | Gap:
    """Read what is sound of a CSV file that could not be read as a whole."""
    if one.file.is_parquet:
        return unread(one.file, error)
    try:
        found = salvage(one.path, folder / f"{one.number}.sound.csv")
        if found is None:
            return unread(one.file, error)
        _read(connection, [replace(one, path=str(found.path))], found)
    except (duckdb.Error, OSError, EOFError, zlib.error) as failed:
        return unread(one.file, failed)
    found.path.unlink()
    return Delivery(one.file, one.number, one.format.name)


def _read(
    connection: duckdb.DuckDBPyConnection, files: list[Known], salvaged: Salvaged | None = None
) -> None:
    """Read files of one kind; all of their rows or, if it raises, none."""
    staging = Staging(files[0].format, files[0].cells, relation(files), _number(files))
    connection.begin()
    try:
        connection.execute(f"INSERT INTO tally {staging.tally()}")
        if broken := _any_broken(connection, files):
            _quarantine(connection, staging, files)
        parsed = _with_maps(connection, staging) if files[0].file.is_parquet else staging
        connection.execute(f"INSERT INTO charges {parsed.rows(checked=not broken)}")
        if salvaged:
            _count_broken_lines(connection, files[0], salvaged)
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def _with_maps(connection: duckdb.DuckDBPyConnection, staging: Staging) -> Staging:
    """The same rows, in which each text of a map is parsed once, which halves the time.

    The same tags stand in very many rows. A type of all texts gives each its number, and a list has
    the map of each number.
    """
    read = {}
    for n, column in enumerate(staging.cells.maps_as_text()):
        distinct = f"SELECT DISTINCT {column} AS text FROM {staging.relation}"  # noqa: S608 - columns' names, quoted
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE texts AS {distinct} WHERE {column} IS NOT NULL"
        )
        found = connection.execute("SELECT count(*) FROM texts").fetchone()
        if not found or not 0 < found[0] <= MOST_TEXTS:
            continue
        kind, maps = f"text_{n}", f"maps_{n}"
        connection.execute(f"DROP TYPE IF EXISTS {kind}")
        ordered = "SELECT text FROM texts ORDER BY text"
        connection.execute(f"CREATE TEMP TYPE {kind} AS ENUM ({ordered})")
        listed = f"SELECT list({map_of('text')} ORDER BY text) FROM texts"  # noqa: S608 - ours
        connection.execute(f"SET VARIABLE {maps} = ({listed})")
        read[column] = f"getvariable('{maps}')[enum_code(CAST({column} AS {kind})) + 1]"
    return replace(staging, cells=staging.cells.with_maps(read))


def _any_broken(connection: duckdb.DuckDBPyConnection, files: list[Known]) -> bool:
    numbers = ", ".join(str(one.number) for one in files)
    found = connection.execute(
        f"SELECT bool_or(is_broken) FROM tally WHERE export IN ({numbers})"  # noqa: S608 - ours
    ).fetchone()
    return bool(found and found[0])


def _count_broken_lines(connection: duckdb.DuckDBPyConnection, one: Known, found: Salvaged) -> None:
    """Quarantine the lines that are no rows; raise where DuckDB saw others than the sound ones."""
    counted = connection.execute("SELECT sum(rows) FROM tally WHERE export = ?", [one.number])
    if counted.fetchall() != [(found.sound,)]:
        raise duckdb.InvalidInputException("its rows are seen in two ways")
    if not found.broken:
        return
    lines = pa.table(
        {
            "problem": [line.problem for line in found.broken],
            "raw_row": [line.text for line in found.broken],
        }
    )
    connection.register("broken_lines", lines)
    connection.execute(
        "INSERT INTO quarantine SELECT ?, ?, problem, raw_row FROM broken_lines",
        [one.number, one.file.path],
    )
    connection.unregister("broken_lines")
    # Of which month and what cost they are is not known.
    connection.execute(
        "INSERT INTO tally VALUES (?, NULL, NULL, NULL, true, ?, 0, NULL, NULL)",
        [one.number, len(found.broken)],
    )


def _number(files: list[Known]) -> str:
    """SQL for the number of the file that a row is from."""
    if len(files) == 1:
        return str(files[0].number)
    listed = ", ".join(str(one.number) for one in files)
    return f"[{listed}][CAST(file_index AS BIGINT) + 1]"


def _quarantine(
    connection: duckdb.DuckDBPyConnection, staging: Staging, files: list[Known]
) -> None:
    names = ", ".join(f"{one.number}: {literal(one.file.path)}" for one in files)
    broken = f"SELECT export, MAP {{{names}}}[export], problem, raw_row FROM ({staging.broken()})"  # noqa: S608 - columns' names, quoted
    connection.execute(f"INSERT INTO quarantine {broken}")

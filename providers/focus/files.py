"""Find FOCUS export files and read them as Arrow record batches.

CSV (also .csv.gz) is read with every column as text, since exporters disagree on types: the
warehouse casts. The words that exports use for "no value" become null. Parquet keeps its types.
Nothing here interprets a column.
"""

import csv as text_csv
import gzip
import zlib
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import csv, parquet

from providers.errors import Odd
from providers.model import Fetched, Gap

SUFFIXES = (".csv", ".csv.gz", ".parquet")
# FOCUS samples and several exporters write these words where they mean null.
NULLS = ["", "NULL", "null"]
# A batch of rows: large enough for the cost of a batch to vanish, small enough for memory.
BLOCK_BYTES = 16 << 20
BATCH_ROWS = 64_000


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file of an export: its size in bytes and time of change in ns tell whether it changed."""

    path: str
    size: int
    changed_ns: int


def find(pattern: str) -> Fetched[ExportFile]:
    """The files that a path, a folder or a pattern means; none is a gap, never an empty bill."""
    if "://" in pattern:
        return _missing(pattern, "only local paths can be read", "copy or mount the export")
    path = Path(pattern).expanduser()
    if path.is_dir():
        found = [item for item in path.rglob("*") if item.name.lower().endswith(SUFFIXES)]
    elif path.is_file():
        found = [path]
    else:
        fixed = path.anchor or "."
        found = [item for item in Path(fixed).glob(str(path.relative_to(fixed))) if item.is_file()]
    if not found:
        return _missing(pattern, "no CSV or Parquet file there", "check the path under [[charges]]")
    return Fetched(tuple(_export_file(item) for item in sorted(found)))


def _export_file(path: Path) -> ExportFile:
    status = path.stat()
    return ExportFile(str(path.resolve()), status.st_size, status.st_mtime_ns)


def _missing(pattern: str, why: str, fix: str) -> Fetched[ExportFile]:
    return Fetched(gaps=(Gap(where=f"charges {pattern}", why=why, fix=fix),))


def batches(file: ExportFile) -> pa.RecordBatchReader:
    """The file's rows; raises Odd where it is not what its name says."""
    try:
        if file.path.lower().endswith(".parquet"):
            source = parquet.ParquetFile(file.path)
            return pa.RecordBatchReader.from_batches(
                source.schema_arrow, source.iter_batches(batch_size=BATCH_ROWS)
            )
        return _text_batches(Path(file.path))
    except (
        OSError,
        EOFError,
        zlib.error,
        UnicodeError,
        text_csv.Error,
        pa.ArrowException,
    ) as error:
        # Other errors than the system's quote the file, which may be anything, a secret too.
        why = error.strerror if isinstance(error, OSError) and error.errno else None
        raise Odd(
            where=f"charges {file.path}",
            why=f"cannot be read: {why}" if why else misfit(file),
            fix="export it again; the other files are still counted",
        ) from error


def misfit(file: ExportFile) -> str:
    """What is said of a file that is not what its name says; nothing of its contents is."""
    is_parquet = file.path.lower().endswith(".parquet")
    return f"cannot be read: it is not {'Parquet' if is_parquet else 'a CSV table'}"


def _text_batches(path: Path) -> pa.RecordBatchReader:
    names = _header(path)
    return csv.open_csv(
        path,
        read_options=csv.ReadOptions(block_size=BLOCK_BYTES),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=NULLS,
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    )


def _header(path: Path) -> list[str]:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
        return next(text_csv.reader([stream.readline().decode("utf-8-sig")]), [])

"""The sound rows of a CSV file with broken ones, in a file of their own, and the broken with why.

DuckDB reads a file wholly or not at all. Its `store_rejects` would take the rows after an open
quote for one long value and count them as a single rejected row, so it is not used. Here every line
is looked at by itself, which is slow (20 seconds for a million), and so done only for a file that
DuckDB refused. Each line ends up in exactly one of the two places:

    sound     it has as many columns as the header, and its quotes are closed; or it does so
              together with the next ones, as a value with line ends in it does
    broken    all else, with the number of its line

A line whose quote is open joins the following only as long as none of these would be a row by
itself. Where fewer than half of the rows are sound, the header or the dialect is another one: then
nothing of the file is believed.
"""

import gzip
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

# DuckDB reads no longer line.
LONGEST_LINE = 2_000_000
# A value of more lines is an open quote.
MOST_LINES = 100
# They are kept in memory, and whoever has more has to export again anyway.
MOST_BROKEN = 100_000
_QUOTED = rb'"(?:[^"]|"")*+"'
_FIELD = rb"(?:" + _QUOTED + rb' *|[^",\r\n][^,\r\n]*|)'
_FIELDS = re.compile(_FIELD + rb"(?:," + _FIELD + rb")*+")
_OPEN = re.compile(rb"(?:" + _FIELD + rb",)*+" + rb'"(?:[^"]|"")*+')
_QUOTED_FIELD = re.compile(rb"(?:(?<=,)|^)" + _QUOTED)


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that is no row; its text as far as it is UTF-8."""

    problem: str
    text: str


@dataclass(slots=True)
class Salvaged:
    """`path` has the header and `sound` rows."""

    path: Path
    sound: int = 0
    broken: list[Broken] = field(default_factory=list)


def salvage(path: str, target: Path) -> Salvaged | None:
    """Write the sound rows of the file into `target`; None where too few of them are.

    Raises OSError, EOFError or zlib.error where the file itself ends too soon.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    made = Salvaged(target)
    with _opened(path) as source, target.open("wb") as kept:
        header = _unended(source.readline())
        kept.write(header + b"\n")
        for row in _rows(source, _width(header.removeprefix(b"\xef\xbb\xbf"))):
            if isinstance(row, Broken):
                made.broken.append(row)
            else:
                made.sound += 1
                kept.write(row + b"\n")
            if len(made.broken) > MOST_BROKEN:
                return None
    return made if made.sound > len(made.broken) else None


def _opened(path: str) -> IO[bytes]:
    # A GzipFile is read as any binary file is, though typeshed does not say so.
    return cast("IO[bytes]", gzip.open(path)) if _is_gzip(path) else Path(path).open("rb")


def _is_gzip(path: str) -> bool:
    return path.lower().endswith(".gz")


def _rows(source: IO[bytes], width: int) -> Iterator[bytes | Broken]:
    """Each row, sound or broken; empty lines are none."""
    waiting: deque[bytes] = deque()
    number = 2
    while (line := _next(source, waiting)) is not None:
        taken = 1
        if line and (problem := _problem(line, width)):
            whole, taken = _joined(line, source, waiting, width)
            if whole is None:
                yield Broken(f"line {number}: {problem}", line.decode("utf-8", "replace"))
            else:
                yield whole
        elif line:
            yield line
        number += taken


def _next(source: IO[bytes], waiting: deque[bytes]) -> bytes | None:
    if waiting:
        return waiting.popleft()
    line = source.readline()
    return _unended(line) if line else None


def _unended(line: bytes) -> bytes:
    return line.removesuffix(b"\n").removesuffix(b"\r")


def _problem(line: bytes, width: int) -> str | None:
    """Why a line is no row; None where it is one."""
    if len(line) > LONGEST_LINE:
        return "longer than 2 MB"
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return "not UTF-8"
    if not _FIELDS.fullmatch(line):
        return "an open quote" if _OPEN.fullmatch(line) else "a sign that stands in a wrong place"
    # An empty one at the end is none: some exporters write a comma after the last.
    if (found := _width(line)) == width or (found == width + 1 and line.endswith(b",")):
        return None
    return f"{found} of {width} columns"


def _width(line: bytes) -> int:
    if b'"' not in line:
        return line.count(b",") + 1
    return _QUOTED_FIELD.sub(b"", line).count(b",") + 1


def _joined(
    line: bytes, source: IO[bytes], waiting: deque[bytes], width: int
) -> tuple[bytes | None, int]:
    """A row of several lines that begins with this one, and of how many; None where it does not."""
    whole, read = line, list[bytes]()
    while len(read) < MOST_LINES and _OPEN.fullmatch(whole):
        following = _next(source, waiting)
        if following is None:
            break
        read.append(following)
        # The line on which a value ends has one quote more than a row has.
        if following.count(b'"') % 2 == 0 and _problem(following, width) is None:
            break
        whole += b"\n" + following
        if _problem(whole, width) is None:
            return whole, 1 + len(read)
    waiting.extendleft(reversed(read))
    return None, 1

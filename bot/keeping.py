"""What it means that the home takes no more: a full disk, a file of another owner's.

An answer that could not be written down is not given, so this ends the question. It is no bug: the
person is told what to mend, without a traceback.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

# Another process may be writing; it does so in milliseconds.
WAIT_S = 10


class NotKept(OSError):
    """A file under `home` could not be written; the message says which, why, and what to do."""


@contextmanager
def keeping(path: Path) -> Iterator[None]:
    """Turn what goes wrong with this file, or with the database in it, into NotKept."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise NotKept(
            f"{path} cannot be written: {why}; make room or give this user the right to write there"
        ) from error


@contextmanager
def opened(database: Path) -> Iterator[sqlite3.Connection]:
    """One transaction with it. Raises NotKept.

    One connection a use: SQLite opens in a tenth of a millisecond, and threads share none.
    """
    with (
        keeping(database),
        closing(sqlite3.connect(database, timeout=WAIT_S)) as connection,
        connection,
    ):
        connection.execute("PRAGMA journal_mode = WAL")
        # A process that ends at any moment loses nothing; a machine may lose the last seconds.
        connection.execute("PRAGMA synchronous = NORMAL")
        yield connection

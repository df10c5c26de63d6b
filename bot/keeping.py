"""What it means that the home takes no more: a full disk, a file of another owner's.

An answer that could not be written down is not given, so this ends the question. It is no bug: the
person is told what to mend, without a traceback.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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

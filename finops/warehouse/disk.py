"""Files under `home` that appear whole or not at all, and one writer at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


def write(path: Path, content: bytes) -> None:
    """Make the file's new content appear at once, and stay."""
    # A name of its own: two threads may write the same file, and the last one wins whole.
    part = path.with_name(f".{path.name}.{uuid4().hex}.part")
    with part.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process and thread at a time; the lock goes with the process that holds it."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

"""Where bugs are written down: `home/log/finops.log`, under the id that the person was told.

Only warnings and worse, one file that all processes append to, for its owner's eyes. Names and tags
can be in it, as tracebacks quote values; questions and calls are in the audit instead.
"""

import logging
import sys
from logging.handlers import WatchedFileHandler
from pathlib import Path

from bot.keeping import keeping
from bot.redaction import redacted


def start(home: Path) -> Path:
    """Send what is logged to the file, whose path is returned; it is made with the first line.

    Raises NotKept.
    """
    path = home / "log" / "finops.log"
    with keeping(path.parent):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = _File(path, encoding="utf-8", errors="backslashreplace", delay=True)
    handler.setFormatter(_Harmless("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    return path


class _Harmless(logging.Formatter):
    """Lines without what looks like a credential."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class _File(WatchedFileHandler):
    """A log that says nothing where it cannot be written: the audit then says so to the person."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 — logging's own name
        if not isinstance(sys.exception(), OSError):
            super().handleError(record)

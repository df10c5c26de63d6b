"""Where bugs are written down: `home/log/finops.log`, under the id that the person was told.

Only warnings and worse, one file that all processes append to, for its owner's eyes. Names and tags
can be in it, as tracebacks quote values; questions and calls are in the audit instead.
"""

import logging
from logging.handlers import WatchedFileHandler
from pathlib import Path


def start(home: Path) -> Path:
    """Send what is logged to the file, whose path is returned; it is made with the first line."""
    path = home / "log" / "finops.log"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = WatchedFileHandler(path, encoding="utf-8", errors="backslashreplace", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    return path

"""Each event once: Slack delivers again what it believes lost, and others may replay.

The marks lie in `home/cache/slack` for an hour (Slack's last retry comes after five minutes, and
an older signature is refused anyway), so that they hold over a restart and between processes.
"""

# mypy: allow-untyped-calls
# (diskcache has no types)

from pathlib import Path

import diskcache

HOUR_S = 3600


class Once:
    """Safe to use from several threads and processes."""

    def __init__(self, home: Path) -> None:
        folder = home / "cache" / "slack"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Marks are small numbers, which diskcache never pickles.
        self._marks = diskcache.Cache(str(folder), size_limit=64 * 2**20)

    def is_first(self, fingerprint: str) -> bool:
        """Whether this was not seen within the hour; from now on it was."""
        return bool(self._marks.add(fingerprint, 1, expire=HOUR_S, retry=True))

    def close(self) -> None:
        """Let go of the file."""
        self._marks.close()

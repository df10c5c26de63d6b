"""Each delivery once: Slack and Microsoft deliver again what they believe lost; others may replay.

The marks lie in `home/cache/<surface>` for an hour (the last retry comes after minutes, and what is
older is refused anyway), so that they hold over a restart and between processes.
"""

# mypy: allow-untyped-calls
# (diskcache has no types)

from pathlib import Path

import diskcache

HOUR_S = 3600


class Once:
    """Safe to use from several threads and processes."""

    def __init__(self, home: Path, surface: str) -> None:
        folder = home / "cache" / surface
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Marks are small numbers, which diskcache never pickles.
        self._marks = diskcache.Cache(str(folder), size_limit=64 * 2**20)

    def is_first(self, fingerprint: str) -> bool:
        """Whether this was not seen within the hour; from now on it was."""
        return bool(self._marks.add(fingerprint, 1, expire=HOUR_S, retry=True))

    def close(self) -> None:
        """Let go of the file."""
        self._marks.close()

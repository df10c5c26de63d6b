"""What is kept of scripts beside the audit: the code of each answer, and who ran how many.

Tables of `home/state.sqlite`. Times are the real clock's: limits by the hour must hold when
FINOPS_NOW freezes the bot's. Safe to use from several threads and processes. What cannot be
written raises NotKept, and then nothing is run.
"""

from datetime import datetime, timedelta
from pathlib import Path

from bot.keeping import opened

_HOUR = timedelta(hours=1)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS scripts (answer TEXT PRIMARY KEY, code TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS script_turns (at TEXT NOT NULL, asker TEXT NOT NULL);
"""


class Kept:
    """The scripts of one `home`."""

    def __init__(self, home: Path) -> None:
        """Make the tables where there are none yet."""
        self._file = home / "state.sqlite"
        with opened(self._file) as connection:
            connection.executescript(_SCHEMA)
        self._file.chmod(0o600)

    def keep(self, answer: str, code: str) -> None:
        """Keep the code that gave an answer, or was to."""
        with opened(self._file) as connection:
            connection.execute("INSERT OR REPLACE INTO scripts VALUES (?, ?)", (answer, code))

    def code(self, answer: str) -> str | None:
        """The code of that answer; None where no script gave it."""
        with opened(self._file) as connection:
            found = connection.execute(
                "SELECT code FROM scripts WHERE answer = ?", (answer,)
            ).fetchone()
        return found[0] if found else None

    def take_turn(self, asker: str, now: datetime, per_person: int, in_all: int) -> str | None:
        """Count a script of this person's; why they may have none now, if so."""
        since = (now - _HOUR).isoformat()
        with opened(self._file) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM script_turns WHERE at <= ?", (since,))
            every, own = connection.execute(
                "SELECT count(*), count(CASE WHEN asker = ? THEN 1 END) FROM script_turns", (asker,)
            ).fetchone()
            if own >= per_person:
                return f"{per_person} scripts an hour are run for one person"
            if every >= in_all:
                return f"{in_all} scripts an hour are run for all together"
            connection.execute("INSERT INTO script_turns VALUES (?, ?)", (now.isoformat(), asker))
        return None

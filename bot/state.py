"""What the bot must remember over a restart: questions that were answered, and what people thought.

One SQLite file, `home/state.sqlite`. A question is kept with the Query it was read as: whoever
presses a button later gets the answer that *their* rights allow, computed anew. What it said is
kept beside it, as text, only to tell later what has changed (`bot.explain`).
A question that held a secret is kept without it and without its Query.
Safe to use from several threads and processes. What cannot be written raises NotKept.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import orjson

from bot.keeping import opened
from bot.redaction import redacted_question
from intents.query import Query, parse

Thumb = Literal["up", "down"]
_SCHEMA = """
CREATE TABLE IF NOT EXISTS questions (
    id TEXT PRIMARY KEY, asked_at TEXT NOT NULL, asker TEXT NOT NULL, surface TEXT NOT NULL,
    thread TEXT, question TEXT NOT NULL, outcome TEXT NOT NULL, query TEXT
);
CREATE TABLE IF NOT EXISTS figures (answer TEXT PRIMARY KEY, figures TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS feedback (
    answer TEXT NOT NULL, asker TEXT NOT NULL, given_at TEXT NOT NULL, thumb TEXT NOT NULL,
    reason TEXT NOT NULL, PRIMARY KEY (answer, asker)
);
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was answered; `query` is None where it was not read as one."""

    id: str
    asked_at: datetime
    asker: str
    surface: str
    thread: str | None
    question: str
    outcome: str
    query: Query | None


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody thought of an answer, with the question it was about."""

    asked: Asked
    asker: str
    given_at: datetime
    thumb: Thumb
    reason: str


class State:
    """The state of one `home`."""

    def __init__(self, home: Path) -> None:
        """Make the file where there is none yet."""
        self._file = home / "state.sqlite"
        with opened(self._file) as connection:
            connection.executescript(_SCHEMA)
        self._file.chmod(0o600)
        # Nothing is done with it. Whoever closes a file last has to wait until all of it is on the
        # disk, twenty milliseconds or more: with this one open, no question is the last.
        self._open_meanwhile = sqlite3.connect(self._file, check_same_thread=False)
        self._open_meanwhile.execute("SELECT 1 FROM questions").fetchone()

    def close(self) -> None:
        """Let go of the file; what comes later is still kept, and waits for the disk."""
        self._open_meanwhile.close()

    def remember(self, asked: Asked, figures: str | None = None) -> None:
        """Keep a question, without secrets; a Query that held one could not be asked again.

        `figures` is what the answer said, where there is something to compare later.
        """
        data = asked.query.model_dump(mode="json", exclude_defaults=True) if asked.query else None
        question, [harmless] = redacted_question(asked.question, data)
        query = orjson.dumps(data).decode() if data is not None and harmless == data else None
        row = (asked.id, asked.asked_at.isoformat(), asked.asker, asked.surface, asked.thread,
               question, asked.outcome, query)  # fmt: skip
        with opened(self._file) as connection:
            connection.execute("INSERT INTO questions VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            if figures is not None:
                connection.execute("INSERT INTO figures VALUES (?, ?)", (asked.id, figures))

    def figures(self, answer: str) -> str | None:
        """What the answer of that id said, or None where it was not kept."""
        with opened(self._file) as connection:
            found = connection.execute(
                "SELECT figures FROM figures WHERE answer = ?", (answer,)
            ).fetchone()
        return found[0] if found else None

    def asked(self, answer: str) -> Asked | None:
        """The question of that answer's id, or None where nobody asked it."""
        with opened(self._file) as connection:
            row = connection.execute("SELECT * FROM questions WHERE id = ?", (answer,)).fetchone()
        return _asked(row) if row else None

    def rate(self, answer: str, asker: str, thumb: Thumb, reason: str, now: datetime) -> None:
        """Keep what somebody thinks of an answer; their later word replaces their earlier one."""
        row = (answer, asker, now.isoformat(), thumb, reason)
        with opened(self._file) as connection:
            connection.execute("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?)", row)

    def feedback(self) -> tuple[Feedback, ...]:
        """All of it, newest first."""
        with opened(self._file) as connection:
            rows = connection.execute(
                "SELECT q.*, f.asker, f.given_at, f.thumb, f.reason FROM feedback f "
                "JOIN questions q ON q.id = f.answer ORDER BY f.given_at DESC"
            ).fetchall()
        return tuple(
            Feedback(_asked(row[:8]), row[8], datetime.fromisoformat(row[9]), row[10], row[11])
            for row in rows
        )


def _asked(row: tuple[str, str, str, str, str | None, str, str, str | None]) -> Asked:
    answer, asked_at, asker, surface, thread, question, outcome, query = row
    return Asked(
        id=answer,
        asked_at=datetime.fromisoformat(asked_at),
        asker=asker,
        surface=surface,
        thread=thread,
        question=question,
        outcome=outcome,
        query=_query(query) if query else None,
    )


def _query(text: str) -> Query:
    return parse(orjson.loads(text))

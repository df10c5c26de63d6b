"""Scripts that are run again without a model, where the question that they answered recurs.

Somebody gave the answer a 👍, and somebody with the right `admin` read the script and promoted it:
as it is, or with the text that they made of it. It is kept with its question, hash and names of
values, in `home/state.sqlite`; who promoted and who revoked it stands beside it and in the audit.
It still runs in the jail, under the rights and limits of whoever asks.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.keeping import opened
from bot.learning import Decider, Undecidable
from bot.scripts.shown import digest
from bot.scripts.values import Unfit, filled, problems
from bot.state import Asked, Feedback
from intents.context import ReadContext
from intents.recurring import Recurring, recurring

_SCHEMA = """
CREATE TABLE IF NOT EXISTS promoted_scripts (
    answer TEXT PRIMARY KEY, question TEXT NOT NULL, template TEXT NOT NULL, code TEXT NOT NULL,
    by TEXT NOT NULL, at TEXT NOT NULL, parameters TEXT NOT NULL,
    revoked_by TEXT, revoked_at TEXT
);
"""


@dataclass(frozen=True, slots=True)
class Promoted:
    """A script that answers a question whenever it recurs; `answer` is its id.

    `template` is the question as `intents.recurring` has it, `parameters` its values at the time.
    """

    answer: str
    question: str
    template: str
    code: str
    by: str
    at: datetime
    parameters: Mapping[str, str | int | float]
    revoked_by: str | None = None
    revoked_at: datetime | None = None

    @property
    def sha256(self) -> str:
        """Of the text that was reviewed."""
        return digest(self.code)

    def for_question(self, found: Recurring) -> str:
        """The script with this question's values. Raises Unfit."""
        return filled(self.code, found.values)


class Promotions:
    """Those of one `home`. What cannot be written raises NotKept."""

    def __init__(self, home: Path) -> None:
        """Make the table where there is none yet."""
        self._file = home / "state.sqlite"
        with opened(self._file) as connection:
            connection.executescript(_SCHEMA)

    def all(self) -> tuple[Promoted, ...]:
        """All of them, revoked ones too, newest first."""
        with opened(self._file) as connection:
            rows = connection.execute("SELECT * FROM promoted_scripts ORDER BY at DESC").fetchall()
        return tuple(map(_promoted, rows))

    def matching(self, question: str, context: ReadContext) -> tuple[Promoted, str] | None:
        """The script for a question, with its values filled in; None where there is none."""
        standing = [one for one in self.all() if one.revoked_at is None]
        if not standing:
            return None
        found = recurring(question, context)
        for one in standing:
            if one.template == found.template:
                try:
                    return one, one.for_question(found)
                except Unfit:
                    continue
        return None

    def keep(self, one: Promoted) -> None:
        """Keep it; it replaces an earlier one of the same answer."""
        row = (one.answer, one.question, one.template, one.code, one.by, one.at.isoformat(),
               json.dumps(dict(one.parameters)))  # fmt: skip
        with opened(self._file) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO promoted_scripts VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
                row,
            )

    def revoke(self, answer: str, by: Decider, at: datetime) -> Promoted:
        """Run it no more. Raises Undecidable."""
        _check(by)
        found = next((one for one in self.all() if one.answer == answer), None)
        if found is None or found.revoked_at is not None:
            raise Undecidable(f"no script is promoted as {answer}; see finops scripts")
        with opened(self._file) as connection:
            connection.execute(
                "UPDATE promoted_scripts SET revoked_by = ?, revoked_at = ? WHERE answer = ?",
                (by.name, at.isoformat(), answer),
            )
        return found


def promotion(
    asked: Asked,
    code: str,
    feedback: tuple[Feedback, ...],
    context: ReadContext,
    by: Decider,
    at: datetime,
) -> Promoted:
    """What is to be kept of a script; `context` is of the day of the question. Raises Undecidable.

    `code` is the text that was reviewed.
    """
    _check(by)
    if not any(one.asked.id == asked.id and one.thumb == "up" for one in feedback):
        raise Undecidable(f"nobody has confirmed answer {asked.id} by a 👍")
    found = recurring(asked.question, context)
    try:
        wrong = problems(code, found.values)
    except Unfit as error:
        raise Undecidable(str(error)) from error
    if wrong:
        raise Undecidable("; ".join((*wrong, "mend it, and promote it with --code FILE")))
    return Promoted(asked.id, asked.question, found.template, code, by.name, at, dict(found.values))


def _check(by: Decider) -> None:
    if denied := by.denied():
        raise Undecidable(denied.message)


def _promoted(row: tuple[str, str, str, str, str, str, str, str | None, str | None]) -> Promoted:
    answer, question, template, code, by, at, parameters, revoked_by, revoked_at = row
    return Promoted(
        answer, question, template, code, by, datetime.fromisoformat(at), json.loads(parameters),
        revoked_by, datetime.fromisoformat(revoked_at) if revoked_at else None,
    )  # fmt: skip

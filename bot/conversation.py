"""What a conversation remembers: the last answer of each thread, so that the next words can go on.

A table of `home/state.sqlite`. Kept are the Query that was answered, what tells the rows that were
shown from one another, and the questions that were offered; a Query that held a secret is not. A
follow-up is computed anew under the rights of who says it: what is kept opens nothing. A thread is
forgotten after `LASTING`, a loose one (a command, a direct message) after `LOOSE`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import orjson

from bot.keeping import opened
from bot.redaction import redacted_question
from finops.answer import Answer
from intents.context import Previous
from intents.query import GRAINS, Query, parse

LASTING = timedelta(days=7)
LOOSE = timedelta(minutes=15)
# After so long, the person is told how old the answer is that their words go on from.
FRESH = timedelta(hours=1)
# More rows than anybody counts to.
MOST_ROWS = 50
_SCHEMA = """
CREATE TABLE IF NOT EXISTS turns (
    thread TEXT PRIMARY KEY, said_at TEXT NOT NULL, answer TEXT NOT NULL, turn TEXT NOT NULL
);
"""
# An account is of one cloud.
_IDENTITY = ("name", "account", "region")
_ENOUGH = ("id", "resource_id")
Wish = Literal["query", "export", "forget"]
_WISHES: Mapping[Wish, str] = {
    "query": "show me the query, show the query, what was the query, the query, query, sql, "
    "show sql, show me the sql, show the sql, what is the sql, explain, explain that, explain it, "
    "explain this, explain the answer, how did you get that, how did you get this, how did you "
    "compute that, how was that computed, how did you calculate that, where does that come from, "
    "where do these numbers come from, where does this come from, what did you run, "
    "how do you know, how did you read that, show me the script, show the script, the script, "
    "script, show me the code, show the code, the code, code, show code, show me the python",
    "export": "export, export that, export it, export this, as csv, csv, as a csv, download, "
    "download that, download it, download csv, give me a csv, give me the csv, export as csv, "
    "export to csv, export that as csv, export it as csv, export to excel, as a file, in excel, "
    "as excel, as a spreadsheet, send me the csv, csv please, can i have that as csv, "
    "can i get that as a csv, can you export that, save as csv, save that, save it as csv, "
    "all rows as csv, show all as csv, export all, export everything, i need a csv",
    "forget": "reset, forget that, forget it, forget this, start over, new question, never mind, "
    "nevermind, clear, start again, from scratch, forget everything, new topic, clear that, "
    "reset that, begin again",
}
_MEANT = {words: wish for wish, text in _WISHES.items() for words in text.split(", ")}
_POLITE = frozenset("please pls thanks thank you ok okay hey hi and now then".split())
_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("1 first 1st one", "2 second 2nd two", "3 third 3rd three", "4 fourth 4th four"), 1
    )
    for word in words.split()
}
_CHOOSING = frozenset("the one option number choice answer no #".split())


@dataclass(frozen=True, slots=True)
class Turn:
    """The last answer of a thread. `offered` are the questions that a number picks.

    `query` and what is beside it are of the last answer that had one; `is_choice`: what was offered
    has to be chosen from, and "the second one" is of it rather than of the rows.
    """

    said_at: datetime
    answer: str
    question: str
    query: Query | None
    rows: tuple[Mapping[str, str | None], ...] = ()
    row_count: int = 0
    offered: tuple[str, ...] = ()
    is_choice: bool = False

    def previous(self, now: datetime) -> Previous | None:
        """What a reader may know of it."""
        if self.query is None:
            return None
        since = _ago(now - self.said_at) if now - self.said_at > FRESH else None
        return Previous(self.query, self.question, self.rows, self.row_count, since)


class Conversations:
    """The conversations of one `home`. Safe to use from several threads and processes."""

    def __init__(self, home: Path) -> None:
        """Make the table where there is none yet."""
        self._file = home / "state.sqlite"
        with opened(self._file) as connection:
            connection.executescript(_SCHEMA)

    def last(self, thread: str, now: datetime, lasting: timedelta) -> Turn | None:
        """The last answer of a thread, if it is not older than that."""
        with opened(self._file) as connection:
            row = connection.execute(
                "SELECT said_at, answer, turn FROM turns WHERE thread = ?", (thread,)
            ).fetchone()
        if row is None or now - datetime.fromisoformat(row[0]) > lasting:
            return None
        return _turn(datetime.fromisoformat(row[0]), row[1], orjson.loads(row[2]))

    def keep(self, thread: str, turn: Turn) -> None:
        """Make it the last answer of a thread, and forget the threads that are too old."""
        data = turn.query.model_dump(mode="json", exclude_defaults=True) if turn.query else None
        question, [harmless] = redacted_question(turn.question, data)
        told = orjson.dumps({
            "question": question,
            "query": data if harmless == data else None,
            "rows": turn.rows if harmless == data else (),
            "row_count": turn.row_count,
            "offered": turn.offered,
            "is_choice": turn.is_choice,
        }).decode()  # fmt: skip
        row = (thread, turn.said_at.isoformat(), turn.answer, told)
        with opened(self._file) as connection:
            connection.execute("INSERT OR REPLACE INTO turns VALUES (?, ?, ?, ?)", row)
            old = (turn.said_at - LASTING).isoformat()
            connection.execute("DELETE FROM turns WHERE said_at < ?", (old,))

    def forget(self, thread: str) -> None:
        """Let the next words begin anew."""
        with opened(self._file) as connection:
            connection.execute("DELETE FROM turns WHERE thread = ?", (thread,))


def _turn(said_at: datetime, answer: str, told: dict[str, object]) -> Turn:
    query, rows, offered = told["query"], told["rows"], told["offered"]
    return Turn(
        said_at=said_at,
        answer=answer,
        question=str(told["question"]),
        query=parse(query) if query else None,
        rows=tuple(rows) if isinstance(rows, list) else (),
        row_count=int(str(told["row_count"])),
        offered=tuple(offered) if isinstance(offered, list) else (),
        is_choice=bool(told["is_choice"]),
    )


def after(before: Turn | None, question: str, answer: Answer, now: datetime) -> Turn:
    """The turn that an answer makes; one that answers nothing leaves the Query before to go on.

    What a script answered has no Query, and is the last answer all the same: "export that" is it.
    """
    offered = answer.choices or answer.suggestions
    chosen = bool(answer.choices)
    is_scripts = answer.route == "script" and answer.outcome in ("answered", "partial")
    if answer.query is None and before is not None and not is_scripts:
        return replace(before, said_at=now, offered=offered, is_choice=chosen)
    query = parse(answer.query) if answer.query else None
    rows = tuple(_keys(answer)) if query else ()
    return Turn(now, answer.id, question, query, rows, answer.row_count, offered, chosen)


def _keys(answer: Answer) -> Iterator[Mapping[str, str | None]]:
    """What tells each of the first rows from the others: groups, or what identifies a thing."""
    shown = {column.name for column in answer.columns}
    query = parse(answer.query)
    if query.analysis == "list":
        own = tuple(name for name in _ENOUGH if name in shown)
        names = own or tuple(name for name in _IDENTITY if name in shown)
    else:
        names = tuple(name for name in query.group_by if name in shown)
    if not names or query.analysis == "trend" or set(names) & set(GRAINS) or query.others:
        return
    for row in answer.rows[:MOST_ROWS]:
        cells = {name: row.get(name) for name in names}
        yield {name: None if cell is None else str(cell) for name, cell in cells.items()}


def picked(question: str, turn: Turn) -> str:
    """The offered question that a number picks, else the words themselves.

    Of what has to be chosen from, "the second" picks too; else that is of the rows.
    """
    words = [word for word in _words(question) if word not in _POLITE]
    if turn.is_choice:
        bare = [word.lstrip("#") for word in words if word not in _CHOOSING] or words[-1:]
    else:
        bare = words if len(words) == 1 and words[0].isdigit() else []
    number = _NUMBERS.get(bare[0]) if len(bare) == 1 else None
    if number is None or number > len(turn.offered):
        return question
    return turn.offered[number - 1].removeprefix("…").strip()


def wished(question: str) -> Wish | None:
    """What is to be done with the last answer, rather than asked of it."""
    words = _words(question)
    return _MEANT.get(" ".join(words)) or _MEANT.get(
        " ".join(word for word in words if word not in _POLITE)
    )


def _words(question: str) -> list[str]:
    return [word.strip(".,!?:;\"'") for word in question.casefold().split()]


def _ago(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    if hours < 48:
        return f"{hours} hour{'' if hours == 1 else 's'} ago"
    return f"{age.days} days ago"

"""A past answer replayed: how it was read, what was run and called, and what differs today.

The Query is computed again with the dates it had then, under the rights of who explains it. What
it said then is shown to whoever asked it, and to who holds the bot's own credentials; the rows of
somebody else's answer may be more than one's own rights allow.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import orjson

from bot.state import Asked
from finops.answer import Answer, Cell, Column
from finops.figures import plain

# More rows of an answer than this are not kept to be compared.
MOST_ROWS = 500
MOST_DIFFERENCES = 10
NUMBERS = ("money", "number")
_EXPLAIN = re.compile(r"explain\s+([0-9a-f]{12})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figures:
    """What an answer said: enough to tell later what has changed."""

    headline: str
    row_count: int
    totals: Mapping[str, Cell]
    rows: tuple[Mapping[str, Cell], ...]

    @classmethod
    def of(cls, answer: Answer) -> "Figures":
        """The figures of an Answer; of a long one, the first rows."""
        short = answer.model_copy(update={"rows": answer.rows[:MOST_ROWS]})
        data = orjson.loads(short.to_json())
        return cls(answer.headline, answer.row_count, data["totals"], tuple(data["rows"]))

    def to_json(self) -> str:
        """As text, to keep."""
        return orjson.dumps([self.headline, self.row_count, self.totals, self.rows]).decode()

    @classmethod
    def from_json(cls, text: str) -> "Figures":
        """What `to_json` wrote."""
        headline, row_count, totals, rows = orjson.loads(text)
        return cls(headline, row_count, totals, tuple(rows))


@dataclass(frozen=True, slots=True)
class Explanation:
    """How an answer came about. `differences` is None where what it said may not be shown."""

    asked: Asked
    now: Answer
    statements: tuple[str, ...]
    calls: tuple[Mapping[str, object], ...]
    then: Figures | None
    differences: tuple[str, ...] | None

    def to_json(self) -> str:
        """One line of JSON, for the HTTP API."""
        return orjson.dumps(
            {
                "id": self.asked.id,
                "question": self.asked.question,
                "asked_at": self.asked.asked_at.isoformat(),
                "then": self.then and {"headline": self.then.headline, "totals": self.then.totals},
                "differences": self.differences,
                "statements": self.statements,
                "calls": self.calls,
                "now": orjson.Fragment(self.now.to_json()),
            }
        ).decode()


def asked_for(question: str) -> str | None:
    """The id in "explain a7f3…", which every surface takes like a question; else None."""
    found = _EXPLAIN.fullmatch(question.strip())
    return found.group(1).lower() if found else None


def drawn(found: Explanation) -> Answer:
    """An explanation as an Answer, for surfaces that draw nothing else."""
    told = [f"it said: {found.then.headline}"] if found.then else []
    if found.differences is None:
        told.append("what it said then was not kept, or is not yours to see")
    else:
        told += found.differences or ["nothing differs today"]
    calls = len(found.calls)
    told.append(f"it took {calls} call{'' if calls == 1 else 's'} to the clouds")
    return found.now.model_copy(
        update={
            "outcome": "howto",
            "insights": tuple(told),
            "command": ";\n\n".join(found.statements) or None,
            "columns": (),
            "rows": (),
            "row_count": 0,
            "totals": {},
            "suggestions": (found.asked.question,),
        }
    )


def differences(then: Figures, now: Answer) -> tuple[str, ...]:
    """What an answer says otherwise than before, the totals first; empty: nothing differs."""
    today = Figures.of(now)
    found = list(_differences(then, today, now.columns))
    if len(found) > MOST_DIFFERENCES:
        more = len(found) - MOST_DIFFERENCES
        found = [*found[:MOST_DIFFERENCES], f"… and {more:,} more differences"]
    return tuple(found)


def _differences(then: Figures, now: Figures, columns: Sequence[Column]) -> Iterator[str]:
    numbers = [column for column in columns if column.type in NUMBERS]
    for column in numbers:
        yield from _changed(f"total {column.name}", column, then.totals, now.totals)
    if then.row_count != now.row_count:
        yield f"{then.row_count:,} rows then, {now.row_count:,} now"
    if max(then.row_count, now.row_count) > MOST_ROWS:
        yield f"only the first {MOST_ROWS} rows were kept; the others are not compared"
        return
    names = [column.name for column in columns if column.type not in NUMBERS]
    before, after = _keyed(then, names), _keyed(now, names)
    for key, row in after.items():
        if key not in before:
            yield f"{_title(key)} was not there"
        else:
            for column in numbers:
                yield from _changed(f"{_title(key)}: {column.name}", column, before[key], row)
    yield from (f"{_title(key)} is not there any more" for key in before if key not in after)


def _keyed(figures: Figures, names: Sequence[str]) -> dict[str, Mapping[str, Cell]]:
    """Rows by what is no number in them; alike ones are told apart by their place."""
    found: dict[str, Mapping[str, Cell]] = {}
    for row in figures.rows:
        key = ", ".join(str(row.get(name)) for name in names if row.get(name) is not None)
        found[key if key not in found else f"{key} ({len(found)})"] = row
    return found


def _title(key: str) -> str:
    return key or "the row"


def _changed(
    what: str, column: Column, then: Mapping[str, Cell], now: Mapping[str, Cell]
) -> Iterator[str]:
    # A column that is shown only where it tells something may be on one side alone.
    if column.name not in then or column.name not in now:
        return
    before, after = _number(then[column.name]), _number(now[column.name])
    if before != after:
        yield f"{what}: {plain(before, column)} then, {plain(after, column)} now"


def _number(cell: Cell) -> Decimal | None:
    """As JSON has it on both sides: a float has the same digits again."""
    return None if cell is None or not isinstance(cell, int | float) else Decimal(str(cell))

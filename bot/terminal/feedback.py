"""`finops feedback`: what people thought of answers, as a table or as JSON lines. Pure."""

from collections.abc import Sequence

import orjson
from tabulate import tabulate

from bot.drawing.clean import clean
from bot.state import Feedback

HEADINGS = ("when", "thumb", "question", "reason", "who", "answer", "query")


def as_text(found: Sequence[Feedback]) -> str:
    """A table; what people wrote cannot steer the terminal."""
    if not found:
        return "nobody has rated an answer yet\n"
    rows = [[clean(cell) for cell in _cells(one)] for one in found]
    return tabulate(rows, HEADINGS, tablefmt="plain", disable_numparse=True) + "\n"


def _cells(one: Feedback) -> tuple[str, ...]:
    query = one.asked.query.model_dump_json(exclude_defaults=True) if one.asked.query else ""
    when = f"{one.given_at:%Y-%m-%d %H:%M}"
    return when, one.thumb, one.asked.question, one.reason, one.asker, one.asked.id, query


def as_json(found: Sequence[Feedback]) -> str:
    """One object a line."""
    return "".join(orjson.dumps(_record(one)).decode() + "\n" for one in found)


def _record(one: Feedback) -> dict[str, object]:
    return {
        "given_at": one.given_at,
        "thumb": one.thumb,
        "reason": one.reason,
        "asker": one.asker,
        "answer": one.asked.id,
        "question": one.asked.question,
        "outcome": one.asked.outcome,
        "asked_at": one.asked.asked_at,
        "asked_by": one.asked.asker,
        "surface": one.asked.surface,
        "query": one.asked.query.as_said() if one.asked.query else None,
    }

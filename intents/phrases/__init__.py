"""Examples of what people ask, as data: tests, help, and suggestions in one.

Each TOML holds `[[phrase]]` tables: `ask`, and what it means: a Query as said (`query`), or an
`outcome` of `clarify`, `refuse`, `howto` or `unread` (with the unread `words`). The phrases are
read with today = 2026-11-18. `show = true` marks those that help shows. To add one, write it: it is
its own test.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Phrase:
    """One example. `query` is as in JSON; `words` are what stays unread."""

    ask: str
    query: dict[str, Any] | None = None
    outcome: str = "query"
    words: tuple[str, ...] = ()
    show: bool = False


@cache
def phrases() -> tuple[Phrase, ...]:
    """Every example, by file."""
    return tuple(_read())


def _read() -> Iterator[Phrase]:
    folder = files(__name__)
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.name.endswith(".toml"):
            for raw in tomllib.loads(item.read_text("utf-8"))["phrase"]:
                yield Phrase(**{**raw, "words": tuple(raw.get("words", ()))})


@cache
def examples(subject: str) -> tuple[str, ...]:
    """Questions about a subject that can be answered, those for show first."""
    known = [p for p in phrases() if p.query and p.query.get("subject") == subject]
    return tuple(phrase.ask for phrase in sorted(known, key=lambda phrase: not phrase.show))

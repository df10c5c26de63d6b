"""Examples of follow-ups, as data: what is said after a question, and what is meant then.

Each TOML holds `[[followup]]` tables: `after`, a question; `ask`, what is said next; and the Query
that is meant (`query`, whole) or an `outcome` of `clarify`, `refuse`, `howto` or `unread`. They are
read with today = 2026-11-18, after an answer that showed the rows of ROWS. To add one, write it: it
is its own test.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from intents.context import Previous
from intents.query import GRAINS, Query

# What the answers before are taken to have shown, for "the second one".
ROWS: tuple[Mapping[str, str | None], ...] = (
    {"name": "web-1", "account": "shop", "region": "us-east-1"},
    {"name": "web-2", "account": "shop", "region": "us-east-1"},
    {"name": "db-1", "account": "data", "region": "eu-west-1"},
)


@dataclass(frozen=True, slots=True)
class Followup:
    """One example. `query` is as in JSON."""

    after: str
    ask: str
    query: dict[str, Any] | None = None
    outcome: str = "query"


@cache
def followups() -> tuple[Followup, ...]:
    """Every example, by file."""
    return tuple(_read())


def _read() -> Iterator[Followup]:
    folder = files(__name__)
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.name.endswith(".toml"):
            for raw in tomllib.loads(item.read_text("utf-8"))["followup"]:
                yield Followup(**raw)


def answered(query: Query, question: str) -> Previous:
    """The turn that the examples go on from: rows A, B and C of groups, or those of ROWS."""
    rows: tuple[Mapping[str, str | None], ...] = ()
    if query.analysis == "list":
        rows = ROWS
    elif len(query.group_by) == 1 and query.group_by[0] not in GRAINS:
        rows = tuple({query.group_by[0]: value} for value in "ABC")
    return Previous(query, question, rows, len(rows))

"""Questions in other words than the rules know: "what services are we running", in theirs.

`reworded.toml` has the whole question as a pattern and what it means in the rules' words; whatever
a pattern does not name (a period, a place) is left in, so that the rules account for it. The answer
says what it was asked as. Tried only where the rules read nothing.

What joins two lists with "and", each of which can be read alone, is asked back with both.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

from intents import catalog, rules
from intents.context import ReadContext
from intents.query import Clarify, Query, Read, Unread
from intents.slots import subject
from intents.slots.claim import Asked
from intents.words import split

_UNREAD = Read(Unread(()), "rules")
_TWO = "I answer one question at a time: which first?"
# Of a question of its own, a half has at least so many words.
LEAST_WORDS = 2


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    raw = tomllib.loads((files("intents") / "reworded.toml").read_text("utf-8"))
    return tuple((re.compile(one["pattern"]), one["means"]) for one in raw["reworded"])


def read(question: str, context: ReadContext) -> Read:
    """The reading of the question in the rules' words; Unread where no pattern is of it."""
    words = split(question)
    said = " ".join(word.text for word in words)
    for pattern, means in _patterns():
        if match := pattern.fullmatch(said):
            text = match.expand(means).replace("  ", " ").strip()
            found = rules.read_words(split(text), context)
            if isinstance(found.reading, Query):
                return Read(found.reading, "rules", (f"asked as “{text}”", *found.notes))
    return _UNREAD


def one_by_one(question: str, context: ReadContext) -> Read:
    """Two lists in one question, each with a reading of its own: which first is asked back."""
    said = " ".join(word.raw for word in split(question))
    first, joined, second = said.partition(" and ")
    halves = (first, second)
    if not joined or " and " in second or not all(_names_things(one, context) for one in halves):
        return _UNREAD
    read_alone = [rules.read_words(split(one), context).reading for one in halves]
    if not all(isinstance(one, Query) and _lists(one) for one in read_alone):
        return _UNREAD
    return Read(Clarify(_TWO, halves), "rules")


def _names_things(half: str, context: ReadContext) -> bool:
    """Whether it has the words for a question, and says of what it is: else it need not be read."""
    words, every = split(half), subject.every()
    if len(words) < LEAST_WORDS:
        return False
    asked = Asked(words, catalog.subject("vm"), context)
    return any(every.at(asked, at) for at in range(len(words)))


def _lists(query: Query) -> bool:
    """Whether it lists things: amounts that are joined may be wanted beside one another."""
    return query.analysis == "list" and query.subject not in ("cost", "price")

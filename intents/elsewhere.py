"""What is asked about clouds and not among what the bot reads: alerts, pods, permissions, patches.

Such a question stays unread. Rather than "I cannot place", its answer says in one sentence what is
not read and where it is to be had, with questions near to it that can be read. A topic is looked
for among the words that no reader could place, and nowhere else.
"""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from intents.query import Unread


@dataclass(frozen=True, slots=True)
class Topic:
    """What is not read: its words, the sentence that says so, and what can be asked instead."""

    words: frozenset[str]
    say: str
    instead: tuple[str, ...]


@cache
def topics() -> tuple[Topic, ...]:
    """All of `elsewhere.toml`."""
    raw = tomllib.loads((files("intents") / "elsewhere.toml").read_text("utf-8"))
    return tuple(
        Topic(frozenset(one["words"].split()), one["say"], tuple(one["instead"]))
        for one in raw["topic"]
    )


def told(unread: Unread) -> Unread:
    """The same with where it is to be had, if what could not be placed is of a topic."""
    left = {word.casefold() for word in unread.words}
    topic = next((one for one in topics() if left & one.words), None)
    if topic is None:
        return unread
    return replace(unread, elsewhere=topic.say, nearest=topic.instead, left_out="")

"""The readers, in order: the first that can read a question does.

To add a reader, write a function `(question, context) -> Read` and name it in READERS. A reader
that cannot read a question gives Unread; the last one's is what the person sees. Readers that need
something to be made (`intents.llm` a model) are passed in, and are asked last.
"""

from collections.abc import Callable
from dataclasses import replace

from intents import (
    classifier,
    confirmed,
    elsewhere,
    followup,
    reworded,
    rules,
    savings_asked,
    unnamed,
    unpriced,
)
from intents.context import ReadContext
from intents.query import Read, Refuse, Unread
from intents.words import MOST_CHARACTERS

Reader = Callable[[str, ReadContext], Read]
READERS: tuple[Reader, ...] = (
    followup.read, confirmed.read, rules.read, savings_asked.read, reworded.read, unnamed.read,
    classifier.read, reworded.one_by_one, unpriced.read,
)  # fmt: skip


def read(question: str, context: ReadContext, further: tuple[Reader, ...] = ()) -> Read:
    """What the question means, and which reader found out; `further` are asked after READERS.

    Never raises: any text has a reading. One longer than MOST_CHARACTERS is not looked at.
    """
    if len(question) > MOST_CHARACTERS:
        message = (
            f"A question of {len(question):,} characters is too long to read; ask a shorter one."
        )
        return Read(Refuse("off_topic", message), "rules")
    context = replace(context, found={})
    found = Read(Unread(()), "rules")
    for reader in (*READERS, *further):
        found = _more_telling(found, reader(question, context))
        if not isinstance(found.reading, Unread):
            return found
    left = found.reading
    return replace(found, reading=elsewhere.told(left)) if isinstance(left, Unread) else found


def _more_telling(before: Read, found: Read) -> Read:
    """What is found; the words that have no place stay told by whichever reader knew them."""
    if isinstance(found.reading, Unread) and not found.reading.words:
        return replace(found, reading=before.reading)
    return found

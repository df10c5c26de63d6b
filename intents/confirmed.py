"""The reader before the rules: questions whose meaning people of this company confirmed.

A 👎 with a correction becomes such an example once somebody with the right confirms it (see
`bot.examples`). It is followed only where the very same words are asked again: it teaches the
classifier what else looks like it, and never widens by itself.
"""

from intents.context import ReadContext
from intents.query import Read, Unread
from intents.words import split

NOTE = "read as it was confirmed for these words"


def key(question: str) -> str:
    """The words of a question as they are compared; quoted ones keep their marks."""
    return " ".join(f'"{word.text}"' if word.quoted else word.text for word in split(question))


def read(question: str, context: ReadContext) -> Read:
    """The confirmed reading; Unread where there is none."""
    known = context.confirmed.get(key(question)) if context.confirmed else None
    return Read(Unread(()), "rules") if known is None else Read(known, "rules", (NOTE,))

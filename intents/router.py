"""The readers, in order: the first that can read a question does.

To add a reader, write a function `(question, context) -> Read` and name it in READERS. A reader
that cannot read a question gives Unread; the last one's is what the person sees.
"""

from collections.abc import Callable

from intents import rules
from intents.context import ReadContext
from intents.query import Read, Refuse, Unread
from intents.words import MOST_CHARACTERS

Reader = Callable[[str, ReadContext], Read]
READERS: tuple[Reader, ...] = (rules.read,)


def read(question: str, context: ReadContext) -> Read:
    """What the question means, and which reader found out.

    Never raises: any text has a reading. One longer than MOST_CHARACTERS is not looked at.
    """
    if len(question) > MOST_CHARACTERS:
        message = (
            f"A question of {len(question):,} characters is too long to read; ask a shorter one."
        )
        return Read(Refuse("off_topic", message), "rules")
    found = Read(Unread(()), "rules")
    for reader in READERS:
        found = reader(question, context)
        if not isinstance(found.reading, Unread):
            return found
    return found

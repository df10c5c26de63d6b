"""Questions that name no kind of thing: "is web-1 running", "what does web-1 cost".

Nobody knows whether `web-1` is a VM or a database, and there is no list of all resources: the same
question is offered of one kind at a time, where that can be read.
"""

from intents import catalog, rules
from intents.compose import quoted, spaced
from intents.context import ReadContext
from intents.query import Clarify, Query, Read, Unread
from intents.slots import price, region, subject
from intents.slots.called import IDS, may_name
from intents.slots.claim import Asked
from intents.slots.fields import TAG_KEYS
from intents.words import Word, split

_ANY = frozenset({"resource", "resources", "things", "assets", "stuff", "anything"})
# What people most often speak of by bare name, or ask of all at once.
_KINDS = {"VM": "VMs", "database": "databases", "disk": "disks", "bucket": "buckets",
          "function": "functions", "cluster": "clusters"}  # fmt: skip
MOST_CHOICES = 4


def read(question: str, context: ReadContext) -> Read:
    """The question of one kind or another; Unread where no kind can be asked it."""
    words = split(question)
    if len(words) > rules.MOST_WORDS:
        return Read(Unread(()), "rules")
    asked = Asked(words, catalog.subject("vm"), context)
    named = (subject.every().at(asked, at) for at in range(len(words)))
    if any(found and found[0] != "cost" for found in named) or _names_a_size(words):
        return Read(Unread(()), "rules")
    choices = tuple(
        text for text in _wordings(asked) if isinstance(rules.read(text, context).reading, Query)
    )
    if not choices:
        return Read(Unread(()), "rules")
    return Read(Clarify("Of which kind of thing?", choices[:MOST_CHOICES]), "rules")


def _names_a_size(words: tuple[Word, ...]) -> bool:
    """Whether what is named is a size, and no thing: "cost of m5.large"."""
    return any(price.is_size(word.text) for word in words)


def _wordings(asked: Asked) -> tuple[str, ...]:
    """The question with a kind in the place of "resources", or before the one name in it."""
    words = asked.words
    if places := [at for at, word in enumerate(words) if word.text in _ANY and not word.quoted]:
        return tuple(_put(words, places[0], plural) for plural in _KINDS.values())
    named = [at for at in range(len(words)) if may_name(asked, at)]
    named = [at for at in named if not region.read(asked, at) and _is_name(words[at])]
    if len(named) != 1:
        return ()
    at = named[0]
    return tuple(_put(words, at, f"{kind} {quoted(words[at])}") for kind in _KINDS)


def _is_name(word: Word) -> bool:
    """Whether it is no id, whose form tells its kind, and no tag's key."""
    return word.text not in TAG_KEYS and not IDS.fullmatch(word.text)


def _put(words: tuple[Word, ...], at: int, text: str) -> str:
    return spaced(text if place == at else quoted(word) for place, word in enumerate(words))

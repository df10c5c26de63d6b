"""Prices that no list of ours tells: "price of db.r6g.large", "how much would 1 PB in S3 cost".

The price lists that are read are of VMs on demand. Of anything else it is known what was charged:
that is said, and offered. Asked last, of what no other reader could read.
"""

from intents import catalog, rules
from intents.compose import spaced
from intents.context import ReadContext
from intents.query import Clarify, Query, Read, Unread
from intents.slots import service
from intents.slots.claim import Asked, Phrases
from intents.slots.family import database_size
from intents.words import split

_PRICED = Phrases(
    (phrase, None)
    for phrase in (
        "price", "prices", "pricing", "priced", "how much would a", "how much would an",
        "what would a", "what would an", "how much would it cost to", "what would it cost to",
        "how much will it cost to", "what will it cost to", "how much does it cost to",
        "what does it cost to", "how much does a", "how much does an", "how much is a",
        "how much is an", "monthly cost of a", "hourly cost of a", "monthly cost of an",
        "estimate the cost of", "estimate the monthly cost",
    )
)  # fmt: skip
# What is one's own has been charged already.
_OWN = frozenset({"my", "our", "we", "paid", "explorer"})
_ASKED = "List prices are known of VM sizes on demand alone; of other things, what was charged."
_EXAMPLE = "price of m5.large in us-east-1"


def read(question: str, context: ReadContext) -> Read:
    """What can be asked instead of such a price; Unread where none is asked for."""
    words = split(question)
    if len(words) > rules.MOST_WORDS:
        return Read(Unread(()), "rules")
    asked = Asked(words, catalog.subject("cost"), context)
    if not _asks_price(asked):
        return Read(Unread(()), "rules")
    known = [text for text in _instead(asked) if _is_read(text, context)]
    if not known:
        return Read(Unread(()), "rules")
    return Read(Clarify(_ASKED, (*dict.fromkeys(known), _EXAMPLE)[: rules.MOST_CHOICES]), "rules")


def _asks_price(asked: Asked) -> bool:
    said = {word.text for word in asked.words}
    if said & _OWN:
        return False
    places = range(len(asked.words))
    per = asked.text(0) in ("how", "what") and any(
        asked.text(at) == "cost" and asked.text(at + 1) == "per" for at in places
    )
    return (per and "does" in said) or any(_PRICED.at(asked, at) for at in places)


def _instead(asked: Asked) -> list[str]:
    """What can be told of the databases or the services that are named."""
    found: list[str] = []
    for at in range(len(asked.words)):
        if database_size(asked.text(at)):
            kind = "caches" if asked.text(at).startswith("cache.") else "databases"
            found.append(f"{kind} of size {asked.text(at)} with their cost")
        elif named := service.read(asked, at):
            said = spaced(word.raw for word in asked.words[at : named.end])
            found.append(f"{said} cost last month")
    return found[:2]


def _is_read(question: str, context: ReadContext) -> bool:
    found = rules.answered(split(question), context)
    return found is not None and isinstance(found.reading, Query)

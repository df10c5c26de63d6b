"""Questions that name no kind of thing: "is web-1 running", "what does web-1 cost".

Nobody knows whether `web-1` is a VM or a database, and there is no list of all resources: the same
question is offered of one kind at a time, where that can be read.
"""

from collections.abc import Mapping
from functools import cache
from itertools import chain

from intents import catalog, rules, typo
from intents.compose import quoted, spaced
from intents.context import ReadContext
from intents.query import Clarify, Query, Read, Unread
from intents.slots import price, region, subject
from intents.slots.called import IDS, may_name
from intents.slots.claim import Asked
from intents.slots.fields import TAG_KEYS
from intents.words import Word, split

_ANY = frozenset({"resource", "resources", "things", "assets", "stuff", "anything", "something"})
# What resources are in, and what they cost, is no kind of theirs.
_HOLDING = frozenset({"cost", "account", "resource_group"})
# What people most often speak of by bare name, or ask of all at once.
_KINDS = {"VM": "VMs", "database": "databases", "disk": "disks", "bucket": "buckets",
          "function": "functions", "cluster": "clusters"}  # fmt: skip
MOST_CHOICES = 4
_OPENINGS = tuple(
    tuple(f"{what} {verb}".split())
    for what in ("what", "which things", "what all", "what else", "what stuff")
    for verb in ("are we running", "are we hosting", "do we have running", "is", "are",
                 "do we have", "have we got", "do we own", "do we run", "do i have", "exists",
                 "lives", "runs")
)  # fmt: skip
_IN = frozenset({"in", "on", "within", "under"})


def read(question: str, context: ReadContext) -> Read:
    """The question of one kind or another; Unread where no kind can be asked it."""
    words = split(question)
    if len(words) > rules.MOST_WORDS:
        return Read(Unread(()), "rules")
    asked = Asked(words, catalog.subject("vm"), context)
    named = (subject.every().at(asked, at) for at in range(len(words)))
    if any(found and found[0] not in _HOLDING for found in named) or _names_a_size(words):
        return Read(Unread(()), "rules")
    wordings = _wordings(asked)
    stuck = _stuck(asked, wordings)
    choices = tuple(
        text
        for kind, text in wordings.items()
        if any(words <= _own(kind) for words in stuck) and _is_read(split(text), context)
    )
    if not choices:
        return Read(Unread(()), "rules")
    return Read(Clarify("Of which kind of thing?", choices[:MOST_CHOICES]), "rules")


def _is_read(words: tuple[Word, ...], context: ReadContext) -> bool:
    found = rules.answered(words, context) if len(words) <= rules.MOST_WORDS else None
    return found is not None and isinstance(found.reading, Query)


def _stuck(asked: Asked, wordings: Mapping[str, str]) -> tuple[frozenset[str], ...]:
    """What stands in the way of the question about VMs, in each of the ways to see it.

    What is no word of another kind's own stands in its way, too: that question need not be read.
    """
    tried = rules.attempts(split(wordings["VM"]), asked.context) if wordings else ()
    said = frozenset(word.text for word in asked.words if not typo.may_be(word.text))
    return tuple(
        said & {one.asked.text(at) for at in one.left if one.reading is None} for one in tried
    )


@cache
def _own(kind: str) -> frozenset[str]:
    """The words for the fields of a kind of things, and for their values."""
    fields = catalog.subject(kind.casefold()).fields.values()
    phrases = (
        phrase
        for field in fields
        for phrase in (*field.words, field.name, *field.values, *chain(*field.values.values()))
    )
    return frozenset(word for phrase in phrases for word in phrase.casefold().split())


def _names_a_size(words: tuple[Word, ...]) -> bool:
    """Whether what is named is a size, and no thing: "cost of m5.large"."""
    return any(price.is_size(word.text) for word in words)


def _wordings(asked: Asked) -> Mapping[str, str]:
    """The question with a kind in the place of "resources", or before the one name; by kind."""
    words = asked.words
    if places := [at for at, word in enumerate(words) if word.text in _ANY and not word.quoted]:
        return {kind: _put(words, places[0], plural) for kind, plural in _KINDS.items()}
    if begin := what_there_is(words):
        rest = spaced(quoted(word) for word in words[begin:])
        return {kind: f"{plural} {rest}" for kind, plural in _KINDS.items()}
    named = [at for at in range(len(words)) if may_name(asked, at)]
    named = [at for at in named if not region.read(asked, at) and _is_name(words[at])]
    if len(named) != 1:
        return {}
    at = named[0]
    return {kind: _put(words, at, f"{kind} {quoted(words[at])}") for kind in _KINDS}


def what_there_is(words: tuple[Word, ...]) -> int:
    """The position after `what is`, `what do we have`, where a place follows; else 0."""
    texts = tuple(word.text for word in words)
    for opening in _OPENINGS:
        if texts[: len(opening)] == opening and set(texts[len(opening) :]) & _IN:
            return len(opening)
    return 0


def _is_name(word: Word) -> bool:
    """Whether it is no id, whose form tells its kind, and no tag's key."""
    return word.text not in TAG_KEYS and not IDS.fullmatch(word.text)


def _put(words: tuple[Word, ...], at: int, text: str) -> str:
    return spaced(text if place == at else quoted(word) for place, word in enumerate(words))

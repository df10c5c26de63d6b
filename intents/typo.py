"""One wrong letter in a word for a subject, cloud, dimension, month, region, or of the grammar.

"instnaces", "octobr", "forecst". Only such words are mended, only by one edit (a letter more, less,
other, or two swapped), only where one word fits and the first letter is right; and the reading's
notes say so. Real words that happen to be near are left alone: "hosts" are not costs. Of a region's
code only letters after the second may be wrong: us-west-3 is no us-west-2, uk-west-1 no us-west-1.
"""

from functools import cache, lru_cache

from intents import catalog
from intents.slots import number, region
from intents.slots.vocabulary import is_grammar
from intents.words import Word

_SHORTEST = 4
# How long a region's code is, with one letter more or less.
_LENGTHS = range(6, 21)
_DIMENSIONS = ("service_name", "region_id", "sub_account_name", "service_category")
_MONTHS = (
    "january", "february", "march", "april", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
# Words of the grammar that nothing in English is near, in every form that the rules know.
_GRAMMAR = (
    "forecast forecasts anomaly anomalies recommendation recommendations untagged unattached "
    "unencrypted subscription subscriptions commitment commitments reservation reservations "
    "breakdown yesterday quarterly monthly utilization utilisation coverage expensive cheapest "
    "excluding including without between highest lowest compared environment environments "
    "snapshots amortized amortised effective trending threshold marketplace grouped".split()
)
# English words one edit from a subject's word.
_REAL = frozenset(
    "desk desks disc dusk risk task cast casts coast coasts coat coats cots post posts host hosts "
    "bull bulls bell bells ball balls bell sever severs serve serves severe services service "
    "instants instant chance change changes changed chargers charger volumes discs tasks spent "
    "spends spend pending sending spending spinning bending lending ending account accounts amount "
    "amounts paid pain payed pads spot sport cosy case cases class loss large larger charged "
    "charging expense expensive network machine server mascine match marsh jane jury jute".split()
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@cache
def _known() -> frozenset[str]:
    phrases = [phrase for subject in catalog.subjects() for phrase in subject.names]
    cost = catalog.subject("cost")
    phrases += [word for name in _DIMENSIONS for word in cost.fields[name].words]
    words = (
        word
        for phrase in [*phrases, "azure", "amazon", *_MONTHS, *_GRAMMAR]
        for word in phrase.split()
    )
    return frozenset(word for word in words if len(word) >= _SHORTEST and word.isalpha())


@cache
def _misspelled() -> dict[str, frozenset[str]]:
    """Every text one edit away from a known word, with the words it may be."""
    found: dict[str, set[str]] = {}
    for word in _known():
        for text in _edits(word):
            if text[0] == word[0] and not _is_right(text):
                found.setdefault(text, set()).add(word)
    return {text: frozenset(words) for text, words in found.items()}


@lru_cache(maxsize=4096)
def _near(text: str) -> frozenset[str]:
    """The words that a text may be, which is one edit away from them."""
    found = _misspelled().get(text, frozenset())
    if not _LENGTHS.start <= len(text) < _LENGTHS.stop or _is_right(text):
        return found
    codes = region.clouds().keys() & _edits(text)
    return found | {
        code for code in codes if code[:2] == text[:2] and _numbers(code) == _numbers(text)
    }


def _numbers(code: str) -> str:
    return "".join(letter for letter in code if letter.isdigit())


def _is_right(text: str) -> bool:
    known = text in _known() or text in _REAL or text in number.WORDS or is_grammar(text)
    return known or text in region.clouds()


def _edits(word: str) -> set[str]:
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    missing = {a + b[1:] for a, b in cuts if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    other = {a + letter + b[1:] for a, b in cuts if b for letter in _LETTERS}
    more = {a + letter + b for a, b in cuts for letter in _LETTERS}
    return {text for text in missing | swapped | other | more if len(text) >= _SHORTEST}


def may_be(text: str) -> bool:
    """Whether it is one edit away from a word that is known."""
    return bool(_near(text))


def mended(
    words: tuple[Word, ...], unread: frozenset[int]
) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    """The words with misspelled ones among `unread` put right, and a note on each."""
    changed: list[Word] = []
    notes: list[str] = []
    for at, word in enumerate(words):
        fits = _near(word.text) if at in unread else frozenset[str]()
        if len(fits) == 1 and not word.quoted:
            (right,) = fits
            notes.append(f"{word.raw!r} is read as {right!r}")
            changed.append(Word(right, right, word.start, word.end))
        else:
            changed.append(word)
    return tuple(changed), tuple(notes)

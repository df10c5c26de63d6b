"""The second reader: wordings that the rules do not know, of questions that they do.

It guesses nothing that a number could hang on. What the rules left over is put otherwise where the
lexicon says that it means the same (`lexicon`), or dropped where it is declared chatter; the rules
then read the result, with every word accounted for as ever. The classifier is the judge of it: the
reading is given only if what it is about and its kind are what the *whole* question looks like
(`weights`). So a word of two meanings ("hogging" money, or CPU) is read only where the rest of the
question agrees. The notes say what was read as what.

The reverse is its other task: a question in which nothing is ours, and that looks like none, is
declined. Everything else stays Unread, with the words that the rules left over.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod

from intents import catalog, rules
from intents.classifier.features import counted
from intents.classifier.lexicon import Concept, is_known, put, swaps
from intents.classifier.off_topic import ours
from intents.classifier.weights import OFF_TOPIC, classes, weights
from intents.context import ReadContext
from intents.coverage import cover
from intents.query import Query, Read, Refuse, Unread
from intents.refusal import NOT_OURS
from intents.slots import subject as subject_slot
from intents.slots.claim import Asked
from intents.words import Word, split

# From the risk-coverage curve that `finops eval --curve` draws; see docs/reading.md.
THRESHOLD = 0.02
# Declining is dearer than asking back: a person can always put it otherwise.
SURE_OFF_TOPIC = 0.6
# Each round mends what stood in the way of the next word.
MOST_ROUNDS = 2
# No concept has more wordings.
MOST_CHOICES = 3
# Kinds of claims that only a question about clouds or their cost has.
_OURS = frozenset({"subject", "cost", "scope", "tag", "head", "basis", "measure", "figures",
                   "anomaly", "spread", "covered"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Swapped:
    """Words `[start, end)` of the text that are read as a concept's wording `said`."""

    start: int
    end: int
    concept: Concept
    said: str


@dataclass(frozen=True, slots=True)
class Guess:
    """A reading before it is judged, and how likely the classifier holds its class to be."""

    reading: Query
    notes: tuple[str, ...]
    chance: float


def read(question: str, context: ReadContext) -> Read:
    """The reading of a question that the rules could not read; Unread where neither can."""
    return judged(question, context, THRESHOLD)


def judged(question: str, context: ReadContext, threshold: float) -> Read:
    """The same at another threshold, between 0 (whatever can be read) and 1 (nothing)."""
    words = split(question)
    if len(words) > rules.MOST_WORDS:
        return Read(Unread(()), "classifier")
    best = rules.best(words, context)
    chances = weights(context.trained).chances(seen(best.asked))
    for guess in _guesses(words, context, chances):
        if guess.chance >= threshold:
            return Read(guess.reading, "classifier", guess.notes)
    if chances["subject"][OFF_TOPIC] >= SURE_OFF_TOPIC and not _names_ours(best.asked):
        return Read(Refuse("off_topic", NOT_OURS), "classifier")
    return Read(rules.unread(best), "classifier")


def guesses(question: str, context: ReadContext) -> tuple[Guess, ...]:
    """Every reading that the classifier may judge, for the evaluation of its threshold."""
    words = split(question)
    best = rules.best(words, context)
    return tuple(_guesses(words, context, weights(context.trained).chances(seen(best.asked))))


def seen(asked: Asked) -> Counter[str]:
    """What the classifier sees of a question: its words, concepts and slots."""
    found = cover(asked)
    return counted(asked.words, found.claims, swaps(asked, frozenset(range(len(asked.words)))))


def _guesses(
    words: tuple[Word, ...], context: ReadContext, chances: Mapping[str, Mapping[str, float]]
) -> Iterator[Guess]:
    """What the rules read where the question is put otherwise, in each of the ways that may be."""
    tried: list[tuple[Word, ...]] = []
    for choice in range(MOST_CHOICES):
        again, made = _reworded(words, context, choice)
        if not made or again in tried:
            continue
        tried.append(again)
        found = rules.read_words(again, context)
        if isinstance(found.reading, Query) and _may(found.reading, words, made, context):
            chance = prod(chances[head][name] for head, name in classes(found.reading).items())
            notes = (*(note for swap in made if (note := _note(words, swap))), *found.notes)
            yield Guess(found.reading, tuple(dict.fromkeys(notes)), chance)


def _reworded(
    words: tuple[Word, ...], context: ReadContext, choice: int
) -> tuple[tuple[Word, ...], tuple[Swapped, ...]]:
    """The question put otherwise, and what was swapped for what."""
    made: list[Swapped] = []
    for _ in range(MOST_ROUNDS):
        left = frozenset(
            at for one in rules.attempts(words, context) if not one.covered for at in one.left
        )
        found = swaps(Asked(words, catalog.subject("cost"), context), left)
        if not found:
            break
        for swap in found:
            start, end = words[swap.start].start, words[swap.end - 1].end
            made.append(Swapped(start, end, swap.concept, swap.concept.wording(choice)))
        words = put(words, found, choice)
    return words, tuple(made)


def _may(
    query: Query, words: tuple[Word, ...], made: tuple[Swapped, ...], context: ReadContext
) -> bool:
    """Whether the swaps are allowed for what was read.

    Under the subject that was read, the rules must have left over what was swapped: else it was a
    name or a value there. What was put in its place must not have become one.
    """
    about = {query.subject} | {"cost" for field, _ in query.fields() if field.kind == "cost"}
    if any(swap.concept.of and about.isdisjoint(swap.concept.of) for swap in made):
        return False
    left = cover(Asked(words, catalog.subject(query.subject), context)).left
    over = [words[at] for at in left]
    if not all(any(swap.start <= w.start and w.end <= swap.end for w in over) for swap in made):
        return False
    said = {word for swap in made for word in swap.said.split()} - {word.text for word in words}
    return said.isdisjoint(_values(query))


def _values(query: Query) -> frozenset[str]:
    """The words of every text that a condition compares with, but the catalog's own values."""
    found: set[str] = set()
    for condition in query.conditions():
        field = catalog.subject(query.subject).field(condition.field)
        if field is not None and not field.values:
            values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
            found.update(w for v in values if isinstance(v, str) for w in v.casefold().split())
    return frozenset(found)


def _note(words: tuple[Word, ...], swap: Swapped) -> str:
    """How swapped words are read; of chatter there is nothing to say."""
    raw = " ".join(w.raw for w in words if swap.start <= w.start and w.end <= swap.end)
    return f"{raw!r} is read as {swap.said!r}" if swap.said else ""


def _names_ours(asked: Asked) -> bool:
    """Whether anything of ours is named: a subject, a cloud, a service, a region, what it costs."""
    if any(word.text in ours() for word in asked.words):
        return True
    at_any = range(len(asked.words))
    if any(subject_slot.every().at(asked, at) for at in at_any) or is_known(asked):
        return True
    suppositions = (catalog.subject(name) for name in ("cost", "vm"))
    return any(
        claim.kind in _OURS
        for one in suppositions
        for claim in cover(Asked(asked.words, one, asked.context)).claims
    )

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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import prod

from intents import catalog, rules
from intents.beyond import is_beyond
from intents.classifier.features import counted
from intents.classifier.lexicon import Concept, is_known, put, swaps
from intents.classifier.off_topic import ours
from intents.classifier.weights import OFF_TOPIC, classes, weights
from intents.context import ReadContext
from intents.coverage import Cover, cover
from intents.query import Clarify, Condition, Query, Read, Reading, Refuse, Unread
from intents.refusal import NOT_OURS
from intents.slots import region
from intents.slots import subject as subject_slot
from intents.slots.called import subject_of
from intents.slots.claim import Asked, Claim
from intents.words import Word, split

# From the risk-coverage curve that `finops eval --curve` draws; see docs/reading.md.
THRESHOLD = 0.005
# Declining is dearer than asking back: a person can always put it otherwise.
SURE_OFF_TOPIC = 0.6
# One word alone says too little to tell that it is none of ours.
LEAST_WORDS = 2
# So do a few after an answer.
MOST_ONWARD = 6
# Each round mends what stood in the way of the next word.
MOST_ROUNDS = 2
# Kinds of claims that only a question for us has. A place is none of them: "is it
# raining in Frankfurt".
_OURS = frozenset({"subject", "cost", "tag", "basis", "figures", "anomaly", "spread",
                   "covered"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Swapped:
    """Words `[start, end)` of the text that are read as a concept's wording `said`."""

    start: int
    end: int
    concept: Concept
    said: str


@dataclass(frozen=True, slots=True)
class Guess:
    """A reading before it is judged, and how likely the classifier holds its class to be.

    Asking back is judged by nobody: the person chooses.
    """

    reading: Query | Clarify
    notes: tuple[str, ...]
    chance: float


def read(question: str, context: ReadContext) -> Read:
    """The reading of a question that the rules could not read; Unread where neither can."""
    return judged(question, context, THRESHOLD)


def judged(question: str, context: ReadContext, threshold: float) -> Read:
    """The same at another threshold, between 0 (whatever can be read) and 1 (nothing)."""
    words = split(question)
    if not words or len(words) > rules.MOST_WORDS:
        return Read(Unread(()), "classifier")
    tried = rules.attempts(words, context)
    asked_back: Read | None = None
    for guess in _guesses(words, context, tried):
        found = Read(guess.reading, "classifier", guess.notes)
        if isinstance(guess.reading, Clarify):
            asked_back = asked_back or found
        elif guess.chance >= threshold:
            return found
    best = rules.nearest(words, context, tried)
    if asked_back is None and _is_off_topic(best.asked):
        return Read(Refuse("off_topic", NOT_OURS), "classifier")
    return asked_back or Read(rules.unread(best), "classifier")


def guesses(question: str, context: ReadContext) -> tuple[Guess, ...]:
    """Every answer that the classifier may judge, for the evaluation of its threshold."""
    words = split(question)
    found = _guesses(words, context, rules.attempts(words, context))
    return tuple(guess for guess in found if isinstance(guess.reading, Query))


def seen(asked: Asked) -> Counter[str]:
    """What the classifier sees of a question: its words, concepts and slots."""
    found = cover(asked)
    return counted(asked.words, found.claims, swaps(asked, frozenset(range(len(asked.words)))))


def _guesses(
    words: tuple[Word, ...], context: ReadContext, tried: tuple[rules.Attempt, ...]
) -> Iterator[Guess]:
    """What the rules read where the question is put otherwise, in each of the ways that may be."""
    choices, choice = 1, 0
    while choice < choices:
        again, made = _reworded(words, context, tried, choice)
        choices = max((len(swap.concept.say) for swap in made), default=0)
        choice += 1
        if not made:
            return
        reading, notes = _read(again, context)
        if isinstance(reading, Query) and not _may(reading, words, made, context):
            continue
        if isinstance(reading, Query | Clarify):
            notes = (*(note for swap in made if (note := _note(words, swap))), *notes)
            chance = _chance(reading, rules.nearest(words, context, tried).asked)
            yield Guess(reading, tuple(dict.fromkeys(notes)), chance)


def _read(words: tuple[Word, ...], context: ReadContext) -> tuple[Reading, tuple[str, ...]]:
    found = rules.read_words(words, context)
    return found.reading, found.notes


def _chance(reading: Query | Clarify, asked: Asked) -> float:
    if isinstance(reading, Clarify):
        return 1.0
    chances = _chances(asked)
    return prod(chances[head].get(name, 0.0) for head, name in classes(reading).items())


def _chances(asked: Asked) -> dict[str, dict[str, float]]:
    return weights(asked.context.trained).chances(seen(asked))


def _is_off_topic(asked: Asked) -> bool:
    if is_beyond(asked):
        return True
    if len(asked.words) < (MOST_ONWARD if asked.context.previous else LEAST_WORDS):
        # "The biggest", after a list: it goes on from something, whatever it looks like by itself.
        return False
    return not _names_ours(asked) and _chances(asked)["subject"][OFF_TOPIC] >= SURE_OFF_TOPIC


def _reworded(
    words: tuple[Word, ...], context: ReadContext, tried: tuple[rules.Attempt, ...], choice: int
) -> tuple[tuple[Word, ...], tuple[Swapped, ...]]:
    """The question put otherwise, and what was swapped for what."""
    made: list[Swapped] = []
    for _ in range(MOST_ROUNDS):
        left = frozenset(at for one in tried if not one.covered for at in one.left)
        found = swaps(Asked(words, catalog.subject("cost"), context), left)
        if not found:
            break
        for swap in found:
            start, end = words[swap.start].start, words[swap.end - 1].end
            made.append(Swapped(start, end, swap.concept, swap.concept.wording(choice)))
        words = put(words, found, choice)
        tried = rules.attempts(words, context)
        if any(one.reading is not None for one in tried):
            break
    return words, tuple(made)


def _may(
    query: Query, words: tuple[Word, ...], made: tuple[Swapped, ...], context: ReadContext
) -> bool:
    """Whether the swaps are allowed for what was read.

    Under the subject that was read, nothing that was swapped may have been a name or a value, and
    nothing that was put in its place may have become one.
    """
    about = {query.subject} | {"cost" for field, _ in query.fields() if field.kind == "cost"}
    if any(swap.concept.of and about.isdisjoint(swap.concept.of) for swap in made):
        return False
    found = cover(Asked(words, catalog.subject(query.subject), context))
    if any(_is_value(found, swap) for swap in made):
        return False
    said = {word for swap in made for word in swap.said.split()} - {word.text for word in words}
    return said.isdisjoint(_texts(query.subject, query.conditions()))


def _is_value(found: Cover, swap: Swapped) -> bool:
    """Whether a slot took words that are swapped for a name or a value."""
    over = [one for one in found.claims if swap.start < found.asked.words[one.end - 1].end
            and found.asked.words[one.start].start < swap.end]  # fmt: skip
    raw = {w.text for w in found.asked.words if swap.start <= w.start and w.end <= swap.end}
    return any(
        raw & (_texts(found.asked.subject.name, claim.where) | {*claim.accounts}) for claim in over
    )


def _texts(subject: str, conditions: Iterable[Condition]) -> frozenset[str]:
    """The words of every text that conditions compare with, but the catalog's own values."""
    found: set[str] = set()
    for condition in conditions:
        field = catalog.subject(subject).field(condition.field)
        if field is not None and not field.values:
            values = condition.values
            found.update(w for v in values if isinstance(v, str) for w in v.casefold().split())
    return frozenset(found)


def _note(words: tuple[Word, ...], swap: Swapped) -> str:
    """How swapped words are read; of chatter there is nothing to say."""
    raw = " ".join(w.raw for w in words if swap.start <= w.start and w.end <= swap.end)
    return f"{raw!r} is read as {swap.said!r}" if swap.said else ""


def _names_ours(asked: Asked) -> bool:
    """Whether anything of ours is named: a subject, a tag, what it costs, how it is used."""
    if any(word.text in ours() or subject_of(word.text) for word in asked.words):
        return True
    at_any = range(len(asked.words))
    if any(subject_slot.every().at(asked, at) for at in at_any) or is_known(asked):
        return True
    suppositions = (catalog.subject(name) for name in ("cost", "vm"))
    return any(
        claim.kind in _OURS
        or any(test.field == "service_name" for test in claim.where)
        or _names_a_region(asked, claim)
        for one in suppositions
        for claim in cover(Asked(asked.words, one, asked.context)).claims
    )


def _names_a_region(asked: Asked, claim: Claim) -> bool:
    """Whether a place is called as its cloud calls it: West Europe, and not Amsterdam."""
    said = "".join(word.text for word in asked.words[claim.start : claim.end])
    return bool(claim.regions) and region.cloud_of(said.removeprefix("region")) is not None

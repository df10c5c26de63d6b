"""The first reader: rules. A question is read only if every word of it is accounted for.

Each subject that the question may be about is supposed in turn; the slots cover the words, and what
they say is composed to a Query. The supposition that leaves nothing over wins. If none does, the
reading is Unread with the words that were left over by the best: the next reader, or the person,
takes it from there. Nothing here guesses a word's meaning from its neighbours' likelihood.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from intents import catalog, foreign_money, howto, refusal, two_calendars, typo
from intents.compose import Composed, Misplaced, Parts, asked_back, quoted, spaced
from intents.compose_budget import budget as compose_budget
from intents.compose_budget import commitment as compose_commitment
from intents.compose_cost import compose as compose_cost
from intents.compose_price import price as compose_price
from intents.compose_resource import compose as compose_resource
from intents.context import ReadContext
from intents.coverage import Cover, cover
from intents.distribution import crossed
from intents.phrases import examples
from intents.query import Clarify, HowTo, Query, Read, Reading, Refuse, Unread
from intents.shorter import gap
from intents.slots import called, judged, room, saving
from intents.slots import price as price_slot
from intents.slots import subject as subject_slot
from intents.slots.claim import SEPARATORS, Asked, Claim
from intents.slots.fields import NAMED_BY
from intents.slots.noise import JOINTS, NOISE
from intents.unheld import unheld
from intents.words import Word, split

# A question with more words is a document; reading it would be luck.
MOST_WORDS = 200
MOST_CHOICES = 4
# How many of these a VM has may be what a price is asked of.
_PARTS = frozenset({"vcpu", "vcpus", "core", "cores"})
# Subjects whose questions are put together in a way of their own.
_COMPOSE = {"cost": compose_cost, "budget": compose_budget, "commitment": compose_commitment,
            "price": compose_price}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attempt:
    """A question read as if about one subject: its reading, or the positions left over.

    `second`: where a second question begins that no Query can hold beside the first.
    """

    asked: Asked
    reading: Reading | None
    notes: tuple[str, ...] = ()
    left: tuple[int, ...] = ()
    covered: bool = True
    second: int | None = None


def read(question: str, context: ReadContext) -> Read:
    """The reading of a question; Unread with the words that have no place."""
    return read_words(split(question), context)


def read_words(words: tuple[Word, ...], context: ReadContext) -> Read:
    """The same of words that another reader put otherwise; they keep their places in the text."""
    if len(words) > MOST_WORDS:
        message = f"The question has {len(words):,} words; ask one of at most {MOST_WORDS}."
        return Read(Refuse("off_topic", message), "rules")
    if found := answered(words, context):
        return found
    asked = Asked(words, catalog.subject("vm"), context)
    unsure = two_calendars.asked_back(words, lambda choice: _is_answered(choice, context))
    unsure = unsure or foreign_money.asked_back(asked, lambda one: _is_answered(one, context))
    return Read(unsure or refusal.off_topic(asked) or unread(best(words, context)), "rules")


def answered(words: tuple[Word, ...], context: ReadContext) -> Read | None:
    """What the words mean, if they can be read: None is quicker than what Unread tells."""
    asked = Asked(words, catalog.subject("vm"), context)
    special = (
        howto.read(asked) or refusal.action(asked) or refusal.comparison(asked) or _by_asking(asked)
    )
    if special is not None:
        return Read(special, "rules")
    found = best(words, context)
    if found.reading is not None:
        return Read(found.reading, "rules", found.notes)
    mended, notes = typo.mended(words, frozenset(found.left) | _contentless(words))
    again = best(mended, context) if notes else found
    if again.reading is not None:
        return Read(again.reading, "rules", notes + again.notes)
    return None


def _by_asking(asked: Asked) -> HowTo | None:
    """What tells who asks "how do I get RI coverage" to ask for RI coverage, if that can be."""
    sought = howto.sought(asked)
    if not sought or not isinstance(best(sought, asked.context).reading, Query):
        return None
    return howto.by_asking(asked, sought, spaced(quoted(word) for word in sought))


def attempts(words: tuple[Word, ...], context: ReadContext) -> tuple[Attempt, ...]:
    """The question read as if about each subject that it may be about."""
    return tuple(_attempt(Asked(words, one, context)) for one in _subjects(words, context))


def best(words: tuple[Word, ...], context: ReadContext) -> Attempt:
    """The attempt that can be read; else the one that came nearest to a reading."""
    found: list[Attempt] = []
    for one in _subjects(words, context):
        found.append(_attempt(Asked(words, one, context)))
        if found[-1].reading is not None:
            return found[-1]
    return nearest(words, context, tuple(found))


def nearest(words: tuple[Word, ...], context: ReadContext, found: tuple[Attempt, ...]) -> Attempt:
    """The same of attempts that were made."""
    for attempt in found:
        if attempt.reading is not None:
            return attempt
    nothing = Attempt(Asked(words, catalog.subject("vm"), context), None, (), _content(words))
    return min(found, key=_distance, default=nothing)


def _distance(attempt: Attempt) -> tuple[bool, bool, int]:
    """How far it is from a reading: what leaves over a subject named is no way to see the question.

    "VMs with cost > $100 per month" fails by "per month", not by "VMs".
    """
    asked, named = attempt.asked, subject_slot.every()
    over = (found for at in attempt.left if (found := named.at(asked, at)))
    leaves_subject = not attempt.covered and any(name != "cost" for name, _ in over)
    return not attempt.covered, leaves_subject, len(attempt.left)


def _subjects(words: tuple[Word, ...], context: ReadContext) -> tuple[catalog.Subject, ...]:
    """The subjects that the words name, in order; cost last, for it may go unnamed."""
    asked = Asked(words, catalog.subject("vm"), context)
    phrases, loose = subject_slot.every(), subject_slot.loose()
    named = [found[0] for at in range(len(words)) if (found := phrases.at(asked, at))]
    order = [name for name in dict.fromkeys(named) if name != "cost"]
    order = order or [*called.subjects_of(word.text for word in words)] or _measured(words)
    # A size, or how many CPUs, may be what a price is asked of, whatever else is named.
    priced = ["price"] if any(_may_have_price(asked, at) for at in range(len(words))) else []
    engines = _engines(asked) if order in ([], ["price"]) else []
    last = (found[0] for at in range(len(words)) if (found := loose.at(asked, at)))
    # "Average CPU by account" is of VMs, although accounts are things, too.
    measured = ["vm"] if {word.text for word in words} & {"cpu", "memory"} else []
    # "Can we launch 20 more" asks what the quotas leave.
    limited = ["quota"] if room.is_asked(asked) else []
    judging = ["finding"] if saving.named(asked) or judged.named(asked) else []
    every = (*limited, *order, *priced, "cost", *engines, *measured, *last, *judging)
    names = dict.fromkeys(every)
    return tuple(catalog.subject(name) for name in names)


def _engines(asked: Asked) -> list[str]:
    """The subjects that are known by what they run: "mysql 5.7" is databases."""
    words = {word.text for word in asked.words if not word.quoted}
    return [
        name
        for name, field in NAMED_BY.items()
        if any(words & set(said) for said in catalog.subject(name).fields[field].values.values())
    ]


def _may_have_price(asked: Asked, at: int) -> bool:
    if asked.words[at].quoted:
        return False
    return asked.text(at) in _PARTS or price_slot.size_at(asked, at) is not None


def _measured(words: tuple[Word, ...]) -> list[str]:
    """The subjects that have what is to be measured: CPU is of VMs, unless others are named."""
    said = {word.text for word in words}
    found = [
        one.name
        for one in catalog.by_name().values()
        if any(said & set(f.words) for f in one.fields.values() if f.kind == "metric")
    ]
    return sorted(found, key=lambda name: name != "vm")


def _attempt(asked: Asked, *, offers: bool = True) -> Attempt:
    """One supposition; `offers`: whether it may ask back. A choice that it offers may not again.

    It is made once while a question is read, however many readers and suggestions ask for it.
    """
    found = asked.context.found
    if found is None:
        return _attempted(asked, offers=offers)
    key = ("attempt", asked.words, asked.subject.name, offers)
    if key not in found:
        found[key] = _attempted(asked, offers=offers)
    made: Attempt = found[key]
    return made


def _attempted(asked: Asked, *, offers: bool) -> Attempt:
    covered = cover(asked)
    if covered.left:
        return Attempt(asked, None, (), covered.left, covered=False)
    parts = Parts(covered)
    compose = _COMPOSE.get(asked.subject.name, compose_resource)
    if second := crossed(parts):
        left = _places(second)
        return Attempt(asked, None, (), left, second=left[0])
    made = asked_back(parts) or compose(parts)
    match made:
        case Composed(Clarify() as unsure, notes):
            if not offers:
                return Attempt(asked, None, (), _content(asked.words))
            return _clarified(asked, unsure, notes)
        case Composed(reading, notes):
            if unsaid := unheld(parts, compose, made):
                return Attempt(asked, None, (), _places(unsaid))
            return Attempt(asked, reading, tuple(dict.fromkeys(notes)))
        case Misplaced(claims):
            return Attempt(asked, None, (), _places(claims) or _content(asked.words))


def _places(claims: Iterable[Claim]) -> tuple[int, ...]:
    return tuple(sorted({at for claim in claims for at in range(claim.start, claim.end)}))


def _clarified(asked: Asked, unsure: Clarify, notes: tuple[str, ...]) -> Attempt:
    """Offer only choices that can be answered; none left: the question is unread."""
    choices = tuple(
        choice for choice in dict.fromkeys(unsure.choices)
        if _is_answered(choice, asked.context)
    )  # fmt: skip
    if not choices:
        return Attempt(asked, None, (), _content(asked.words))
    return Attempt(asked, Clarify(unsure.question, choices[:MOST_CHOICES]), notes)


def _is_answered(choice: str, context: ReadContext) -> bool:
    words = split(choice)
    tried = (
        _attempt(Asked(words, one, context), offers=False) for one in _subjects(words, context)
    )
    return any(isinstance(attempt.reading, Query) for attempt in tried)


def _content(words: tuple[Word, ...]) -> tuple[int, ...]:
    """The positions of words that say something."""
    return tuple(
        at for at, word in enumerate(words)
        if word.quoted or (word.text not in NOISE and word.text not in JOINTS and word.text != ",")
    )  # fmt: skip


def _contentless(words: tuple[Word, ...]) -> frozenset[int]:
    return frozenset(_content(words))


def unread(attempt: Attempt) -> Unread:
    """What an attempt without a reading says to the person."""
    words = attempt.asked.words
    said = tuple(dict.fromkeys(words[at].raw for at in attempt.left if words[at].text != ","))
    shorter, left_out = _shorter(attempt)
    known = dict.fromkeys((*shorter, *examples(attempt.asked.subject.name)))
    return Unread(said or tuple(word.raw for word in words), tuple(known)[:3], left_out)


def _shorter(best: Attempt) -> tuple[tuple[str, ...], str]:
    """The question without what was not read, if the rest says the same; and what it lacks."""
    asked = best.asked
    if best.second is not None:
        end = _first_half(asked, best.second)
        found: tuple[int, int] | None = (end, len(asked.words))
    else:
        found = gap(cover(asked), best.left)
    if found is None:
        return (), ""
    kept = (*asked.words[: found[0]], *asked.words[found[1] :])
    shorter = _attempt(Asked(kept, asked.subject, asked.context)) if kept else best
    if not isinstance(shorter.reading, Query) or not _says_as_much(cover(asked), shorter, found):
        return (), ""
    text, lost = (spaced(map(quoted, words)) for words in (kept, asked.words[slice(*found)]))
    return (text,), lost


def _says_as_much(whole: Cover, shorter: Attempt, gap: tuple[int, int]) -> bool:
    """Whether each word that is kept says what it said in the whole question."""
    said = (one for one in whole.claims if one.end <= gap[0] or one.start >= gap[1])
    kept = (one for one in cover(shorter.asked).claims if one.kind != "joint")
    return [_what(one) for one in said if one.kind != "joint"] == [_what(one) for one in kept]


def _what(claim: Claim) -> Claim:
    return replace(claim, start=0, end=0)


def _first_half(asked: Asked, second: int) -> int:
    """Where what was asked before the second question ends, without the words that led to it."""
    while second and (asked.text(second - 1) in JOINTS or asked.text(second - 1) in SEPARATORS):
        second -= 1
    return second


def covered(question: str, context: ReadContext) -> Cover | None:
    """The claims of the supposition that was accepted, for tests and for `finops ask --explain`."""
    for attempt in attempts(split(question), context):
        if attempt.reading is not None:
            return cover(attempt.asked)
    return None

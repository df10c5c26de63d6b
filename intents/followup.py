"""The reader of follow-ups: "only prod", "and for Azure?", "the second one", "why did it go up?".

Read with the same slots as any question and the same rule: every word is accounted for. What it
says is laid over the Query before (`intents.patch`); the note tells which question that was.

When is it one? A question that names a subject of its own ("top 5 services by cost") is a new one,
unless it opens with words that lead on ("what about", "and", "only") or speaks of "it" or "them".
What names none ("top 5", "by region") goes on from the question before. What cannot be laid over it
is read as a question of its own.
"""

from collections.abc import Iterator
from dataclasses import replace

from intents import catalog, rules
from intents.beyond import is_beyond
from intents.compose import Composed, Misplaced, Parts
from intents.context import Previous, ReadContext
from intents.coverage import Cover, cover
from intents.patch import patched
from intents.query import Clarify, HowTo, Query, Read, Reading, Refuse, Unread
from intents.rephrased import asked_back, is_same, is_told, rephrased
from intents.slots import SLOTS
from intents.slots import subject as subject_slot
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.onward import AFTER_ALL, ONWARD
from intents.spoken_of import of_them
from intents.unnamed import what_there_is
from intents.words import Word, split

MOST_WORDS = 40
# What only goes on from something is short.
MOST_BARE_WORDS = 10
NOTHING_BEFORE = "That goes on from an answer, and there is none here that it could go on from."
MOST_CHOICES = 3
EXAMPLES = ("cost by service last month", "list VMs with CPU < 20% and cost > $100",
            "which disks are unattached")  # fmt: skip
_SLOTS = (*ONWARD, *SLOTS, *AFTER_ALL)
_UNREAD = Read(Unread(()), "rules")
# Said alone, they ask for the same once more.
_AGAIN = frozenset(
    "again|same again|once more|refresh|rerun|re-run|run it again|run that again|repeat|"
    "repeat that|do it again|same question|try again|refresh it|refresh that".split("|")
)
_MONEY = Phrases(
    (f"{lead}{word}", None)
    for word in ("eur", "euro", "euros", "usd", "dollars", "us dollars", "gbp", "pounds", "chf",
                 "yen", "jpy", "inr", "cad", "aud", "sek", "nok", "dkk", "pln")
    for lead in ("in ", "into ", "to ", "as ")
)  # fmt: skip
_DRAWN = frozenset({"trend", "forecast", "anomalies"})
_NO_CHART = (
    "One amount, or a plain list, has no chart. Say “by month” or “by service”: a chart is shown "
    "below every answer that has steps or groups."
)
_CONVERTS = frozenset("convert show it that this them me and give what about is how much the same "
                      "please now can you in".split())  # fmt: skip
_NO_CONVERSION = (
    "I do not convert currencies: each amount is shown in the currency that it was billed in, "
    "because a rate of today would make it a number that no invoice holds."
)
# What narrows or turns an answer, and without one asks nothing; `intents.rules` judges the rest.
_BARE = frozenset({"period", "scope", "test", "tag", "group", "limit", "order", "basis", "trend",
                   "breakdown", "joint"})  # fmt: skip
_POINTS = frozenset({"row", "it", "drop", "lead", "why"})
_PRONOUNS = frozenset("they them these those their".split())
_COMPARING = frozenset(("compare", "compared"))
_WITH = frozenset(("with", "to", "against"))
_SILENT = frozenset({"lead", "it", "joint", "one"})


def read(question: str, context: ReadContext) -> Read:
    """The Query before as this question changes it; Unread where it is no follow-up."""
    words, previous = split(question), context.previous
    if not words or len(words) > MOST_WORDS:
        return _UNREAD
    if previous is None:
        return _of_nothing(words, context)
    said = " ".join(word.text for word in words)
    if said in _AGAIN or is_same(said):
        return _once_more(said, previous)
    if is_told(said, previous.query):
        return Read(previous.query, "rules", (goes_on(previous),))
    if unsure := asked_back(said, previous):
        return Read(unsure, "rules")
    if other := rephrased(said, previous, context):
        words = split(other)
    return _read(words, previous, context)


def _read(words: tuple[Word, ...], previous: Previous, context: ReadContext) -> Read:
    if _converts(words, context):
        return Read(HowTo("currency", _NO_CONVERSION), "rules")
    if unsure := _which_things(words, previous, context):
        return Read(unsure, "rules")
    covers = _covers(words, previous, context)
    if not _goes_on(words, context, covers):
        return _UNREAD
    return _laid_over(words, covers, previous, context) or _of_its_own(
        words, covers, previous, context
    )


def _once_more(said: str, previous: Previous) -> Read:
    """The same question, or that a picture is of steps and groups."""
    query = previous.query
    if said in _AGAIN or query.group_by or query.analysis in _DRAWN:
        return Read(query, "rules", (goes_on(previous),))
    return Read(HowTo("charts", _NO_CHART), "rules")


def _laid_over(
    words: tuple[Word, ...], covers: tuple[Cover, ...], previous: Previous, context: ReadContext
) -> Read | None:
    """What it means as a change of the Query before, or of what that was about."""
    for covered in covers:
        made = patched_by(covered, previous)
        if isinstance(made, HowTo):
            return Read(made, "rules")
        if isinstance(made, Composed):
            first = (goes_on(previous),) if isinstance(made.reading, Query) else ()
            return Read(made.reading, "rules", (*first, *made.notes))
    if them := of_them(words, previous, context):
        return Read(them.reading, "rules", (goes_on(previous), *them.notes))
    return None


def _of_its_own(
    words: tuple[Word, ...], covers: tuple[Cover, ...], previous: Previous, context: ReadContext
) -> Read:
    own = _alone(words, covers[0], previous, context)
    if isinstance(own.reading, Unread):
        return _of_no_use(words, covers, context, previous)
    return own


def patched_by(covered: Cover, previous: Previous) -> Composed | Misplaced | HowTo:
    """What the follow-up means, if all of its words are understood and say something."""
    said = [claim for claim in covered.claims if claim.kind not in _SILENT]
    if covered.left or not said:
        return Misplaced(tuple(said))
    return patched(Parts(covered), previous)


def _covers(words: tuple[Word, ...], previous: Previous, context: ReadContext) -> tuple[Cover, ...]:
    """The words on the supposition that they are about the subject before, or about one named."""
    named = (name for name in _named(words, context) if name != "cost")
    about = dict.fromkeys((previous.query.subject, *named))
    return tuple(cover(Asked(words, catalog.subject(name), context), _SLOTS) for name in about)


def _named(words: tuple[Word, ...], context: ReadContext) -> tuple[str, ...]:
    """The subjects that the words name."""
    asked, every = Asked(words, catalog.subject("vm"), context), subject_slot.every()
    found = (every.at(asked, at) for at in range(len(words)))
    return tuple(dict.fromkeys(one[0] for one in found if one))


def _goes_on(words: tuple[Word, ...], context: ReadContext, covers: tuple[Cover, ...]) -> bool:
    """Whether it is to be read as a follow-up at all: see this module's docstring."""
    if _may_go_on(words, context, covers):
        return True
    alone = rules.read_words(words, context).reading
    if not isinstance(alone, Query):
        return True
    # "Top 5 accounts", after a cost: what it is broken down by, where that alone is named.
    about = {alone.subject, covers[0].asked.subject.name}
    return about == {"cost"} and set(_named(words, context)) == {"account"}


def may_go_on(question: str, previous: Previous, context: ReadContext) -> bool:
    """Whether a question names no subject of its own, or leads on: see this module's docstring."""
    words = split(question)
    return _may_go_on(words, context, _covers(words, previous, context))


def _may_go_on(words: tuple[Word, ...], context: ReadContext, covers: tuple[Cover, ...]) -> bool:
    leads = any(c.kind in ("lead", "it", "row", "drop") for one in covers for c in one.claims)
    # "At list price", "billed cost": what was asked, at another.
    kinds = {c.kind for c in covers[0].claims}
    leads = leads or kinds <= {"basis", "joint"}
    # "What share is EC2": of the cost before, where no cost and no period is named.
    named = _named(words, context)
    shares = covers[0].asked.subject.name == "cost" and "share" in kinds
    return leads or not named or (shares and "period" not in kinds and "cost" not in named)


def _alone(
    words: tuple[Word, ...], covered: Cover, previous: Previous, context: ReadContext
) -> Read:
    """A question of its own after "what about …", if it names what it is about."""
    leads = [claim for claim in covered.claims if claim.kind == "lead"]
    rest = tuple(
        word for at, word in enumerate(words) if not any(c.start <= at < c.end for c in leads)
    )
    if not leads or not rest or not _named(rest, context) or _restricts(leads, covered):
        return _UNREAD
    found = rules.read_words(rest, context)
    if not isinstance(found.reading, Query | Clarify):
        return _UNREAD
    if previous.query.subject == "cost" and isinstance(found.reading, Query):
        if found.reading.subject != "cost" and (unsure := _cost_of(rest, context)):
            return Read(unsure, "rules")
    note = f"a question of its own: nothing is kept of “{previous.question}”"
    return replace(found, notes=(note, *found.notes))


def _which_things(
    words: tuple[Word, ...], previous: Previous, context: ReadContext
) -> Clarify | None:
    """`which log groups`, said of a cost: theirs may be meant, or all that there are."""
    if previous.query.subject != "cost" or words[0].text != "which":
        return None
    found = subject_slot.every().at(Asked(words, catalog.subject("vm"), context), 1)
    alone = found is not None and found[0] != "cost" and found[1] == len(words)
    return _cost_of(words[1:], context) if alone else None


def _cost_of(words: tuple[Word, ...], context: ReadContext) -> Clarify | None:
    """After a question about cost, "what about VMs" may be about theirs."""
    said = " ".join(word.raw for word in words)
    choices = tuple(
        one for one in (f"how much do {said} cost", f"list {said}")
        if isinstance(rules.read_words(split(one), context).reading, Query)
    )  # fmt: skip
    return Clarify(f"What {said} cost, or which there are?", choices) if len(choices) == 2 else None


def _restricts(leads: list[Claim], covered: Cover) -> bool:
    """Whether a word that leads on says more: what it narrows, or that the same is meant."""
    return any({"only", "just", "no", "same"} & set(covered.text(c).split()) for c in leads)


def goes_on(previous: Previous) -> str:
    """The note that tells which question a reading goes on from."""
    since = f" of {previous.since}" if previous.since else ""
    return f"goes on from “{previous.question}”{since}"


def _converts(words: tuple[Word, ...], context: ReadContext) -> bool:
    asked = Asked(words, catalog.subject("cost"), context)
    for at in range(len(words)):
        if found := _MONEY.at(asked, at):
            rest = (*words[:at], *words[found[1] :])
            return all(word.text in _CONVERTS for word in rest)
    return False


def _of_nothing(words: tuple[Word, ...], context: ReadContext) -> Read:
    """Words that only go on from something, where there is nothing: it is said, with examples."""
    if len(words) > MOST_BARE_WORDS or set(_named(words, context)) - {"cost"}:
        return _UNREAD
    if what_there_is(words):
        # "What is running in us-west-2" is a question of its own: see `unnamed`.
        return _UNREAD
    covered = next((one for one in _supposed(words, context) if _is_whole(one)), None)
    if covered is None or is_beyond(covered.asked):
        return _UNREAD
    points = any(claim.kind in _POINTS for claim in covered.claims)
    kinds = {claim.kind for claim in covered.claims}
    if "subject" in kinds or not (points or kinds <= _BARE):
        return _UNREAD
    alone = rules.read_words(words, context).reading
    if not (isinstance(alone, Unread) or (points and _is_off_topic(alone))):
        return _UNREAD
    question = f"{NOTHING_BEFORE} Ask a whole question:"
    return Read(Clarify(question, _whole(covered, context)), "rules")


def _supposed(words: tuple[Word, ...], context: ReadContext) -> Iterator[Cover]:
    for name in ("cost", "vm"):
        yield cover(Asked(words, catalog.subject(name), context), _SLOTS)


def _is_whole(covered: Cover) -> bool:
    """Whether all words are understood, and some say more than what joins them."""
    return not covered.left and any(c.kind not in _SILENT for c in covered.claims)


def _is_off_topic(reading: Reading) -> bool:
    return isinstance(reading, Refuse) and reading.why == "off_topic"


def _of_no_use(
    words: tuple[Word, ...], covers: tuple[Cover, ...], context: ReadContext, previous: Previous
) -> Read:
    """A follow-up whose words are all understood, but that the question before cannot hold."""
    covered = next((one for one in covers if _is_whole(one)), None)
    alone = rules.read_words(words, context).reading
    lost = isinstance(alone, Query) and _refers(words, context)
    if not lost and (covered is None or not (isinstance(alone, Unread) or _is_off_topic(alone))):
        return _UNREAD
    said = " ".join(word.raw for word in words)
    question = f"“{said}” cannot be laid over “{previous.question}”. Ask a whole question:"
    return Read(Clarify(question, _whole(covered, context) if covered else EXAMPLES), "rules")


def _refers(words: tuple[Word, ...], context: ReadContext) -> bool:
    """Whether it speaks of what was shown and names nothing else: no question of its own."""
    said = {word.text for word in words}
    first = words[0].text in _COMPARING and words[1:2] and words[1].text in _WITH
    return not set(_named(words, context)) - {"cost"} and bool(first or said & _PRONOUNS)


def _whole(covered: Cover, context: ReadContext) -> tuple[str, ...]:
    """What was said as a whole question of cost and of VMs, where that can be read."""
    own = [claim for claim in covered.claims if claim.kind in ("lead", "it", "one")]
    rest = " ".join(
        word.raw for at, word in enumerate(covered.asked.words)
        if not any(claim.start <= at < claim.end for claim in own)
    )  # fmt: skip
    asked = (f"cost {rest}", f"VMs {rest}")
    read_alone = (
        one for one in asked if isinstance(rules.read_words(split(one), context).reading, Query)
    )
    return tuple(dict.fromkeys((*read_alone, *EXAMPLES)))[:MOST_CHOICES]

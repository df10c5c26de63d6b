"""What is answered from the docs: what can be asked, what terms mean, how the bot is used.

The texts are data (`howto.toml`) or derived from the catalog and the phrases. A question is read so
only if every word of it belongs to the way such questions are asked: see `terms` for what terms
mean, `_used` for the rest; "how do I see X" is told to ask for X (`intents.rules`).
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from intents import catalog, terms
from intents.catalog import CLOUD_TITLES, Subject
from intents.phrases import examples
from intents.query import HowTo
from intents.slots import subject as subject_slot
from intents.slots.claim import Asked, Phrases
from intents.words import Word

_HELP = frozenset({
    "help", "help me", "usage", "commands", "examples", "show examples", "who are you",
    "what are you", "hello", "hi", "hey", "thanks", "thank you", "help please", "please help",
    "hi there", "good morning", "what is this", "what is this bot", "who is this",
    "getting started", "how do i start", "where do i start", "what now", "good afternoon",
    "good evening", "hello there", "hey there", "cheers", "thx", "many thanks", "manual",
    "documentation", "docs", "show help", "show me examples", "introduce yourself", "menu",
})  # fmt: skip
# "What can I ask you about X": words before the subject, of which one of the last two.
_ABOUT_WORDS = frozenset(
    "what which questions question things thing stuff else kind kinds sort of can could may do "
    "does i we you me us should tell ask know answer fields columns field column information info "
    "data is there are known have has for to find out help with get it the a bot able".split()
)
_ABOUT_VERBS = frozenset("ask tell know answer fields columns help known questions".split())
_SILENT = frozenset({"have", "has", "the", "our", "my", "you", "know", "in", "here", "there"})
_ABOUT = frozenset({"about", "on", "with", "do", "of", "for"})
# "How do I get X": words between which and X there is nothing.
_HOW = (
    "how do i, how do we, how can i, how can we, how to, how could i, how does one, how would i, "
    "how should i, where do i, where can i, where do we, where can we, how do i go about, how "
    "would one, how can one, how might i, how do you, how do we go about"
)
_GET = (
    "get, getting, see, seeing, find, finding, check, view, show, list, ask for, ask about, ask "
    "you for, ask you about, look at, look up, know, track, pull, find out, identify, obtain, "
    "display, monitor, figure out, request, retrieve, query, query for, get to see, access"
)
_ASKING = Phrases((f"{how} {get}", None) for how in _HOW.split(", ") for get in _GET.split(", "))
# What is wanted by "how do we get savings" is advice.
_WISHED = frozenset("savings discounts credits refunds cheaper lower less rid better more".split())
_GREETING = frozenset("please pls hey hi hello ok so thanks".split())


@dataclass(frozen=True, slots=True)
class _Use:
    """How the bot is used: `groups` of words of which one each is said, `others` that may be."""

    name: str
    text: str
    ask: tuple[str, ...]
    opens: frozenset[str]
    groups: tuple[frozenset[str], ...]
    others: frozenset[str]


@cache
def _uses() -> tuple[_Use, ...]:
    raw = tomllib.loads(files("intents").joinpath("howto.toml").read_text("utf-8"))["use"]
    return tuple(
        _Use(one["name"], one["text"], tuple(one.get("ask", ())),
             frozenset(one.get("opens", "").split()),
             tuple(frozenset(group.split()) for group in groups.split("+") if group.strip()),
             frozenset(others.split()) | _GREETING)
        for one in raw
        for groups, _, others in (match.partition("|") for match in one["match"])
    )  # fmt: skip


def read(asked: Asked) -> HowTo | None:
    """What is told of the terms, the use or the subject that is asked for; None: none is."""
    words = tuple(word for word in asked.words if not word.text.startswith(("<@", "@")))
    if not words or " ".join(word.text for word in words if word.text != ",") in _HELP:
        return HowTo("help", overview())
    spoken = Asked(words, asked.subject, asked.context)
    if known := terms.asked_for(spoken) or _sought_term(spoken):
        told = dict.fromkeys(_with(one.text, one.ask) for one in known)
        return HowTo(known[0].name, "\n\n".join(told))
    if found := _of_subject(spoken):
        return HowTo(found.name, of(found))
    if use := _used(words):
        text = overview() if use.name == "help" else _with(use.text, use.ask)
        return HowTo(use.name, text)
    return None


def _used(words: tuple[Word, ...]) -> _Use | None:
    said = {word.text for word in words if word.text != ","}
    first = next((word.text for word in words if word.text not in _GREETING), "")
    for use in _uses():
        if use.opens and first not in use.opens:
            continue
        if said <= use.others.union(*use.groups) and all(said & group for group in use.groups):
            return use
    return None


def _of_subject(asked: Asked) -> Subject | None:
    """`what can I ask you about snapshots`, `what fields do VMs have`, `what is a NAT gateway`."""
    named = subject_slot.every()
    said: set[str] = set()
    for at, word in enumerate(asked.words):
        found = named.at(asked, at) if at else None
        told = said & _ABOUT_VERBS and asked.text(at - 1) in _ABOUT
        what = (
            at == 3 and said == {"what", "is"} | ({asked.text(2)} & {"a", "an"}) and len(said) == 3
        )
        rest = asked.words[found[1] :] if found else ()
        if found and (told or what) and all(one.text in _SILENT for one in rest):
            return catalog.subject(found[0])
        if word.text not in _ABOUT_WORDS | _ABOUT | _GREETING | _SILENT | {"a", "an"}:
            return None
        said.add(word.text)
    return None


def sought(asked: Asked) -> tuple[Word, ...]:
    """What is asked for after "how do I see": the words that could be asked instead; else none."""
    at = asked.skip(0, *_GREETING, "can", "you", "tell", "me")
    if at < len(asked.words) and asked.text(at).startswith(("@", "<@")):
        at += 1
    found = _ASKING.at(asked, at)
    begin = asked.skip(found[1], "to", "accurate", "the") if found else len(asked.words)
    return () if asked.text(begin) in _WISHED else asked.words[begin:]


def _sought_term(asked: Asked) -> tuple[terms.Term, ...]:
    """`how do I find idle VMs`: a term that no Query can hold by itself."""
    rest = Asked(sought(asked), asked.subject, asked.context)
    found = terms.own().at(rest, rest.skip(0, "our", "my", "any", "all"))
    return (found[0],) if found and found[1] == len(rest.words) else ()


def by_asking(asked: Asked, words: tuple[Word, ...], question: str) -> HowTo:
    """That it can be asked for in these words; beside it what is told of a term among them."""
    rest = Asked(words, asked.subject, asked.context)
    known = next(
        (found[0] for at in range(len(words)) if (found := terms.own().at(rest, at))), None
    )
    text = f"Ask me for it: “{question}”."
    return HowTo(known.name if known else "asking", f"{text}\n\n{known.text}" if known else text)


def _with(text: str, ask: tuple[str, ...]) -> str:
    return "\n".join([text, *(f"For example: {question}" for question in ask)])


@cache
def overview() -> str:
    """What can be asked, with examples of each subject."""
    lines = ["Ask me about AWS and Azure, in your own words. For example:"]
    for known in catalog.subjects():
        lines += [f"• {question}" for question in examples(known.name)[:2]]
    about = ", ".join(known.plural for known in catalog.subjects())
    lines += [f"I know about {about}. Ask “what fields do VMs have” for what is known of one.",
              "I read clouds and never change them."]  # fmt: skip
    return "\n".join(lines)


def of(known: Subject) -> str:
    """What is known of a subject: its fields, and the clouds that do not tell them."""
    lines = [f"What is known of {known.plural}:"]
    for field in known.fields.values():
        missing = [CLOUD_TITLES[cloud] for cloud in known.clouds if cloud not in field.sources]
        without = f" (not in {' or '.join(missing)})" if missing else ""
        unit = f", in {field.unit}" if field.unit and field.unit != "count" else ""
        lines.append(f"• {field.title}: {field.about}{unit}{without}")
    return "\n".join(lines + [f"For example: {question}" for question in examples(known.name)[:3]])

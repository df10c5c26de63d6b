"""A wish to have something changed, in whatever form.

"Stop …", "would you mind stopping …", "… and delete them", "I want the idle VMs terminated", "the
dev VMs should be stopped". A verb is a wish only where one can stand: first, after words that lead
to it, after "and" or "then" before what it is to be done to. Elsewhere it is a part of a question
("which VMs could we stop", "disks created in May"), as is a verb before what nobody changes
("release cost by team") or in a compound ("resize recommendations"). The words are data:
`wishes.toml`.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from intents import catalog
from intents.slots import room, spread, subject
from intents.slots.claim import Asked, Phrases
from intents.slots.vocabulary import looks_named

# What may be made without changing a cloud.
_DOCUMENTS = frozenset(
    "report reports analysis chart charts graph dashboard table summary list view query script "
    "overview breakdown forecast template templates code powerpoint "
    "presentation slides essay email".split()
)
_MAKES = frozenset(
    ("create", "launch", "set up", "deploy", "provision", "make", "open", "schedule", "add", "run",
     "configure", "update", "apply", "build")
)  # fmt: skip
_NOUN_MARKS = frozenset("in of over by for vs between = is : since last per from , and or".split())
# What follows a verb without an article makes it a part of a noun: "resize recommendations".
_COMPOUNDS = frozenset(
    "recommendation recommendations candidate candidates opportunity opportunities suggestion "
    "suggestions savings saving event events history report reports requests operations calls date "
    "dates time times count counts rate rates protection filter filters column columns costs cost "
    "spend charges fees rights".split()
)
# Parts of an answer, not of a cloud: "remove the region filter" goes on from one.
_OF_ANSWERS = frozenset("filter filters column columns grouping sorting row rows chart".split())
_ARTICLES = frozenset(
    "the a an my our your this these those that all every each any some both of".split()
)
_DETERMINERS = frozenset("the my our your this these those all every each".split())
_PRONOUNS = frozenset("them it these those this that everything all everyone".split())
_THINGS = frozenset(
    "environment environments workload workloads fleet estate box boxes machine machines resource "
    "resources stack stacks node nodes pool pods pod replicas stuff things autoscaling "
    "subscription subscriptions account accounts server servers access downtime sandbox "
    "staging site website service one ones "
    "certificates certificate certs ip ips address addresses".split()
)
_QUESTIONS = frozenset("which what who how where when why whose show list that".split())
_AFTERWARDS = frozenset("please now asap tonight today tomorrow immediately pls again too".split())
# What lists are narrowed to, as well: "I want the VMs stopped" may be a list.
_STATES = frozenset(
    "stop start tag label attach encrypt enable disable create launch deallocate allocate "
    "associate schedule archive lock register release".split()
)
_MODALS = frozenset("can could to should we i you not would may might did do does".split())
_MOST_ADJECTIVES = 4
_MOST_WORDS_APART = 8


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done (`verb`, in its first form), and where what it is to be done to begins."""

    verb: str
    end: int


@dataclass(frozen=True, slots=True)
class _Verbs:
    """The verbs in one form; the value of each is its first form."""

    plain: Phrases[str]
    parted: Phrases[tuple[tuple[str, str], ...]]


@cache
def _raw() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("intents").joinpath("wishes.toml").read_text("utf-8"))


def _listed(text: object) -> tuple[str, ...]:
    return tuple(" ".join(one.split()) for one in str(text).split(","))


@cache
def _phrases(name: str) -> Phrases[None]:
    return Phrases((one, None) for one in _listed(_raw()[name]))


@cache
def _needs() -> dict[str, frozenset[str]]:
    """Verbs that ask for a change only before some words, with these."""
    found: dict[str, set[str]] = {}
    for verbs, words in _raw()["before"].items():
        for verb in verbs.split(","):
            found.setdefault(" ".join(verb.split()), set()).update(words.split())
    return {verb: frozenset(words) for verb, words in found.items()}


@cache
def _always() -> frozenset[str]:
    return frozenset(_listed(_raw()["always"]))


@cache
def _of_things() -> frozenset[str]:
    return frozenset(_listed(_raw()["of_things"]))


@cache
def _every() -> tuple[str, ...]:
    return (*_always(), *_of_things(), *_needs())


@cache
def _verbs(form: str) -> _Verbs:
    forms = [(_formed(verb, form), verb) for verb in dict.fromkeys(_every())]
    parted: dict[str, list[tuple[str, str]]] = {}
    for said, verb in forms:
        first, _, particle = said.partition(" ")
        if particle and " " not in particle:
            parted.setdefault(first, []).append((particle, verb))
    return _Verbs(Phrases(forms), Phrases((one, tuple(two)) for one, two in parted.items()))


def _formed(verb: str, form: str) -> str:
    """A verb's first word in another form.

    >>> _formed("shut down", "ing"), _formed("tag", "ed"), _formed("modify", "ed")
    ('shutting down', 'tagged', 'modified')
    """
    first, _, rest = verb.partition(" ")
    if form == "ed" and first in _raw()["irregular"]:
        first = _raw()["irregular"][first]
    elif form:
        first = _ended(first, form)
    return f"{first} {rest}".strip()


def _ended(word: str, ending: str) -> str:
    if word.endswith("e"):
        return word.removesuffix("e") + ending
    if ending == "ed" and re.search(r"[^aeiou]y$", word):
        return word.removesuffix("y") + "ied"
    doubled = re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]", word) is not None
    return word + (word[-1] if doubled else "") + ending


def found(asked: Asked) -> Wish | None:
    """The wish that a question is, or that it ends with; None where it is none."""
    first = _led(asked)
    return (
        _at(asked, first, "")
        or _in_other_form(asked)
        or _joined(asked)
        or _passive(asked, first)
    )  # fmt: skip


def is_done(asked: Asked, at: int) -> bool:
    """Whether a verb in its past form stands at a position: "I want the VMs *terminated*"."""
    return _verbs("ed").plain.at(asked, at) is not None


def _led(asked: Asked) -> int:
    """The position after the words that lead to a wish."""
    at = 0
    while at < len(asked.words):
        if lead := _phrases("leads").at(asked, at):
            at = lead[1]
        elif asked.text(at).startswith(("@", "<@")) or asked.text(at) == ",":
            at += 1
        else:
            return at
    return at


def _in_other_form(asked: Asked) -> Wish | None:
    """`would you mind stopping …`, `what if you deleted …`, wherever their leads stand."""
    for at in range(min(len(asked.words), _MOST_WORDS_APART)):
        for lead, form in (("before_ing", "ing"), ("before_past", "ed")):
            if after := _phrases(lead).at(asked, at):
                begin = asked.skip(after[1], "just", "simply", "please")
                if wish := _at(asked, begin, form):
                    return wish
    return None


def _joined(asked: Asked) -> Wish | None:
    """`… and delete them`, `…, please stop these`, `…: clean them up`."""
    for at in range(1, len(asked.words)):
        if asked.text(at + 1) in ("them", "it") and at + 2 == len(asked.words):
            # "Which disks are unattached? Delete them": no word tells where the question ended.
            if asked.text(at - 1) not in _MODALS and (last := _at(asked, at, "")):
                return last
        if asked.text(at - 1) not in ("and", "then", ",", "please", "pls", "so", "just", "also"):
            continue
        wish = _at(asked, at, "")
        if wish and (asked.text(wish.end) in _PRONOUNS | _DETERMINERS):
            return wish
        if wish and (asked.text(at - 1) in ("then", "please") or looks_named(asked, wish.end)):
            return wish
    return None


def _passive(asked: Asked, first: int) -> Wish | None:
    """`I want the idle VMs terminated`, `the dev VMs should be stopped`."""
    opened = asked.text(first - 1) if first else ""
    wants = _wanting(asked)
    if wants is None and (first >= len(asked.words) or asked.text(first) not in _DETERMINERS):
        return None
    begin = first if wants is None else wants
    for at in range(begin + 1, min(len(asked.words), begin + _MOST_WORDS_APART + 4)):
        if asked.text(at) in _QUESTIONS:
            return None
        be = asked.text(at - 1) in ("be", "get", "being")
        past = _verbs("ed").plain.at(asked, at)
        if past is None or not _closes(asked, past[1], loosely=be):
            continue
        if be or (wants is not None and past[0] not in _STATES and opened != "list"):
            return Wish(past[0], begin)
    return None


def _wanting(asked: Asked) -> int | None:
    """The position after `I want`, `we need`, `get`, `have` before what is to be changed."""
    wants = ("want", "need", "wants", "needs", "would like", "wish", "get", "have", "like")
    for at in range(min(4, len(asked.words))):
        named = asked.text(at + 1) in _DETERMINERS or looks_named(asked, at + 1)
        if asked.text(at) in wants and named:
            return at + 1
    return None


def _closes(asked: Asked, at: int, *, loosely: bool) -> bool:
    """Whether nothing follows but when; `loosely`: or how, after "to be"."""
    return loosely or all(word.text in _AFTERWARDS for word in asked.words[at:])


def _at(asked: Asked, at: int, form: str) -> Wish | None:
    """The wish that begins at a position with a verb in a form."""
    known = _verbs(form)
    for verb, end in known.plain.each_at(asked, at):
        if _asks(asked, verb, at, end):
            return Wish(verb, end)
    found = known.parted.at(asked, at)
    if found is None or not _is_parting(asked, found[1]):
        return None
    near = {word.text for word in asked.words[found[1] + 1 : found[1] + _MOST_WORDS_APART]}
    return next((Wish(verb, found[1]) for particle, verb in found[0] if particle in near), None)


def _is_parting(asked: Asked, at: int) -> bool:
    """Whether a verb's particle may come after what begins here: "turn *the VMs* off"."""
    return asked.text(at) in _PRONOUNS | _DETERMINERS or looks_named(asked, at)


def _asks(asked: Asked, verb: str, at: int, end: int) -> bool:
    """Whether a verb at `[at, end)` asks for a change of what follows."""
    if _is_of_costs(asked, at, end) or room.counts_more(asked, end):
        return False
    near = {word.text for word in asked.words[end : end + _MOST_WORDS_APART]}
    if verb in _MAKES and not near.isdisjoint(_DOCUMENTS):
        return False
    if not near.isdisjoint(_OF_ANSWERS):
        return False
    needed = _needs().get(verb)
    if needed is not None and not near.isdisjoint(needed):
        return asked.text(end) not in ("in", "of", "by", "=")
    if verb in _always():
        return asked.text(end) not in _NOUN_MARKS | _COMPOUNDS
    return verb in _of_things() and _is_thing(asked, end)


def _is_of_costs(asked: Asked, at: int, end: int) -> bool:
    """Whether it is no change of a cloud: of numbers, or a thing's own name ("scale sets")."""
    if spread.read(Asked(asked.words, catalog.subject("cost"), asked.context), at):
        return True
    if (named := subject.every().at(asked, at)) and named[1] > end:
        return True
    about = subject.every().at(asked, asked.skip(end, *_ARTICLES))
    return about is not None and about[0] == "cost"


def _is_thing(asked: Asked, at: int) -> bool:
    """Whether a thing is named after articles and a few adjectives."""
    alone = asked.text(at + 1) in _NOUN_MARKS | _AFTERWARDS | {"", "with", "to", "as", "on"}
    if asked.text(at) in ("them", "it", "everything") or (asked.text(at) in _PRONOUNS and alone):
        return True
    for place in range(at, min(at + _MOST_ADJECTIVES + 1, len(asked.words))):
        about = subject.every().at(asked, place)
        if asked.text(place) in _NOUN_MARKS or (place == at and asked.text(at) in _COMPOUNDS):
            return False
        if about and about[1] < len(asked.words) and asked.text(about[1]) in _COMPOUNDS:
            return False
        if (about and about[0] != "cost") or asked.text(place) in _THINGS:
            return True
        if looks_named(asked, place):
            return True
    return False

"""The command that a person could run for what they wished: data (`commands.toml`), filled in.

Every name that a question holds is quoted for the shell, so that nothing it says is run. What the
question does not say stands as `'<…>'`. Nothing here runs anything.
"""

import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain

from intents.catalog import CLOUDS, Cloud
from intents.slots import subject
from intents.slots.claim import Asked
from intents.slots.vocabulary import is_plain, looks_named
from intents.wish import Wish, is_done

# The beginnings of AWS's ids.
_IDS = ("i-", "vol-", "eipalloc-", "vpc-", "subnet-", "snap-", "ami-", "nat-", "sg-", "vgw-")
_PRONOUNS = ("it", "them", "these", "those", "this", "all")
_ANY = "*"
# Words with which the phrase of what is to be changed is over.
_AFTER = frozenset(
    "from of for on in to with at by and or , that which who where so if when named called as than "
    "while without every older newer over under since unless".split()
)
_MEASURES = frozenset("retention size sizes capacity number type types all each both".split())
_WHEN = frozenset(
    "now please asap tonight today tomorrow again immediately id name type size down up off "
    "on".split()
)
_TAGS = ("tag", "tags")
_PORTS = ("port", "ports")
_NEAR = 3
# What names begin with of things that are no machines.
_BY_NAME = {"aks": "cluster", "eks": "cluster", "ecs": "cluster", "vmss": "scaling_group",
            "asg": "scaling_group"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Commands:
    """`known` by subject; `same`: the verbs that mean as much; `ids`: what an id is of."""

    known: Mapping[str, list[Mapping[str, str]]]
    same: Mapping[str, frozenset[str]]
    ids: Mapping[str, str]


@cache
def _commands() -> _Commands:
    raw = tomllib.loads(files("intents").joinpath("commands.toml").read_text("utf-8"))
    known: dict[str, list[Mapping[str, str]]] = {}
    for one in raw["command"]:
        known.setdefault(one["subject"], []).append(one)
    same: dict[str, set[str]] = {}
    for verb, text in raw["same"].items():
        for said in text.split(","):
            same.setdefault(" ".join(said.split()), set()).add(verb)
    return _Commands(known, {said: frozenset(verbs) for said, verbs in same.items()}, raw["ids"])


def of(wish: Wish, asked: Asked) -> str | None:
    """The commands, a line for each cloud that is meant; None where none is known."""
    about, at, end = _thing(asked, wish.end)
    verb = wish.verb
    if about is None and any(word.text in _TAGS for word in asked.words[at : at + _NEAR]):
        about, verb = _ANY, "untag" if "delete" in _commands().same.get(verb, ()) else "tag"
    elif any(word.text in _PORTS for word in asked.words[wish.end : wish.end + _NEAR]):
        about = "security_group"
    template = _template(verb, about, asked) if about else None
    if about is None or template is None:
        return None
    named = _name(asked, end)
    clouds = [cloud for cloud in _clouds(asked, about, at) if cloud in template]
    lines = [_filled(template[cloud], about, named) for cloud in clouds]
    return "\n".join(lines) or None


def _template(verb: str, about: str, asked: Asked) -> Mapping[str, str] | None:
    words = {word.text for word in asked.words}
    verbs = _commands().same.get(verb, frozenset()) | {verb}
    for one in chain(_commands().known.get(about, ()), _commands().known[_ANY]):
        fits = "of" not in one or not words.isdisjoint(one["of"].split())
        if one["verb"] in verbs and fits:
            return one
    return None


def _thing(asked: Asked, at: int) -> tuple[str | None, int, int]:
    """What is to be changed, and where its word begins and ends.

    It is the last thing of its phrase: who deletes "the VM's disks" deletes no VM. Where more
    follows than a name ("VM alarms"), it is something else.
    """
    if asked.text(at) in _PRONOUNS and _ends(asked, asked.skip(at + 1, *_WHEN)):
        before = (_subject(asked, place) for place in range(at - 1, -1, -1))
        return next((found for found in before if found), (None, at, at))
    thing: tuple[str | None, int, int] = (None, at, at)
    place = at
    while not _ends(asked, place) and not (thing[0] and is_done(asked, place)):
        if found := _subject(asked, place):
            thing, place = found, found[2]
        else:
            named = looks_named(asked, place) or asked.text(place) in _WHEN
            if thing[0] and not named:
                return None, at, at
            place += 1
    first = asked.skip(at, "the", "my", "our", "instance")
    if (
        thing[0] is None
        and looks_named(asked, first)
        and _ends(asked, asked.skip(first + 1, *_WHEN))
    ):
        # "stop web-1": only machines are spoken of by bare name, unless it tells what it is.
        told = asked.text(first).partition("-")[0]
        return _BY_NAME.get(told, "vm"), first, first
    return thing


def _subject(asked: Asked, at: int) -> tuple[str, int, int] | None:
    found = subject.every().at(asked, at)
    if asked.text(at) == "ips":
        # Only public ones are held by themselves.
        found = ("public_ip", at + 1)
    return (found[0], at, found[1]) if found and found[0] != "cost" else None


def _ends(asked: Asked, at: int) -> bool:
    """Whether what is to be changed is said: a small word or the end follows."""
    if asked.text(at) == "of" and asked.text(at - 1) in _MEASURES:
        return False
    return at >= len(asked.words) or asked.text(at) in _AFTER


def _name(asked: Asked, at: int) -> str | None:
    at = asked.skip(at, "named", "called", "name", "with", "id", "the")
    quoted = at < len(asked.words) and asked.words[at].quoted
    said = asked.text(at - 1) in ("named", "called") and is_plain(asked, at)
    return asked.words[at].raw if quoted or looks_named(asked, at) or said else None


def _clouds(asked: Asked, about: str, at: int) -> tuple[Cloud, ...]:
    words = {word.text for word in asked.words}
    if any(word.startswith(_IDS) for word in words):
        return ("aws",)
    named = {cloud for cloud in CLOUDS if cloud in words}
    if about != _ANY and (found := subject.phrases(about).at(asked, at)):
        named |= set(found[0][0])
    return tuple(cloud for cloud in CLOUDS if cloud in named) or CLOUDS


def _filled(template: str, about: str, named: str | None) -> str:
    title = f"{_commands().ids.get(about, about)} id".replace("ARN id", "ARN")
    is_id = named is None or named.startswith(_IDS)
    identity = named if is_id else f"<{title} of {named}>"
    return template.format(
        id=shlex.quote(identity or f"<{title}>"), name=shlex.quote(named or "<name>")
    )

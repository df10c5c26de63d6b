"""Requests to change something, and what is none of the bot's business.

The bot reads; whoever asks it to change a cloud gets the command to run instead, with every name
quoted for the shell. A verb counts as a request only where one stands: first (after please, can
you, how do I …) or after "and" or "then". "Stopped VMs" and "cost changes" are no requests.
"""

import shlex
import tomllib
from functools import cache
from importlib.resources import files

from intents import catalog
from intents.query import Refuse
from intents.slots import spread, subject
from intents.slots.claim import Asked, Phrases
from intents.slots.vocabulary import is_plain, looks_named

_POLITE = frozenset(
    "please pls can could would will you to i we want need have help me just let us hey hi hello "
    "now ok okay the bot finops go ahead and then how do kindly like immediately".split()
)
_VERBS = Phrases(
    (verb, None)
    for verb in (
        "stop", "start", "restart", "reboot", "delete", "remove", "destroy", "terminate", "kill",
        "resize", "downsize", "upsize", "rightsize", "right-size", "scale", "scale down",
        "scale up", "detach", "attach", "associate", "disassociate", "tag", "untag", "label",
        "buy", "purchase", "create", "launch", "deploy", "provision", "spin up", "shut down",
        "shutdown", "deallocate", "halt", "turn off", "turn on", "power off", "power on",
        "switch off", "switch on", "modify", "update", "set", "set up", "enable", "disable",
        "move", "migrate", "rename", "release", "grant", "revoke", "apply", "cancel", "assign",
        "add", "upgrade", "downgrade", "import", "clean up", "boot", "convert", "encrypt",
        "schedule", "allocate", "unattach", "change", "take action", "rotate", "reserve", "allow",
        "block", "open", "close",
    )
)  # fmt: skip
# Verbs that open an innocent question as often: a request only before what could be changed.
_DOUBTFUL = frozenset({"tag", "label", "change", "set", "update", "open", "close", "start", "add",
                       "schedule", "block", "scale", "release", "reserve", "stop", "allow",
                       "apply", "buy", "purchase"})  # fmt: skip
# What may be made without changing a cloud.
_DOCUMENTS = frozenset(
    "report reports analysis chart charts graph dashboard table summary list view query script "
    "overview breakdown forecast".split()
)
_NOUN_MARKS = frozenset("in of over by for vs between = is : since last per".split())
_OFF_TOPIC = frozenset(
    "weather joke jokes poem song recipe recipes football soccer movie movies lottery horoscope "
    "president lyrics restaurant restaurants lunch dinner birthday sports game games bitcoin "
    "forecast's news translate".split()
)
NOT_OURS = "I answer questions about AWS and Azure infrastructure and what it costs."
_CHANGES = "I only read clouds and never change them. {how}"


@cache
def _commands() -> tuple[dict[str, str | list[str]], ...]:
    raw = tomllib.loads(files("intents").joinpath("commands.toml").read_text("utf-8"))
    return tuple(raw["command"])


def action(asked: Asked) -> Refuse | None:
    """The refusal of a request to change something, or None."""
    found = _request(asked)
    if found is None:
        return None
    verb, after = found
    command = _command(asked, verb, after)
    how = (
        "You could run this yourself:" if command else "Please use the cloud's own console or CLI."
    )
    return Refuse("action", _CHANGES.format(how=how), command)


def off_topic(asked: Asked) -> Refuse | None:
    """The refusal of what is not about clouds or their cost, or None."""
    about = any(subject.every().at(asked, at) for at in range(len(asked.words)))
    if about or not any(word.text in _OFF_TOPIC for word in asked.words):
        return None
    return Refuse("off_topic", NOT_OURS)


def _request(asked: Asked) -> tuple[str, int] | None:
    """The verb of a request, and the position after it."""
    first = 0
    while first < len(asked.words) and _is_polite(asked, first):
        first += 1
    if found := _verb(asked, first):
        return found
    for at in range(1, len(asked.words)):
        if asked.text(at - 1) in ("and", "then") and (found := _verb(asked, at)):
            pronoun = asked.text(found[1]) in ("them", "it", "these", "those", "all")
            if pronoun or asked.text(at - 1) == "then":
                return found
    return None


def _is_polite(asked: Asked, at: int) -> bool:
    return asked.text(at) in _POLITE or asked.text(at).startswith(("@", "<@"))


def _verb(asked: Asked, at: int) -> tuple[str, int] | None:
    found = _VERBS.at(asked, at)
    if found is None or at >= len(asked.words):
        return None
    if spread.read(Asked(asked.words, catalog.subject("cost"), asked.context), at):
        # "Allocate shared cost by team" divides numbers, not clouds.
        return None
    if (named := subject.every().at(asked, at)) and named[1] > found[1]:
        # "Scale sets" are things, and nobody is asked to scale.
        return None
    verb = " ".join(word.text for word in asked.words[at : found[1]])
    following = asked.text(found[1])
    if any(word.text in _DOCUMENTS for word in asked.words[found[1] : found[1] + 6]):
        return None
    if not following and verb in _DOUBTFUL:
        return None
    if verb in _DOUBTFUL and following in _NOUN_MARKS:
        return None
    if verb in ("tag", "label") and not _is_thing(asked, found[1]):
        return None
    return verb, found[1]


def _is_thing(asked: Asked, at: int) -> bool:
    at = asked.skip(at, "the", "my", "all", "our", "this", "these")
    return subject.every().at(asked, at) is not None or looks_named(asked, at)


def _command(asked: Asked, verb: str, at: int) -> str | None:
    about, end = _thing(asked, at)
    if about is None:
        return None
    known = next(
        (one for one in _commands() if one["subject"] == about[0] and verb in one["words"]), None
    )
    if known is None:
        return None
    named = _name(asked, end)
    clouds = [
        cloud for cloud in ("aws", "azure") if cloud in known and cloud in _clouds(asked, about)
    ]
    lines = [_filled(str(known[cloud]), cloud, about[0], named) for cloud in clouds]
    return "\n".join(lines) or None


def _thing(asked: Asked, at: int) -> tuple[tuple[str, int] | None, int]:
    """What is to be changed, and the position after its word."""
    for place in range(at, min(at + 4, len(asked.words))):
        if found := subject.every().at(asked, place):
            return (found[0], place), found[1]
    if looks_named(asked, at):
        # "stop web-1": only machines are spoken of by bare name.
        return ("vm", at), at
    return None, at


def _name(asked: Asked, at: int) -> str | None:
    at = asked.skip(at, "named", "called", "name", "with", "id", "the")
    quoted = at < len(asked.words) and asked.words[at].quoted
    if (
        quoted
        or looks_named(asked, at)
        or (asked.text(at - 1) in ("named", "called") and is_plain(asked, at))
    ):
        return asked.words[at].raw
    return None


def _clouds(asked: Asked, about: tuple[str, int]) -> frozenset[str]:
    words = {word.text for word in asked.words}
    named = {cloud for cloud in ("aws", "azure") if cloud in words}
    name, at = about
    for known, one in ((subject.phrases(name), at),):
        if found := known.at(asked, one):
            named |= set(found[0][0])
    if any(word.text.startswith(("i-", "vol-", "eipalloc-", "vpc-")) for word in asked.words):
        named = {"aws"}
    return frozenset(named) or frozenset({"aws", "azure"})


def _filled(template: str, cloud: str, about: str, named: str | None) -> str:
    title = {"vm": "instance", "disk": "volume", "public_ip": "allocation", "network": "VPC"}[about]
    is_id = named is not None and named.startswith(("i-", "vol-", "eipalloc-", "vpc-"))
    identity = named if is_id or named is None else f"<{title} id of {named}>"
    return template.format(
        id=shlex.quote(identity or f"<{title} id>"),
        name=shlex.quote(named or "<name>"),
        group="'<resource group>'",
        size="'<size>'",
        tag="'<key=value>'" if cloud == "aws" else "'tags.<key>=<value>'",
    )

"""What is none of ours although it may speak of clouds: how to build, write, mend, choose or learn.

Asked only of what no reader could read. Orders to be another bot, requests to write and small talk
are seen by their words; tutorials and troubleshooting by how they open, unless the question may be
for numbers of ours (a word for cost or use, a period): those stay unread. The words are data:
`beyond.toml`.
"""

import tomllib
from functools import cache
from importlib.resources import files

from intents.slots import period
from intents.slots.claim import Asked, Phrases

_GREETING = ("hey", "hi", "hello", "please", "pls", "ok", "okay", "so", "and", "now", ",")
# How soon after a verb that asks to write comes what is to be written.
_SOON = 7


@cache
def _raw() -> dict[str, str]:
    return tomllib.loads(files("intents").joinpath("beyond.toml").read_text("utf-8"))


@cache
def _phrases(name: str) -> Phrases[None]:
    return Phrases((" ".join(one.split()), None) for one in _raw()[name].split(","))


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(_raw()[name].split())


def is_beyond(asked: Asked) -> bool:
    """Whether a question that nobody could read is for somebody else."""
    if _holds(asked, "always") or _is_writing(asked):
        return True
    said = {word.text for word in asked.words}
    if _is_of_numbers(asked):
        return False
    if asked.text(0) == "what" and said & _words("here"):
        return False
    return _holds(asked, "anywhere") or _opens(asked, said)


def is_comparison(asked: Asked) -> bool:
    """Whether it asks what two things are: "what is the difference between SQS and SNS"."""
    if not _phrases("comparing").at(asked, _first(asked)) or _is_of_numbers(asked):
        return False
    return not any(asked.accounts.at(asked, at) for at in range(len(asked.words)))


def is_tutorial(asked: Asked) -> bool:
    """Whether it asks how something is done elsewhere, as "how do I … in Terraform"."""
    said = {word.text for word in asked.words}
    return bool(said & _words("elsewhere")) and "how" in (asked.text(_first(asked)), asked.text(0))


def _is_of_numbers(asked: Asked) -> bool:
    """Whether a word for cost or use, or a period, is in it: it may be for numbers of ours."""
    at_any = range(len(asked.words))
    # "High availability" is how something is built.
    said = {
        word.text
        for at, word in enumerate(asked.words)
        if not (word.text == "high" and asked.text(at + 1) == "availability")
    }
    return bool(said & _words("numbers")) or any(period.read(asked, at) for at in at_any)


def _holds(asked: Asked, name: str) -> bool:
    known = _phrases(name)
    return any(known.at(asked, at) for at in range(len(asked.words)))


def _first(asked: Asked) -> int:
    at = asked.skip(0, *_GREETING)
    while at < len(asked.words) and asked.text(at).startswith(("@", "<@")):
        at = asked.skip(at + 1, *_GREETING)
    return at


def _opens(asked: Asked, said: set[str]) -> bool:
    first = _first(asked)
    if _phrases("opens").at(asked, first):
        return True
    if asked.text(first) in ("my", "our", "the") and said & _words("complaints"):
        return True
    return bool(said & _words("trouble")) and _phrases("opens_trouble").at(asked, first) is not None


def _is_writing(asked: Asked) -> bool:
    """`write me a script that …`, `can you generate Terraform for …`."""
    first = asked.skip(_first(asked), "can", "could", "would", "you", "i", "want", "need", "to")
    found = _phrases("write").at(asked, first)
    near = asked.words[found[1] : found[1] + _SOON] if found else ()
    return any(word.text in _words("written") for word in near)

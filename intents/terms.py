"""Terms of the field, where a question is for what they mean: "how do you count idle?".

Such a question is a frame around a term and nothing else: "what is our effective cost" and "what is
effective cost by service" want the number. Frames and terms are data (`howto.toml`); the catalog's
fields are terms, too, with what is said about them.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any

from intents import catalog
from intents.slots.claim import Asked, Phrases
from intents.words import Word

_FEWEST, _MOST = 2, 16
_DETERMINERS = frozenset({"the", "our", "my", "your", "this", "these"})
# Frames of these may be around any field of the catalog: others are around numbers, too.
_MEANING = frozenset({"mean", "define", "definition", "meaning", "means"})
Frame = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A term: its text, and questions that can be asked of it; `number`: it is a figure, too."""

    name: str
    text: str
    ask: tuple[str, ...] = ()
    number: bool = False


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(files("intents").joinpath("howto.toml").read_text("utf-8"))


@cache
def own() -> Phrases[Term]:
    """The terms of `howto.toml`, in every wording."""
    return Phrases(
        (
            " ".join(word.split()),
            Term(one["name"], one["text"], tuple(one.get("ask", ())), one.get("number", False)),
        )
        for one in _raw()["term"]
        for word in one["words"].split(",")
    )


@cache
def of_catalog() -> Phrases[Term]:
    """The catalog's fields, with what is said of them in each subject that has them."""
    abouts: dict[str, dict[str, list[str]]] = {}
    for known in catalog.subjects():
        for field in known.fields.values():
            for word in {field.name, field.name.replace("_", ""), field.title, *field.words}:
                abouts.setdefault(word, {}).setdefault(field.about, []).append(known.plural)
    return Phrases((word, Term(word, _told(found))) for word, found in abouts.items())


def _told(abouts: dict[str, list[str]]) -> str:
    return "\n".join(f"Of {', '.join(sorted(of))}: {about}." for about, of in abouts.items())


@cache
def _frames(name: str) -> dict[str, tuple[Frame, ...]]:
    """The frames by their first word; those that begin with the term under "T"."""
    found: dict[str, tuple[Frame, ...]] = {}
    for line in _raw()[name].strip().splitlines():
        frame = tuple(frozenset(part.split("/")) for part in line.split())
        for first in frame[0]:
            found[first] = (*found.get(first, ()), frame)
    return found


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(_raw()[name].split())


@cache
def _leads() -> Phrases[None]:
    return Phrases((" ".join(lead.split()), None) for lead in _raw()["leads"].split(","))


def asked_for(asked: Asked) -> tuple[Term, ...]:
    """The terms whose meaning is asked for: one, two for their difference, or none."""
    if not _FEWEST <= len(asked.words) <= _MOST:
        return ()
    words = tuple(word for word in asked.words if word.text not in _words("silent"))
    bare = Asked(words, asked.subject, asked.context)
    first = 0
    while lead := _leads().at(bare, first):
        first = lead[1]
    if found := _framed(bare, first, "frames") or _framed(bare, first, "pairs"):
        return found
    plain = _framed(bare, first, "bare")
    return () if _wants_number(asked.words, plain) else plain


def _wants_number(words: tuple[Word, ...], found: tuple[Term, ...]) -> bool:
    """Whether "what is T" asks for the figure: "what is the forecast", "what is savings"."""
    said = [word.text for word in words]
    indefinite = "a" in said or "an" in said
    return bool(_DETERMINERS & set(said)) or any(one.number and not indefinite for one in found)


def _framed(asked: Asked, first: int, name: str) -> tuple[Term, ...]:
    known = _frames(name)
    for frame in (*known.get(asked.text(first), ()), *known.get("T", ())):
        known_terms = (own(), of_catalog()) if _MEANING & frozenset().union(*frame) else (own(),)
        found = next(_matched(asked, first, frame, known_terms), None)
        if found is not None:
            return found
    return ()


def _matched(
    asked: Asked, at: int, frame: Frame, known: tuple[Phrases[Term], ...]
) -> Iterator[tuple[Term, ...]]:
    """The terms in a frame that the words from a position on are, if they are."""
    if not frame:
        if at == len(asked.words):
            yield ()
        return
    part = frame[0]
    if "T" in part:
        for term, end in chain.from_iterable(one.each_at(asked, at) for one in known):
            yield from ((term, *rest) for rest in _matched(asked, end, frame[1:], known))
    elif asked.text(at) in (_words("things") if "THING" in part else part):
        yield from _matched(asked, at + 1, frame[1:], known)

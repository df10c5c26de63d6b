"""The place in the Query of each word of the question, as a language model gives it.

Each content word needs a place that exists, and each condition a word. A word that no slot knows
needs a place that no known word has: "painted" is no part of the subject of "VMs". Only declared
fillers may say nothing. How unknown words were taken is told to people (`notes`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from intents import catalog
from intents.checked import Checked, content_words, positions, singles, unknown_words
from intents.context import ReadContext
from intents.coverage import cover
from intents.query import Query
from intents.slots.claim import Asked
from intents.words import split

NOTHING = "noise"


# Words that may be given no place, beside the catalog's own noise: how people talk, not what about.
FILLERS = frozenset(
    "actually anyway basically boss bro bye curious dear dude essentially folks frankly friend "
    "gimme guys honestly kinda literally mate maybe perhaps pal possibly quick quickly really "
    "simply sir sorry sorta thx tho though uh um wonder wondering yeah yo".split()
)


# Places that hold one thing: what no slot knows cannot say it again beside what one knows.
_SINGLE = ("subject", "period", "limit", "grain", "compare_to", "clouds", "regions", "accounts")


_SIGNS = {"eq": "=", "ne": "≠", "lt": "<", "le": "≤", "gt": ">", "ge": "≥", "in": "among"}


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a question, and the place in the Query that says them: `where.0`, `noise`."""

    words: str
    place: str


def unplaced(one: Checked, parts: tuple[Part, ...]) -> Iterator[str]:
    """Words without a place, and places that the Query has not."""
    data = one.query.as_said()
    placed: set[str] = set()
    for part in parts:
        words = {word.text for word in split(part.words)}
        if part.place == NOTHING:
            placed |= words & FILLERS
        elif _at(data, part.place) is None:
            yield f"the query has no place {part.place!r}, which should say {part.words!r}"
        else:
            placed |= words
    left = [word.raw for word in content_words(one.asked.words) if word.text not in placed]
    if left:
        yield f"no place in the query says: {', '.join(left)}"
    yield from _crowded(one, parts)


def unsaid(one: Checked, parts: tuple[Part, ...]) -> Iterator[str]:
    """Conditions that no word asks for: "running" is not meant because it usually is."""
    asked = {test.field.partition(".")[0] for claim in one.claims() for test in claim.where}
    words = one.asked.words
    named = {words[at].text for c in one.claims() if c.kind == "subject" for at in positions(c)}
    for key in ("where", "having"):
        for at, test in enumerate(getattr(one.query, key)):
            fields = {single.field.partition(".")[0] for single in singles(test)}
            saying = [part for part in parts if part.place.startswith(f"{key}.{at}")]
            said = {word.text for part in saying for word in content_words(split(part.words))}
            if not (fields & asked or said - named):
                yield f"no word of the question asks for {key}.{at}: {', '.join(sorted(fields))}"


def _crowded(one: Checked, parts: tuple[Part, ...]) -> Iterator[str]:
    """Unknown words where known ones say it all: "painted" is no part of the subject of "VMs"."""
    unknown = unknown_words(one.cover)
    by_place: dict[str, list[frozenset[str]]] = {}
    for part in parts:
        content = frozenset(word.text for word in content_words(split(part.words)))
        by_place.setdefault(part.place, []).append(content)
    for place, said in by_place.items():
        strange = [words for words in said if words & unknown]
        plain = [words for words in said if words - unknown]
        apart = any(words not in plain for words in strange) and plain
        single = place.split(".")[0] in _SINGLE
        mixed = single and (len(set(strange)) > 1 or any(words - unknown for words in strange))
        if place != NOTHING and strange and (apart or mixed):
            extra = ", ".join(sorted({word for words in strange for word in words & unknown}))
            yield f"{extra!r} is said to be {place}, which other words say: it needs its own place"


def notes(
    question: str, query: Query, parts: tuple[Part, ...], context: ReadContext
) -> tuple[str, ...]:
    """What people should know of the reading: whose it is, and how unknown words were taken."""
    asked = Asked(split(question), catalog.subject(query.subject), context)
    unknown = unknown_words(cover(asked))
    data = query.as_said()
    told = [
        f"“{' '.join(said)}” is taken as {_told(data, part.place)}"
        for part in parts
        if part.place != NOTHING
        and (said := [word.raw for word in split(part.words) if word.text in unknown])
    ]
    return ("read by a language model", *told)


def _told(data: dict[str, Any], place: str) -> str:
    """What a place of the Query says."""
    found = _at(data, place)
    match found:
        case {"field": field, "op": op, **rest}:
            value = rest.get("value", "")
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            return f"{field} {_SIGNS.get(str(op), str(op))} {shown}".strip()
        case str() if place == "subject":
            return catalog.subject(found).plural
        case None:
            return "nothing"
        case _:
            return f"{place} {found}"


def _at(data: Any, place: str) -> Any:
    """What is at `where.0.value`; None where nothing is."""
    for key in re.split(r"[.\[\]]+", place.rstrip("]")):
        if isinstance(data, dict) and key in data:
            data = data[key]
        elif isinstance(data, list) and key.isdecimal() and int(key) < len(data):
            data = data[int(key)]
        elif not isinstance(data, str):
            return None
    return data

"""A question beside the Query that it was read as: what the checks of `intents.accounted` share.

No check itself. `amounts` and `texts` find what is in any part of a Query as JSON.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from intents.coverage import Cover
from intents.query import AnyOf, Condition, FieldRef, Query, Where
from intents.shorter import RESTRICTORS
from intents.slots.claim import SEPARATORS, Asked, Claim
from intents.slots.noise import JOINTS, NOISE
from intents.words import Word

EXCLUDING = ("ne", "not_in", "not_matches", "missing")


ORDERED = ("lt", "le", "gt", "ge")


DIGITS = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Checked:
    """A question, its Query, and what the slots know of its words."""

    asked: Asked
    query: Query
    cover: Cover

    def said(self, at: int) -> str:
        """The word at a position, as typed."""
        return self.asked.words[at].raw

    def claims(self) -> Iterator[Claim]:
        """Those that say something."""
        return (claim for claim in self.cover.claims if claim.kind not in ("joint", "noise"))

    @property
    def texts(self) -> str:
        """All texts of the Query, folded."""
        return "\n".join(texts(self.query.as_said())).casefold()


def content_words(words: tuple[Word, ...]) -> list[Word]:
    """The words that say something: restrictors do, whatever the rules let be silent."""
    return [
        word
        for word in words
        if word.quoted
        or word.text in RESTRICTORS
        or not (
            word.text in NOISE
            or word.text in JOINTS
            or word.text in SEPARATORS
            or word.text.startswith(("<@", "@"))
        )
    ]


def unknown_words(known: Cover) -> frozenset[str]:
    """The words that no slot knows, or that stand where they say nothing to one."""
    words = tuple(known.asked.words[at] for at in known.left)
    return frozenset(word.text for word in content_words(words))


def singles(where: Where) -> tuple[Condition, ...]:
    """The conditions of one part of `where`."""
    return where.any if isinstance(where, AnyOf) else (where,)


def positions(claim: Claim) -> range:
    """Where a claim's words stand."""
    return range(claim.start, claim.end)


def texts_of(test: Condition) -> Iterator[str]:
    """The texts that a condition compares with."""
    values = test.values
    return (value for value in values if isinstance(value, str))


def amounts(value: object) -> Iterator[Decimal]:
    """Every number in a value, those in texts included."""
    match value:
        case bool() | None | FieldRef():
            return
        case int() | float() | Decimal():
            yield Decimal(str(value))
        case str():
            yield from (Decimal(digits) for digits in DIGITS.findall(value))
        case dict():
            for part in value.values():
                yield from amounts(part)
        case list() | tuple():
            for part in value:
                yield from amounts(part)
        case _:
            return


def texts(value: object) -> Iterator[str]:
    """Every text in a Query as JSON."""
    match value:
        case str():
            yield value
        case dict():
            for part in value.values():
                yield from texts(part)
        case list() | tuple():
            for part in value:
                yield from texts(part)
        case _:
            return

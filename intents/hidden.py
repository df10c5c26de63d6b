"""A Query as a language model may see it: with marks instead of names.

A Query of this conversation may hold what a cloud calls its things: "the second one" puts a row's
id into it. So what is shown of a Query is what the catalog and the phrases say too, numbers and
periods; any other text becomes a mark, «1», and comes back as it was in the model's answer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from intents import catalog
from intents.checked import texts
from intents.phrases import phrases
from intents.query import Query
from intents.slots import region

# What is under these keys is of the contract, never of a company.
_OURS = frozenset({"analysis", "agg", "clouds", "compare_to", "cost_basis", "grain", "op", "period",
                   "period_on", "regions", "spread", "subject"})  # fmt: skip
# Longer ones are ids.
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Hidden:
    """A Query as JSON with marks, and what they stand for: by mark."""

    data: dict[str, Any]
    names: dict[str, str]

    def shown(self, data: object) -> Any:
        """JSON that was made of `data`, with the names in the place of their marks."""
        match data:
            case str():
                return self.names.get(data, data)
            case dict():
                return {key: self.shown(value) for key, value in data.items()}
            case list():
                return [self.shown(value) for value in data]
            case _:
                return data


def hidden(query: Query) -> Hidden:
    """The Query with a mark for each text that may be a name."""
    marks: dict[str, str] = {}
    data = _marked(query.as_said(), marks)
    return Hidden(data, {mark: name for name, mark in marks.items()})


def _marked(data: object, marks: dict[str, str]) -> Any:
    match data:
        case str() if not _is_public(data):
            return marks.setdefault(data, f"«{len(marks) + 1}»")
        case dict():
            return {
                key: value if key in _OURS else _marked(value, marks) for key, value in data.items()
            }
        case list():
            return [_marked(value, marks) for value in data]
        case _:
            return data


def _is_public(text: str) -> bool:
    known = text in _public() or text.removeprefix("-") in _public()
    return known or _NUMBER.fullmatch(text) is not None or region.cloud_of(text) is not None


@cache
def _public() -> frozenset[str]:
    """The catalog's names and values, and every text of the phrases' Queries."""
    return frozenset((*_of_catalog(), *texts([phrase.query for phrase in phrases()])))


def _of_catalog() -> Iterator[str]:
    for subject in catalog.by_name().values():
        for field in subject.fields.values():
            yield field.name
            yield from field.values

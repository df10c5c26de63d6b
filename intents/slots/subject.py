"""What the question is about: the catalog's words for the subject that is supposed.

Words of another subject are no slot's business here: they stay unclaimed, and so the supposition
fails.
"""

from collections.abc import Iterator
from functools import cache
from typing import Literal

from intents import catalog
from intents.catalog import CLOUDS, Cloud
from intents.query import Condition
from intents.slots.claim import Asked, Claim, Phrases

# What a word for a subject says besides: its cloud, a value of a field, and a field to add up.
Besides = tuple[tuple[Cloud, ...], tuple[Condition, ...], tuple[str, ...]]

# The field that holds which other subject something is about.
KIND = "resource_type"


@cache
def phrases(subject: str) -> Phrases[Besides]:
    """The words for a subject, each with the cloud, the value and the sum that it names, if any."""
    known = catalog.subject(subject)
    values = {
        word: (Condition(field=field, op="eq", value=value),)
        for field, own in known.value_words.items()
        for value, words in own.items()
        for word in words
    }
    clouds: dict[str, tuple[Cloud, ...]] = {
        word: (cloud,) for cloud in CLOUDS for word in known.cloud_words.get(cloud, ())
    }
    sums = {word: (field,) for field, words in known.sum_words.items() for word in words}
    own = [
        (word, (clouds.get(word, ()), values.get(word, ()), sums.get(word, ())))
        for word in known.names
    ]
    return Phrases([*own, *_of_kinds(known)])


def _of_kinds(known: catalog.Subject) -> Iterator[tuple[str, Besides]]:
    """Words around those of every other subject: "idle VMs" are findings about VMs."""
    for field, own in known.kind_words.items():
        for value, words in own.items():
            of_value = Condition(field=field, op="eq", value=value)
            for other in catalog.subjects():
                tests = (of_value, Condition(field=KIND, op="eq", value=other.name))
                for name, clouds in _called(other, but=known):
                    yield from ((word.format(name), (clouds, tests, ())) for word in words)


def _called(
    subject: catalog.Subject, but: catalog.Subject
) -> Iterator[tuple[str, tuple[Cloud, ...]]]:
    if subject.billable and subject.name != but.name:
        yield from ((word, ()) for word in subject.words)
        for cloud in CLOUDS:
            yield from ((word, (cloud,)) for word in subject.cloud_words.get(cloud, ()))


@cache
def every() -> Phrases[str]:
    """The words for all subjects: phrase to the subject's name."""
    return Phrases(
        (word, known.name)
        for known in catalog.subjects()
        for word in (*known.names, *(word for word, _ in _of_kinds(known)))
    )


def read(asked: Asked, at: int) -> Claim | None:
    """The subject, named at a position."""
    found = phrases(asked.subject.name).at(asked, at)
    if found is None:
        return None
    (clouds, tests, sums), end = found
    agg: Literal["sum"] | None = "sum" if sums else None
    return Claim(at, end, "subject", clouds=clouds, where=tests, select=sums, agg=agg)


def is_cost_word(asked: Asked, at: int) -> bool:
    """Whether a word for cost stands at a position."""
    return phrases("cost").at(asked, at) is not None

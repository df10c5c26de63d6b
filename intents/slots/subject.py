"""What the question is about: the catalog's words for the subject that is supposed.

Words of another subject are no slot's business here: they stay unclaimed, and so the supposition
fails.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

from intents import catalog
from intents.catalog import CLOUDS, Cloud
from intents.query import Condition
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.pattern import matching

# What a word for a subject says besides: its cloud, a value of a field, and a field to add up.
Besides = tuple[tuple[Cloud, ...], tuple[Condition, ...], tuple[str, ...]]

# What may stand for things of every sort.
ANY = ("resources", "things", "infrastructure")
# The field that holds which other subject something is about.
KIND = "resource_type"


@cache
def phrases(subject: str, *, loosely: bool = False) -> Phrases[Besides]:
    """The words for a subject, each with the cloud, the value and the sum that it names, if any.

    `loosely`: those instead that name it only where nothing else can be read.
    """
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
    meant = {word: _tests(where) for words, where in known.meanings for word in words}
    tests = {word: (*values.get(word, ()), *meant.get(word, ())) for word in known.names}
    own = [
        (word, (clouds.get(word) or _cloud_in(word), tests[word], sums.get(word, ())))
        for word in known.names
        if (word in known.loose_words) is loosely
    ]
    return Phrases([*own, *([] if loosely else _of_kinds(known))])


def _cloud_in(words: str) -> tuple[Cloud, ...]:
    """The cloud whose own name for things a longer phrase holds: "EC2 instances of an old …"."""
    return ("aws",) if " " in words and "ec2" in words.split() else ()


def _tests(where: Mapping[str, str]) -> tuple[Condition, ...]:
    found = (matching(field, value) for field, value in where.items())
    return tuple(test for test in found if test)


def _of_kinds(known: catalog.Subject) -> Iterator[tuple[str, Besides]]:
    """Words around those of every other subject: "idle VMs" are findings about VMs."""
    for field, own in known.kind_words.items():
        for value, words in own.items():
            of_value = Condition(field=field, op="eq", value=value)
            for anything in ANY:
                yield from ((word.format(anything), ((), (of_value,), ())) for word in words)
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
        if word not in known.loose_words
    )


@cache
def loose() -> Phrases[str]:
    """The words that name a subject only where nothing else can be read: phrase to its name."""
    return Phrases((word, known.name) for known in catalog.subjects() for word in known.loose_words)


_WHETHER = frozenset("is was are were has have".split())


def read(asked: Asked, at: int) -> Claim | None:
    """The subject, named at a position."""
    found = phrases(asked.subject.name).at(asked, at)
    if found is None and not _is_named(asked):
        found = phrases(asked.subject.name, loosely=True).at(asked, at)
    if found is None:
        return None
    (clouds, tests, sums), end = found
    if asked.text(end) == "resources" and (clouds or tests) and _is_by_service(asked):
        # "Redis resources" are caches.
        end += 1
    said = " ".join(word.text for word in asked.words[at:end])
    if said == "paid" and asked.text(0) in _WHETHER:
        # "Was the invoice paid" asks for no amount.
        return None
    agg: Literal["sum"] | None = "sum" if sums else None
    return Claim(
        at, end, "subject", clouds=clouds, where=tests, select=sums, agg=agg,
        note=_note(asked, said),
    )  # fmt: skip


def _is_by_service(asked: Asked) -> bool:
    """Whether a service's name means these things and no others that go with them."""
    return asked.subject.name in ("cache", "function", "registry", "queue", "topic", "elastic_pool")


def _is_named(asked: Asked) -> bool:
    """Whether the subject is named in earnest somewhere: "findings and their savings"."""
    known = phrases(asked.subject.name)
    return any(known.at(asked, at) for at in range(len(asked.words)))


def _note(asked: Asked, said: str) -> str | None:
    """What words that mean several conditions are read as."""
    if said in asked.subject.loose_words and asked.subject.name == "public_ip":
        return f"{said} is read as {asked.subject.plural}"
    where = next((where for words, where in asked.subject.meanings if said in words), None)
    if where is None:
        return None
    told = " and ".join(
        f"{asked.subject.fields[field].title} {value}" for field, value in where.items()
    )
    return f"{said} is read as {told}"


def is_cost_word(asked: Asked, at: int) -> bool:
    """Whether a word for cost stands at a position."""
    return phrases("cost").at(asked, at) is not None

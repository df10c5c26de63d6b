"""What the question is about: the catalog's words for the subject that is supposed.

Words of another subject are no slot's business here: they stay unclaimed, and so the supposition
fails.
"""

from functools import cache

from intents import catalog
from intents.catalog import CLOUDS, Cloud
from intents.slots.claim import Asked, Claim, Phrases


@cache
def phrases(subject: str) -> Phrases[tuple[Cloud, ...]]:
    """The words for a subject, each with the cloud it names, if it names one."""
    known = catalog.subject(subject)
    both: list[tuple[str, tuple[Cloud, ...]]] = [
        (word, (cloud,)) for cloud in CLOUDS for word in known.cloud_words.get(cloud, ())
    ]
    return Phrases(both + [(word, ()) for word in known.words])


@cache
def every() -> Phrases[str]:
    """The words for all subjects: phrase to the subject's name."""
    return Phrases(
        (word, known.name)
        for known in catalog.subjects()
        for word in (*known.words, *(w for words in known.cloud_words.values() for w in words))
    )


def read(asked: Asked, at: int) -> Claim | None:
    """The subject, named at a position."""
    found = phrases(asked.subject.name).at(asked, at)
    if found is None:
        return None
    return Claim(at, found[1], "subject", clouds=found[0])


def is_cost_word(asked: Asked, at: int) -> bool:
    """Whether a word for cost stands at a position."""
    return phrases("cost").at(asked, at) is not None

"""What is told of resources one by one, or a few at a time: as many calls, all at once.

To be used only where no list tells it. Each call has an asker of its own, for an asker is not for
several threads; what they asked and missed is added to the one that was given.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from providers.aws.ask import Asker
from providers.aws.place import CLOUD
from providers.errors import CloudError, legible
from providers.gather import Job, gather
from providers.model import Fetched

K = TypeVar("K")
V = TypeVar("V")
Part = Callable[[Asker, Sequence[K]], Mapping[K, V]]


def each(
    asker: Asker, what: str, keys: Sequence[K], read: Callable[[Asker, K], V]
) -> Mapping[K, V]:
    """`read` of every key; one that is refused is left out, and a gap says so.

    `what` names the read for people, as "target health".
    """
    jobs = [Job(asker.place.where, partial(_one, asker, key, read)) for key in keys]
    # A place that was begun is read to its end, and its reader says how far it is.
    inside = replace(asker.context, deadline=None, tell=lambda _: None)
    got = gather(f"{CLOUD} {what}", jobs, inside)
    asker.add(got)
    return dict(got.items)


def in_parts(
    asker: Asker, what: str, keys: Sequence[K], size: int, read: Part[K, V]
) -> Mapping[K, V]:
    """As `each`, where a call takes up to `size` keys: `read` gives what is told by key."""
    parts = [tuple(keys[start : start + size]) for start in range(0, len(keys), size)]
    found: dict[K, V] = {}
    for part in each(asker, what, parts, read).values():
        found |= part
    return found


def _one(asker: Asker, key: K, read: Callable[[Asker, K], V]) -> Fetched[tuple[K, V]]:
    own = Asker(asker.session, asker.place, asker.context)
    try:
        with legible(own.place.where, "AWS"):
            found = read(own, key)
    except CloudError as error:
        own.missing(error)
        return Fetched((), tuple(own.gaps), own.sources)
    return Fetched(((key, found),), tuple(own.gaps), own.sources)

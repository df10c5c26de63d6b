"""Which of the permissions we have: Azure tells each subscription's, in one request."""

from collections.abc import Iterable, Iterator
from functools import partial

from providers.azure import readable, subjects
from providers.azure.arm import Reader
from providers.azure.errors import CLOUD
from providers.azure.payload import Item
from providers.base import Lack
from providers.gather import Job, gather
from providers.model import Account, Fetched

# What needs which permission besides the subjects.
_BESIDE = {"charges": "cost", "forecast": "the cloud's own forecast", "metric": "metrics"}


def lacking(reader: Reader, accounts: Iterable[Account]) -> Fetched[Lack]:
    """What may not be read in each of the subscriptions."""
    jobs = [Job(reader.of(one).where, partial(_lacks, reader.of(one))) for one in accounts]
    return gather(f"{CLOUD} permissions", jobs, reader.context)


def _lacks(reader: Reader) -> Fetched[Lack]:
    got = reader.fetch(readable.PERMISSIONS)
    return Fetched(tuple(_missing(reader.where, got.items)), got.gaps, got.sources)


def _missing(where: str, roles: Iterable[Item]) -> Iterator[Lack]:
    have = tuple(roles)
    by_action: dict[str, tuple[str, ...]] = {}
    for subject in sorted({*subjects.IN_GRAPH, *subjects.OF_SUBSCRIPTIONS}):
        for action in subjects.own_needs(subject):
            by_action[action] = (*by_action.get(action, ()), subject)
    for action, told in sorted(by_action.items()):
        if not readable.allows(have, action):
            yield Lack(where, action, told)
    for file, about in _BESIDE.items():
        for action in subjects.file_needs(file):
            if not readable.allows(have, action):
                yield Lack(where, action, (), about)

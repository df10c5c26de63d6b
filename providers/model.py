"""What a cloud gave, and what it did not: Fetched, Gap, Source.

Not looked is not nothing. Every read gives items *and* gaps, and both travel together up to the
person who asked. This module imports no SDK.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")

# One resource, keyed by the catalog's field names. A field that the cloud did not tell is None or
# left out; `tags` is a dict of text, a `list` field a list of text, a `datetime` field aware.
Scalar = str | int | float | bool | Decimal | datetime | None
Row = Mapping[str, Scalar | list[str] | dict[str, str]]


# How long a refusal is believed: as long as inventory. Who grants what was missing waits no longer.
REFUSED_FOR = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """Something that could not be read, said so that a person can mend it.

    `where` is the place, as "aws 222222222222 eu-west-1"; `why` the cloud's own code and the
    operation; `fix` what to do. `matters` is False for a remark that leaves the answer whole.
    `denied`: a permission is missing, which stays so until somebody grants it. `asked_at`, in
    seconds of the machine's clock, is that of a refusal that is kept and not asked for again until
    REFUSED_FOR is over; None where whoever asks again has it tried again.
    """

    where: str
    why: str
    fix: str
    matters: bool = True
    denied: bool = field(default=False, compare=False)
    asked_at: float | None = field(default=None, compare=False)

    @classmethod
    def recalled(cls, raw: Mapping[str, Any]) -> "Gap":
        """One that `asdict` wrote down long ago: it says nothing of when it is asked again."""
        return cls(**{**raw, "asked_at": None})


class Stamp(Protocol):
    """A value that is kept, as it was when facts were taken from it."""

    def is_current(self) -> bool:
        """Whether it is still kept, has not been replaced, and is fresh."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts came from: "EC2 DescribeInstances", as of when, at what price.

    `calls` is the number of API calls made for this answer (0 when cached); `price` is what the
    cloud bills for them, in USD. `rests_on` is all that the facts are kept in; None where some are
    not, and have to be read again by whoever asks again.
    """

    name: str
    as_of: datetime
    cached: bool = False
    calls: int = 0
    price: Decimal = Decimal(0)
    rests_on: tuple[Stamp, ...] | None = field(default=None, compare=False, repr=False)


def merged(sources: Iterable[Source]) -> tuple[Source, ...]:
    """One Source a name: calls and prices added, the oldest `as_of`, cached only if all are.

    It rests on what any rests on.
    """
    found: dict[str, Source] = {}
    for source in sources:
        known = found.get(source.name)
        found[source.name] = _both(known, source) if known else source
    return tuple(found.values())


def _both(one: Source, other: Source) -> Source:
    return replace(
        one,
        as_of=min(one.as_of, other.as_of),
        cached=one.cached and other.cached,
        calls=one.calls + other.calls,
        price=one.price + other.price,
        rests_on=_all(one.rests_on, other.rests_on),
    )


def _all(
    one: tuple[Stamp, ...] | None, other: tuple[Stamp, ...] | None
) -> tuple[Stamp, ...] | None:
    return None if one is None or other is None else tuple(dict.fromkeys((*one, *other)))


@dataclass(frozen=True, slots=True)
class Fetched(Generic[T]):
    """What a cloud gave, and what it did not.

    No items and no gaps means that there are none. No items and a gap means that we do not know:
    the two must never look alike to the person who asked.
    """

    items: tuple[T, ...] = ()
    gaps: tuple[Gap, ...] = ()
    sources: tuple[Source, ...] = ()

    def __add__(self, other: "Fetched[T]") -> "Fetched[T]":
        """Both, in order; a gap that both have is said once."""
        return Fetched(
            self.items + other.items,
            tuple(dict.fromkeys(self.gaps + other.gaps)),
            merged(self.sources + other.sources),
        )


def joined(parts: Iterable[Fetched[T]]) -> Fetched[T]:
    """All of them as one, in order."""
    whole: Fetched[T] = Fetched()
    for part in parts:
        whole += part
    return whole


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """An AWS account or an Azure subscription that the bot is set to read; `offer`: its terms."""

    cloud: str
    id: str
    name: str
    state: str | None = None
    offer: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """One API call to a cloud. `ended` is `ok` or the cloud's error code; `price` in USD."""

    cloud: str
    account: str
    region: str
    service: str
    operation: str
    ended: str
    ms: float
    price: Decimal = Decimal(0)


def any_of(known: Iterable[bool | None]) -> bool | None:
    """Whether one of them is so; unknown where none is for sure, and one may be."""
    every = tuple(known)
    return True if True in every else None if None in every else False

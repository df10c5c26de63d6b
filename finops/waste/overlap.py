"""Savings that overlap: who deletes a VM saves nothing more by making it smaller.

Each finding saves from the charges of certain resources. Of those that save from the same one, the
greatest counts, and the others add nothing to it; what is not counted stands in nobody's way. So a
sum over findings is never above what the resources cost. Clouds write ids in either case.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a finding saves, alone, from the charges of the resources `of`."""

    id: str
    of: Sequence[str]
    saving: Decimal | None


def counted(found: Iterable[Claimed]) -> dict[str, Decimal | None]:
    """What each adds to the others, by id: all of its saving, or nothing; None where not known."""
    taken: set[str] = set()
    counts: dict[str, Decimal | None] = {}
    for one in sorted(found, key=_worth):
        of = {name.lower() for name in one.of}
        counts[one.id] = one.saving if taken.isdisjoint(of) else NOTHING
        if counts[one.id]:
            taken |= of
    return counts


def _worth(one: Claimed) -> tuple[Decimal, str]:
    """The greatest first; what is not known after all that is."""
    return (-one.saving if one.saving is not None else Decimal(1), one.id)

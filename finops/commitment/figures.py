"""The figures of commitments, from sums of charges. Pure; docs/decisions tells where each is from.

    coverage       covered / (covered + open), by list cost: of the usage that a commitment could
                   cover, the share that one did
    utilisation    used / (used + unused), by effective cost: of what was committed, the share that
                   found usage
    unused_cost    the effective cost of what was committed and found none
    savings_rate   1 − effective / list, of usage: what was paid for it, unused commitments
                   included, against what it would have cost at list price

Invariants: used + unused = committed; coverage and utilisation lie in 0 to 100 where no amount is
below zero; sums of sums are sums, so that a total is made of its parts and rates never are added.
Where too much of the usage has no list cost, what rests on it is unknown, not small.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

# Usage without a list cost up to this share of what was paid (in percent) changes no figure much.
MOST_UNPRICED = 1
_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Sums:
    """What the charges of a group add up to, in one currency.

    Each of `covered` (by a commitment), `open` (eligible, and not covered) and `usage` (all of it)
    has its list cost, its effective cost, and how much of the latter has no list cost.
    """

    covered_list: Decimal = _NONE
    covered_cost: Decimal = _NONE
    covered_unpriced: Decimal = _NONE
    open_list: Decimal = _NONE
    open_cost: Decimal = _NONE
    open_unpriced: Decimal = _NONE
    unused: Decimal = _NONE
    usage_list: Decimal = _NONE
    usage_cost: Decimal = _NONE
    usage_unpriced: Decimal = _NONE

    def __add__(self, other: "Sums") -> "Sums":
        """Both together."""
        return Sums(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Sums)))

    @property
    def eligible(self) -> Decimal:
        """The list cost of all that a commitment could cover."""
        return self.covered_list + self.open_list

    @property
    def committed(self) -> Decimal:
        """What the commitments cost: used and unused."""
        return self.covered_cost + self.unused

    @property
    def coverage(self) -> Decimal | None:
        """In percent; unknown where nothing is eligible, or too much has no list cost."""
        unpriced = self.covered_unpriced + self.open_unpriced
        if _matters(unpriced, self.covered_cost + self.open_cost):
            return None
        return _percent(self.covered_list, self.eligible)

    @property
    def utilisation(self) -> Decimal | None:
        """In percent; unknown where nothing was committed."""
        return _percent(self.covered_cost, self.committed)

    @property
    def savings(self) -> Decimal | None:
        """What less was paid than at list price."""
        if _matters(self.usage_unpriced, self.usage_cost):
            return None
        return self.usage_list - self.usage_cost

    @property
    def savings_rate(self) -> Decimal | None:
        """In percent; below zero where unused commitments cost more than the others saved."""
        saved = self.savings
        return None if saved is None else _percent(saved, self.usage_list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that any figure could be about."""
        return not (self.eligible or self.committed or self.usage_cost)


def total(parts: Iterable[Sums]) -> Sums:
    """All of them together."""
    return sum(parts, Sums())


def of(sums: Mapping[str, Decimal | None]) -> Sums:
    """From the columns of a statement: a sum over no charge at all is zero."""
    return Sums(**{one.name: sums.get(one.name) or _NONE for one in fields(Sums)})


def _matters(unpriced: Decimal, cost: Decimal) -> bool:
    return unpriced * 100 > cost * MOST_UNPRICED


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    return part * 100 / whole if whole > 0 else None

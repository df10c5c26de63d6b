"""The cost basis: effective (amortised), billed (unblended, invoiced), list, contracted.

Bases that FOCUS does not have (blended, net unblended) stay unread: another number under their name
would be wrong.
"""

from intents.query import CostBasis
from intents.slots.claim import Asked, Claim, Phrases, spoken
from intents.slots.noise import opens

_BASES: Phrases[CostBasis] = spoken(
    {
        "effective": (
            "effective, amortized, amortised, effective cost, effective costs, amortized "
            "cost, amortized costs, amortised cost, amortised costs"
        ),
        "billed": (
            "billed, unblended, invoiced, billed cost, billed costs, unblended cost, "
            "unblended costs, invoiced cost, invoiced costs"
        ),
        "list": (
            "list cost, list costs, list price, list prices, on-demand cost, on-demand costs, "
            "retail cost, retail price, retail prices"
        ),
        "contracted": "contracted, contracted cost, contracted costs, contract price",
    }
)


def read(asked: Asked, at: int) -> Claim | None:
    """The cost basis named at a position."""
    found = _BASES.at(asked, at)
    if found is None or "cost" not in asked.subject.fields or asked.text(at - 1) in ("net", "not"):
        return None
    if asked.text(at) == "list" and opens(asked, at):
        # "list costs by service": a verb.
        return None
    return Claim(at, found[1], "basis", basis=found[0])

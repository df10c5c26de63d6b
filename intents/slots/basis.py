"""The cost basis: effective (amortised), billed (unblended, invoiced), list, contracted.

Bases that FOCUS does not have (blended, net unblended) stay unread: another number under their name
would be wrong. "On-demand cost" is no basis either but what was charged at on-demand rates.
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
            "list cost, list costs, list price, list prices, retail cost, retail price, "
            "retail prices"
        ),
        "contracted": "contracted, contracted cost, contracted costs, contract price",
    }
)
# How many words of politeness are looked past.
_MOST_POLITE = 8


def read(asked: Asked, at: int) -> Claim | None:
    """The cost basis named at a position."""
    found = _BASES.at(asked, at)
    if found is None or "cost" not in asked.subject.fields or asked.text(at - 1) in ("net", "not"):
        return None
    if asked.text(at) == "list" and opens(asked, at):
        # "list costs by service": perhaps a verb; `is_unsure` has the rules ask.
        return None
    return Claim(at, found[1], "basis", basis=found[0])


def is_unsure(asked: Asked) -> bool:
    """Whether the question opens with "list cost": to show costs, or costs at list price."""
    return any(
        opens(asked, at) and asked.text(at + 1) in ("cost", "costs")
        for at, word in enumerate(asked.words[:_MOST_POLITE])
        if word.text == "list"
    )

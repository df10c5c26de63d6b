"""The cost basis: effective (amortised), billed (unblended, invoiced), list, contracted.

AWS's net bases are after negotiated discounts, and so are FOCUS's; a note says so. Blended cost,
which FOCUS does not have, stays unread: another number under its name would be wrong. A bare "list"
is a basis beside another one ("list vs effective"). "On-demand cost" is no basis either but what
was charged at on-demand rates.
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
            "invoice total, invoice totals, invoiced total, invoice amount, invoice amounts, "
            "unblended costs, invoiced cost, invoiced costs, as billed, as invoiced, "
            "not amortised, not amortized, unamortised, unamortized"
        ),
        "list": (
            "list cost, list costs, list price, list prices, retail cost, retail price, "
            "retail prices"
        ),
        "contracted": "contracted, contracted cost, contracted costs, contract price",
    }
)
_COMPARED = frozenset({"vs", "versus", "and", "to", "with", "against", ","})
# How many words of politeness are looked past.
_MOST_POLITE = 8


def read(asked: Asked, at: int) -> Claim | None:
    """The cost basis named at a position."""
    if "cost" not in asked.subject.fields or asked.text(at - 1) in ("net", "not", "as"):
        return None
    if asked.text(at) == "net":
        return _net(asked, at)
    found = _BASES.at(asked, at) or _bare_list(asked, at)
    if found is None:
        return None
    if asked.text(at) == "list" and opens(asked, at) and not _beside(asked, found[1]):
        # "list costs by service": perhaps a verb; `is_unsure` has the rules ask.
        return None
    return Claim(at, found[1], "basis", basis=found[0])


def _net(asked: Asked, at: int) -> Claim | None:
    found = _BASES.at(asked, at + 1)
    if found is None or found[0] not in ("effective", "billed"):
        return None
    note = f"{found[0]} cost is net of negotiated discounts"
    return Claim(at, found[1], "basis", basis=found[0], note=note)


def _bare_list(asked: Asked, at: int) -> tuple[CostBasis, int] | None:
    if asked.text(at) != "list":
        return None
    after = _beside(asked, at + 1)
    before = asked.text(at - 1) in _COMPARED and any(
        found is not None and found[1] == at - 1
        for start in (at - 2, at - 3) if start >= 0 and (found := _BASES.at(asked, start))
    )  # fmt: skip
    return ("list", at + 1) if after or before else None


def _beside(asked: Asked, at: int) -> bool:
    """Whether another basis is named right after a word that compares."""
    begin = asked.skip(at, "compared")
    return asked.text(begin) in _COMPARED and _BASES.at(asked, begin + 1) is not None


def is_unsure(asked: Asked) -> bool:
    """Whether the question opens with "list cost": to show costs, or costs at list price."""
    return any(
        opens(asked, at) and asked.text(at + 1) in ("cost", "costs") and not _beside(asked, at + 2)
        for at, word in enumerate(asked.words[:_MOST_POLITE])
        if word.text == "list"
    )

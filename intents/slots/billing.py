"""Billing periods: "in billing period Q3", "in the September invoice period".

A charge belongs to a billing period by its invoice, whenever what it is for took place; all other
periods are about when it took place.
"""

from dataclasses import replace

from intents.slots import period
from intents.slots.claim import Asked, Claim, Phrases

_LEADS = Phrases(
    (f"{what} {which}", None)
    for what in ("billing", "invoice", "bill")
    for which in ("period", "periods", "month", "months", "quarter", "cycle", "cycles")
)


def read(asked: Asked, at: int) -> Claim | None:
    """`billing period September 2024`, `billing periods of last quarter`."""
    found = _LEADS.at(asked, at) if asked.subject.name == "cost" else None
    if found is None:
        return None
    begin = asked.skip(found[1], "of", "in", "the")
    inner = period.read(asked, begin) if begin < len(asked.words) else None
    return replace(inner, start=at, billing=True) if inner else None

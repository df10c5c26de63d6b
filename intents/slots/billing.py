"""Billing periods and invoices: "in billing period Q3", "reconcile our invoices".

A charge belongs to a billing period by its invoice, whenever what it is for took place; all other
periods are about when it took place.
"""

from dataclasses import replace

from intents.slots import period
from intents.slots.claim import Asked, Claim, Phrases

_RECONCILED = Phrases(
    (phrase, None)
    for phrase in (
        "reconcile invoices", "reconcile our invoices", "reconcile the invoices",
        "reconcile my invoices", "invoice reconciliation",
    )
)  # fmt: skip
_LEADS = Phrases(
    (f"{what} {which}", None)
    for what in ("billing", "invoice", "bill")
    for which in ("period", "periods", "month", "months", "quarter", "cycle", "cycles")
)


def read(asked: Asked, at: int) -> Claim | None:
    """`billing period September 2024`, `billing periods of last quarter`."""
    if asked.subject.name != "cost":
        return None
    if reconciled := _RECONCILED.at(asked, at):
        by = ("invoice_issuer_name", "invoice_id")
        return Claim(at, reconciled[1], "group", group_by=by, basis="billed")
    found = _LEADS.at(asked, at)
    if found is None:
        return None
    begin = asked.skip(found[1], "of", "in", "the")
    inner = period.read(asked, begin) if begin < len(asked.words) else None
    return replace(inner, start=at, billing=True) if inner else None

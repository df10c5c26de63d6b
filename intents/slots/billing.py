"""Billing periods and invoices: "in billing period Q3", "reconcile our invoices".

A charge belongs to a billing period by its invoice, whenever what it is for took place; all other
periods are about when it took place.
"""

import re
from dataclasses import replace

from intents.slots import period, scope
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


# Invoices are of months: "last_month", "this_month", "2026-10".
_MONTH = re.compile(r"(?:last|this)_month|\d{4}-\d{2}")
_LAST = frozenset({"last", "latest", "recent", "newest"})
_LAST_NOTE = "the last invoice is read as that of last month, the last billing period that is over"
_ON_IT = frozenset({"on", "in"})
_ASKS_WHAT = frozenset({"what", "is", "was", "what's", "everything", "charges", "items"})


def read(asked: Asked, at: int) -> Claim | None:
    """`billing period September 2024`, `billing periods of last quarter`, `October invoice`."""
    if asked.subject.name != "cost" or asked.words[at].quoted:
        return None
    if asked.text(at) in ("invoice", "last", "latest", "most", "the") or period.read(asked, at):
        if bill := _last_invoice(asked, at) or _invoice_of(asked, at) or _of_month(asked, at):
            return bill
    if asked.text(at) in _ON_IT and asked.text(at - 1) in _ASKS_WHAT and _is_invoice(asked, at + 1):
        # "What was on the October invoice": its services.
        return Claim(at, at + 1, "breakdown")
    if reconciled := _RECONCILED.at(asked, at):
        by = ("invoice_issuer_name", "invoice_id")
        return Claim(at, reconciled[1], "group", group_by=by, basis="billed")
    found = _LEADS.at(asked, at)
    if found is None:
        return None
    begin = asked.skip(found[1], "of", "in", "the")
    inner = period.read(asked, begin) if begin < len(asked.words) else None
    return replace(inner, start=at, billing=True) if inner else None


def _is_invoice(asked: Asked, at: int) -> bool:
    """Whether a month's invoice is named from a position on, perhaps a cloud's."""
    begin = asked.skip(at, "the", "our", "my")
    if cloud := scope.cloud(asked, begin):
        begin = cloud.end
    found = read(asked, begin) if begin < len(asked.words) else None
    return found is not None and found.billing


def _of_month(asked: Asked, at: int) -> Claim | None:
    """`October invoice`, `last month's Azure invoice`."""
    inner = period.read(asked, at)
    if inner is None or not _MONTH.fullmatch(inner.period or ""):
        return None
    cloud = scope.cloud(asked, inner.end)
    end = cloud.end if cloud else inner.end
    if asked.text(end) != "invoice" or asked.text(end + 1) in _PARTS_OF_IT:
        return None
    clouds = cloud.clouds if cloud else ()
    return replace(inner, end=end + 1, billing=True, basis="billed", clouds=clouds)


_PARTS_OF_IT = frozenset({"id", "ids", "issuer", "issuers", "number", "numbers"})


def _invoice_of(asked: Asked, at: int) -> Claim | None:
    """`invoice of October`, `invoice for last month`, `invoice total for October`."""
    end = asked.skip(at + 1, "total", "amount")
    if asked.text(at) != "invoice" or asked.text(end) not in ("of", "for", "from", "in"):
        return None
    begin = asked.skip(end + 1, "the", "month")
    inner = period.read(asked, begin) if begin < len(asked.words) else None
    if inner is None or not _MONTH.fullmatch(inner.period or ""):
        return None
    return replace(inner, start=at, billing=True, basis="billed")


def _last_invoice(asked: Asked, at: int) -> Claim | None:
    """`last invoice`, `most recent Azure invoice`."""
    begin = asked.skip(at, "the", "most")
    if asked.text(begin) not in _LAST:
        return None
    cloud = scope.cloud(asked, begin + 1)
    end = cloud.end if cloud else begin + 1
    if asked.text(end) != "invoice" or asked.text(end + 1) in _PARTS_OF_IT:
        return None
    end = asked.skip(end + 1, "total", "amount")
    clouds = cloud.clouds if cloud else ()
    return Claim(at, end, "period", period="last_month", billing=True, basis="billed",
                 clouds=clouds, note=_LAST_NOTE)  # fmt: skip

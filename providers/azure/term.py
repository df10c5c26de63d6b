"""What Azure's reservations and savings plans share: whose they are, their term, their state."""

from collections.abc import Mapping

from providers.azure.errors import CLOUD
from providers.azure.payload import (
    Item,
    identity,
    items,
    moment,
    names,
    number,
    segment,
    text,
    value,
    whole,
)
from providers.model import Account, Row

_STATES = {
    "succeeded": "active", "active": "active", "expired": "expired", "expiring": "active",
    "cancelled": "cancelled", "canceled": "cancelled", "failed": "failed", "pending": "pending",
    "processing": "pending", "pendingbilling": "pending", "confirmedbilling": "pending",
    "scheduled": "queued", "warning": "active", "nobenefit": "active",
}  # fmt: skip
_MONTHS = {"P1M": 1, "P1Y": 12, "P3Y": 36, "P5Y": 60}
# Days of the window whose utilisation is taken.
_MONTH = 30
# How it is paid: upfront, or each month.
_PAYMENTS = {"upfront": "upfront", "monthly": "monthly", "p1m": "monthly"}


def held(item: Item, accounts: Mapping[str, Account]) -> Row:
    """The fields of either kind; the account is the subscription that it is billed to."""
    billed = (segment(text(item, "properties.billingScopeId"), "subscriptions") or "").lower()
    account = accounts.get(billed)
    known = identity(item)
    renews = value(item, "properties.renew")
    return {
        "id": known,
        "cloud": CLOUD,
        "account": account.name if account else billed or None,
        "account_id": billed or None,
        "name": text(item, "properties.displayName") or "/".join(names(known)[-1:]),
        "scope": text(item, "properties.appliedScopeType"),
        "term_months": _MONTHS.get(text(item, "properties.term") or ""),
        "payment": _payment(text(item, "properties.billingPlan")),
        "renews": renews if isinstance(renews, bool) else None,
        "state": _state(item),
        "start": moment(item, "properties.effectiveDateTime")
        or moment(item, "properties.purchaseDateTime")
        or moment(item, "properties.purchaseDate"),
        "end": moment(item, "properties.expiryDateTime") or moment(item, "properties.expiryDate"),
        "reported_utilisation": _utilisation(item),
        "tags": {},
    }


def _utilisation(item: Item) -> float | None:
    """In percent, over the last 30 days, as Azure counts it; not that of a shorter window."""
    told = {
        whole(one, "grain"): number(one, "value")
        for one in items(item, "properties.utilization.aggregates")
        if (text(one, "grainUnit") or "").lower() == "days"
    }
    return told.get(_MONTH)


def _payment(told: str | None) -> str | None:
    # Without a plan, it was paid upfront: Azure says so of savings plans by saying nothing.
    return _PAYMENTS.get(told.lower(), told.lower()) if told else None


def _state(item: Item) -> str | None:
    told = text(item, "properties.displayProvisioningState") or text(
        item, "properties.provisioningState"
    )
    return _STATES.get(told.lower(), told.lower()) if told else None

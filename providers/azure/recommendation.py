"""What Azure Advisor recommends, of all categories.

Of one purchase it tells several alternatives, in other terms and judged over other spans of days:
only one of them can be done, so the one that saves most is kept. What somebody dismissed is left
out. Both are said. Savings come as text.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from providers.azure.errors import CLOUD
from providers.azure.graph import Found, Table
from providers.azure.payload import (
    Item,
    identity,
    items,
    moment,
    names,
    segment,
    text,
    texts,
    value,
)
from providers.model import Account, Fetched, Gap, Row
from providers.word import word

NEEDS = ("Microsoft.Advisor/recommendations/read",)
RECOMMENDATIONS = Table(
    "Microsoft.Advisor/recommendations", table="advisorresources", version="2023-01-01"
)
TABLES = (RECOMMENDATIONS,)
KEPT_BY = "Azure Advisor"
_CATEGORIES = {"highavailability": "reliability", "operationalexcellence": "operations"}
_ACTIONS = {"skuchange": "rightsize", "shutdown": "stop"}
_MORE = "properties.extendedProperties"
_MONTHS = Decimal(12)
_CENT = Decimal("0.01")


def rows(found: Found) -> Iterator[Row]:
    """All that are to be done, of each purchase one."""
    every = list(found.of(RECOMMENDATIONS))
    active = [(item, account) for item, account in every if not _is_dismissed(item)]
    kept = list(_one_of_each(active))
    dismissed, others = len(every) - len(active), len(active) - len(kept)
    if dismissed:
        found.beside.append(_left_out(dismissed, "were dismissed", "see them in Azure Advisor"))
    if others:
        why = "are the same purchases in other terms or judged over other days, and save less"
        found.beside.append(_left_out(others, why, "compare them in Azure Advisor"))
    return (recommendation(item, account) for item, account in kept)


def _left_out(count: int, why: str, fix: str) -> Fetched[Item]:
    gap = Gap(CLOUD, f"left out: {count} recommendations that {why}", fix, matters=False)
    return Fetched(gaps=(gap,))


def _is_dismissed(item: Item) -> bool:
    return bool(texts(item, "properties.suppressionIds") or items(item, "properties.suppressions"))


def _one_of_each(pairs: Iterable[tuple[Item, Account]]) -> Iterator[tuple[Item, Account]]:
    """Of alternatives, the one that saves most."""
    best: dict[tuple[str, ...], tuple[Item, Account]] = {}
    for item, account in pairs:
        key = _purchase(item, account) or (identity(item),)
        known = best.get(key)
        if known is None or (saving(item) or 0) > (saving(known[0]) or 0):
            best[key] = item, account
    yield from best.values()


def _purchase(item: Item, account: Account) -> tuple[str, ...] | None:
    """What is to be bought, whatever the term; None where it is no purchase."""
    if not text(item, f"{_MORE}.term"):
        return None
    parts = (text(item, f"{_MORE}.{name}") or "" for name in ("sku", "displaySKU", "region"))
    return (account.id, text(item, "properties.recommendationTypeId") or "", *parts)


def recommendation(item: Item, account: Account) -> Row:
    """One recommendation, from Azure's JSON."""
    known = identity(item, "properties.resourceMetadata.resourceId")
    category = (text(item, "properties.category") or "").lower()
    lookback = text(item, f"{_MORE}.lookbackPeriod") or ""
    return {
        "id": identity(item),
        "cloud": CLOUD,
        "account": account.name,
        "account_id": account.id,
        "name": _name(item, known, account),
        "region": _region(item),
        "resource_group": segment(known, "resourcegroups"),
        "category": _CATEGORIES.get(category, category) or None,
        "impact": word(text(item, "properties.impact")),
        "action": _action(item),
        "advice": text(item, "properties.shortDescription.problem")
        or text(item, "properties.shortDescription.solution"),
        "resource": known or None,
        "resource_type": text(item, "properties.impactedField"),
        "resource_count": 1,
        "current": text(item, f"{_MORE}.currentSku"),
        "recommended": text(item, f"{_MORE}.targetSku") or _bought(item),
        "monthly_saving": saving(item),
        "currency": text(item, f"{_MORE}.savingsCurrency"),
        "source": KEPT_BY,
        "found_by": KEPT_BY,
        "lookback_days": int(lookback) if lookback.isdigit() else None,
        "updated_at": moment(item, "properties.lastUpdated"),
    }


def _name(item: Item, resource: str, account: Account) -> str | None:
    """Of a subscription its name, for Advisor writes its id."""
    told = text(item, "properties.impactedValue")
    if told and told.lower() == account.id:
        return account.name
    return told or next(iter(names(resource)[-1:]), None)


def _region(item: Item) -> str | None:
    told = text(item, f"{_MORE}.region") or text(item, f"{_MORE}.regionId")
    return told.replace(" ", "").lower() if told else None


def _action(item: Item) -> str | None:
    told = (text(item, f"{_MORE}.recommendationType") or "").lower()
    if told in _ACTIONS:
        return _ACTIONS[told]
    if (text(item, f"{_MORE}.sku") or "").lower().endswith("savings_plan"):
        return "buy savings plan"
    return "buy reservation" if text(item, f"{_MORE}.reservedResourceType") else None


def _bought(item: Item) -> str | None:
    """What to buy: "Standard_B4ms × 1.0, P3Y"."""
    sku = text(item, f"{_MORE}.displaySKU") or text(item, f"{_MORE}.sku")
    if not sku:
        return None
    many = text(item, f"{_MORE}.displayQty") or text(item, f"{_MORE}.qty")
    hourly, term = text(item, f"{_MORE}.commitment"), text(item, f"{_MORE}.term")
    much = f" × {many}" if many else f", {hourly} an hour" if hourly else ""
    return f"{sku}{much}{f', {term}' if term else ''}"


def saving(item: Item) -> Decimal | None:
    """What it saves a month; of some only what it saves a year is told."""
    monthly = _amount(item, "savingsAmount")
    if monthly is not None:
        return monthly
    yearly = _amount(item, "annualSavingsAmount")
    return None if yearly is None else (yearly / _MONTHS).quantize(_CENT)


def _amount(item: Item, name: str) -> Decimal | None:
    told = value(item, f"{_MORE}.{name}")
    try:
        found = Decimal(str(told)) if told not in (None, "") else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None

"""Budgets of Azure subscriptions: those of cost.

Azure tells what was spent in the period that runs now, and of some what it expects. A budget that
follows the billing period, which need not be a calendar month, begins and ends unknown.
"""

from collections.abc import Mapping

from providers.azure.arm import Kind, Reader
from providers.azure.payload import Item, decimal, identity, moment, text, value
from providers.budget_period import Recurs, running
from providers.model import Account, Fetched, Row

NEEDS = ("Microsoft.Consumption/budgets/read",)
BUDGETS = Kind(
    "Microsoft.Consumption/budgets",
    lambda azure: azure.listed(
        f"/subscriptions/{azure.subscription}/providers/Microsoft.Consumption/budgets", "2023-11-01"
    ),
)
KEPT_BY = "Azure budgets"
_RECURS: Mapping[str, Recurs] = {
    "monthly": "monthly", "quarterly": "quarterly", "annually": "yearly",
    "billingmonth": "monthly", "billingquarter": "quarterly", "billingannual": "yearly",
}  # fmt: skip


def rows(reader: Reader, account: Account) -> Fetched[Row]:
    """The budgets of a subscription. Raises CloudError."""
    found = reader.fetch(BUDGETS)
    kept = (item for item in found.items if _is_of_cost(item))
    made = tuple(budget(item, account, reader) for item in kept)
    return Fetched(made, found.gaps, found.sources)


def _is_of_cost(item: Item) -> bool:
    return (text(item, "properties.category") or "Cost").lower() == "cost"


def budget(item: Item, account: Account, reader: Reader) -> Row:
    """One budget, from Azure's JSON."""
    grain = (text(item, "properties.timeGrain") or "").lower()
    recurs = _RECURS.get(grain, "custom")
    since = moment(item, "properties.timePeriod.startDate")
    until = moment(item, "properties.timePeriod.endDate")
    window = running(recurs, since, until, reader.context.now)
    by_calendar = not grain.startswith("billing") or window.ended
    unit = text(item, "properties.currentSpend.unit")
    ahead = text(item, "properties.forecastSpend.unit")
    return {
        "id": identity(item),
        "cloud": account.cloud,
        "account": account.name,
        "account_id": account.id,
        "name": text(item, "name"),
        "source": KEPT_BY,
        "covers": _covers(item),
        "recurs": recurs,
        "start": window.start if by_calendar else None,
        "end": window.end if by_calendar else None,
        "ended": window.ended,
        "amount": decimal(item, "properties.amount"),
        "currency": unit or ahead,
        "spent": decimal(item, "properties.currentSpend.amount"),
        # An amount in another currency than what was spent is nothing to compare it with.
        "forecast": None
        if unit and ahead and unit != ahead
        else decimal(item, "properties.forecastSpend.amount"),
    }


def _covers(item: Item) -> str | None:
    """What the budget is narrowed to; None where it is all of the subscription."""
    parts = list(_parts(value(item, "properties.filter")))
    return "; ".join(parts) or None


def _parts(found: object) -> list[str]:
    """`{"dimensions": {"name", "values"}}`, `{"tags": …}`, or `{"and": [those]}`."""
    if not isinstance(found, Mapping):
        return []
    parts: list[str] = []
    for kind in ("dimensions", "tags"):
        if name := text(found, f"{kind}.name"):
            values = value(found, f"{kind}.values")
            said = [str(one) for one in values] if isinstance(values, list) else []
            parts.append(f"{'tag ' if kind == 'tags' else ''}{name}: {', '.join(said)}")
    every = found.get("and")
    return parts + [
        part for one in (every if isinstance(every, list) else ()) for part in _parts(one)
    ]

"""What acting on a finding saves a month, and what that is worked out from.

`cost`      all that the resource was charged over the last 30 complete days
`share`     a part of that, as what is charged is made cheaper by so much
`part`      as much of it as a field of the resource is of a whole: hours of a week
`list`      what the list price says, whatever was charged: of what is ordered beside the rest
`attached`  what the disks that are attached to it were charged: of a VM that is stopped
`resize`    what it was charged, times how much less its new size costs an hour by list price
`licence`   what it was charged, times how much less its size costs an hour without Windows
`field`     what a field of the resource says, an amount of the last 30 days
`none`      nothing: it is not charged for, but in the way
`unknown`   nobody can say before it is done

Where there are no charges, the rule's list price stands in, and is labelled so. No saving is above
what the resources that it is saved from were charged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from finops.waste.resize import HOURS_A_MONTH, Price
from finops.waste.rule import Rule, Saving

CHARGES, LIST_PRICE = "charges", "list price"
LIST_CURRENCY = "USD"
# Fractions of a cent are kept, for many small ones add up.
_PLACES = Decimal("0.0000000001")


@dataclass(frozen=True, slots=True)
class Worth:
    """A saving a month; `of` are the ids of the resources from whose charges it is saved."""

    amount: Decimal | None
    basis: str | None = None
    currency: str | None = None
    of: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Cost:
    """What a resource was charged over the last 30 days."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Attached:
    """What the disks of a VM were charged together, and their ids."""

    cost: Cost | None
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sizes:
    """The prices of the size that it has and of the one that it should have."""

    now: Price | None
    then: Price | None


def worth(
    rule: Rule,
    row: Mapping[str, object],
    cost: Cost | None,
    attached: Attached | None = None,
    sizes: Sizes | None = None,
) -> Worth:
    """The saving of one finding; unknown where nothing tells it."""
    saving, own = rule.saving, (str(row["id"]),)
    match saving.way:
        case "unknown":
            return Worth(None, of=own)
        case "none":
            return Worth(Decimal(0), of=own)
        case "field":
            return _of_field(row, own)
        case "attached":
            return _of_attached(attached, own)
        case "resize" | "licence":
            return _resized(cost, sizes, own) if sizes else Worth(None, of=own)
        case "list":
            return _of_list(saving, row, cost, own)
        case "cost" | "share" | "part":
            return _of_cost(saving, row, cost, own)


def _of_cost(
    saving: Saving, row: Mapping[str, object], cost: Cost | None, own: tuple[str, ...]
) -> Worth:
    share = _share(saving, row)
    if cost and share is not None:
        amount = cost.amount * share
        return Worth(_bounded(amount, cost.amount), CHARGES, cost.currency, own)
    return _of_list(saving, row, None, own)


def _of_list(
    saving: Saving, row: Mapping[str, object], cost: Cost | None, own: tuple[str, ...]
) -> Worth:
    """By the list price, and never more than was charged, which says it in the same currency."""
    price = saving.list_price.of(str(row["cloud"])) if saving.list_price else None
    if saving.list_price is None or price is None:
        return Worth(None, of=own)
    many = _number(row.get("@per")) if saving.list_price.per else Decimal(1)
    if many is None or (cost and cost.currency != LIST_CURRENCY):
        return Worth(None, of=own)
    amount = max(price * (many - saving.list_price.above), Decimal(0))
    amount = min(amount, max(cost.amount, Decimal(0))) if cost else amount
    return Worth(amount.quantize(_PLACES), LIST_PRICE, LIST_CURRENCY, own)


def _share(saving: Saving, row: Mapping[str, object]) -> Decimal | None:
    """Which part of the cost is saved; None where its field is not known."""
    if saving.whole is None:
        return saving.share or Decimal(1)
    part = _number(row.get("@saved"))
    return None if part is None else part / saving.whole


def _of_field(row: Mapping[str, object], own: tuple[str, ...]) -> Worth:
    amount, currency = row.get("@saved"), row.get("currency")
    if not isinstance(amount, Decimal) or not isinstance(currency, str):
        return Worth(None, of=own)
    return Worth(max(amount, Decimal(0)).quantize(_PLACES), CHARGES, currency, own)


def _of_attached(attached: Attached | None, own: tuple[str, ...]) -> Worth:
    if attached is None or attached.cost is None:
        return Worth(None, of=attached.ids if attached else own)
    cost = attached.cost
    return Worth(_bounded(cost.amount, cost.amount), CHARGES, cost.currency, attached.ids)


def _resized(cost: Cost | None, sizes: Sizes, own: tuple[str, ...]) -> Worth:
    now, then = sizes.now, sizes.then
    if now is None or then is None or now.currency != then.currency:
        return Worth(None, of=own)
    if cost is None:
        amount = (now.hourly - then.hourly) * HOURS_A_MONTH
        return Worth(max(amount, Decimal(0)).quantize(_PLACES), LIST_PRICE, now.currency, own)
    amount = cost.amount * (1 - then.hourly / now.hourly)
    return Worth(_bounded(amount, cost.amount), CHARGES, cost.currency, own)


def _bounded(amount: Decimal, cost: Decimal) -> Decimal:
    """Never below nothing, and never above what was charged; credits may have left less."""
    return max(min(amount, cost), Decimal(0)).quantize(_PLACES)


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return Decimal(str(value))

"""Charges as a cloud's own cost API tells them, for clouds without an export: in FOCUS columns.

What the APIs do not tell is null, never a guess: list and contracted prices, quantities, tags. A
row is one day of one account, split as far as the API splits it. Amounts are exact decimals in the
currency that the cloud named. Days do not settle at once: see `providers.settling`.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Context as Arithmetic
from decimal import Decimal

import pyarrow as pa

from intents.period import shifted
from providers.model import Account

MONEY = pa.decimal128(38, 15)
_MOMENT = pa.timestamp("us", tz="UTC")
_TYPES: dict[str, pa.DataType] = {
    "BilledCost": MONEY,
    "EffectiveCost": MONEY,
    "BillingCurrency": pa.string(),
    "BillingPeriodStart": _MOMENT,
    "BillingPeriodEnd": _MOMENT,
    "ChargePeriodStart": _MOMENT,
    "ChargePeriodEnd": _MOMENT,
    "ChargeCategory": pa.string(),
    "ChargeDescription": pa.string(),
    "ProviderName": pa.string(),
    "InvoiceIssuerName": pa.string(),
    "RegionId": pa.string(),
    "ResourceId": pa.string(),
    "ResourceName": pa.string(),
    "ServiceName": pa.string(),
    "SubAccountId": pa.string(),
    "SubAccountName": pa.string(),
}
# As FOCUS spells its columns; those of FOCUS that are not here are null.
CHARGE_SCHEMA = pa.schema(_TYPES)

_PRECISION = Decimal(1).scaleb(-15)
# The digits of MONEY: Python's own 28 are too few for trillions.
_EXACT = Arithmetic(prec=38)
# What sums of an API's binary fractions may differ by, far below a cent.
SMALLEST = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Charge:
    """What one day of one account cost, as far as it is told apart; None is not told.

    `description` is the API's own word for what it is.
    """

    day: date
    billed: Decimal
    effective: Decimal
    currency: str
    category: str
    service: str | None = None
    description: str | None = None
    region: str | None = None
    resource: str | None = None


@dataclass(frozen=True, slots=True)
class Charges:
    """One account's charges; `resources_from` is the first day on which resources are told apart.

    It is None where they are not. Days of the span without a row had no charges.
    """

    table: pa.Table
    resources_from: date | None


def told_apart(
    whole: Iterable[Charge], parts: Iterable[Charge], key: Callable[[Charge], Hashable]
) -> Iterator[Charge]:
    """The charges of `whole`, those of which `parts` tell more in their place.

    What the parts of a charge leave over of it stays one, so that the sum is that of `whole`. Parts
    of none were made between two requests: they are left for the next time that day is asked for.
    """
    by_key: dict[Hashable, list[Charge]] = {}
    for part in parts:
        by_key.setdefault(key(part), []).append(part)
    for charge in whole:
        told = by_key.pop(key(charge), [])
        yield from told
        billed = _EXACT.subtract(charge.billed, added(part.billed for part in told))
        effective = _EXACT.subtract(charge.effective, added(part.effective for part in told))
        if not told or max(abs(billed), abs(effective)) >= SMALLEST:
            yield replace(charge, billed=billed, effective=effective)


def cost_table(account: Account, provider: str, charges: Iterable[Charge]) -> pa.Table:
    """Charges of an account as a table in CHARGE_SCHEMA; `provider` is FOCUS's ProviderName."""
    rows = [_row(account, provider, charge) for charge in charges]
    return pa.Table.from_pylist(rows, schema=CHARGE_SCHEMA)


def charges_of(table: pa.Table) -> list[Charge]:
    """The charges of a table that `cost_table` made."""
    return [
        Charge(
            day=row["ChargePeriodStart"].date(),
            billed=row["BilledCost"],
            effective=row["EffectiveCost"],
            currency=row["BillingCurrency"],
            category=row["ChargeCategory"],
            service=row["ServiceName"],
            description=row["ChargeDescription"],
            region=row["RegionId"],
            resource=row["ResourceId"],
        )
        for row in table.to_pylist()
    ]


def amount(said: str | float) -> Decimal:
    """An amount as an API writes it, to the precision that is kept.

    Raises ArithmeticError or ValueError for what is none, or is more than can be kept.
    """
    told = Decimal(str(said)).quantize(_PRECISION, context=_EXACT)
    if not told.is_finite():
        raise ValueError(f"{said} is no amount")
    return told


def added(amounts: Iterable[Decimal]) -> Decimal:
    """Their sum, exactly."""
    whole = Decimal(0)
    for one in amounts:
        whole = _EXACT.add(whole, one)
    return whole


def _row(account: Account, provider: str, charge: Charge) -> dict[str, object]:
    month = charge.day.replace(day=1)
    return {
        "BilledCost": charge.billed,
        "EffectiveCost": charge.effective,
        "BillingCurrency": charge.currency,
        "BillingPeriodStart": _midnight(month),
        "BillingPeriodEnd": _midnight(shifted(month, 1)),
        "ChargePeriodStart": _midnight(charge.day),
        "ChargePeriodEnd": _midnight(charge.day + timedelta(days=1)),
        "ChargeCategory": charge.category,
        "ChargeDescription": charge.description,
        "ProviderName": provider,
        "InvoiceIssuerName": provider,
        "RegionId": charge.region,
        "ResourceId": charge.resource,
        "ResourceName": charge.resource and charge.resource.rpartition("/")[2],
        "ServiceName": charge.service,
        "SubAccountId": account.id,
        "SubAccountName": account.name,
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)

"""Charges with all that a change is made of, for tests: as rows of a table and as an export."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from finops.answer import Answer
from finops.reply import reply
from finops.warehouse import Warehouse
from intents.query import EFFECTS, parse
from providers.context import Context, Limits

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
WHY = {"subject": "cost", "analysis": "change", "select": EFFECTS, "period": "last_month"}


@dataclass(frozen=True, slots=True)
class Charged:
    """One charge of one day; `effective_cost` is billed too, at the same list price."""

    day: date
    effective_cost: Decimal | None
    resource_id: str | None = "i-1"
    pricing_quantity: Decimal | None = Decimal(24)
    pricing_unit: str | None = "Hours"
    sku_id: str | None = "m5"
    service_name: str | None = "EC2"
    charge_category: str | None = "Usage"
    charge_class: str | None = None
    charge_frequency: str | None = "Usage-Based"
    charge_description: str | None = None
    sku_meter: str | None = None
    consumed_quantity: Decimal | None = None
    consumed_unit: str | None = None
    commitment_discount_id: str | None = None
    commitment_discount_status: str | None = None
    contracted_cost: Decimal | None = None
    list_cost: Decimal | None = None
    billing_currency: str = "USD"
    sub_account_id: str | None = "1"
    region_id: str | None = "us-east-1"
    provider_name: str = "AWS"
    resource_name: str | None = None
    tags: str | None = None

    def export(self) -> dict[str, object]:
        """As a row of a FOCUS export."""
        row = {field.name: getattr(self, field.name) for field in fields(self)}
        row["charge_period_start"] = f"{row.pop('day')} 00:00:00"
        row["billed_cost"] = self.effective_cost
        row["sub_account_name"] = self.sub_account_id
        return row


def each(first: str, last: str, charge: Charged) -> list[Charged]:
    """The same charge on every day from `first` to `last`."""
    day, end, found = date.fromisoformat(first), date.fromisoformat(last), []
    while day <= end:
        found.append(replace(charge, day=day))
        day += timedelta(days=1)
    return found


def vm(cost: str, resource: str | None = "i-1", **facts: object) -> Charged:
    """A machine's charge of a day, and whatever else is said of it."""
    return replace(Charged(NOW.date(), Decimal(cost), resource), **facts)  # type: ignore[arg-type]


# Something small on every day, so that no day is missing.
BASE = vm("1", "i-base", sku_id="base")
SEPTEMBER = each("2026-09-01", "2026-09-30", BASE)
OCTOBER = each("2026-10-01", "2026-10-31", BASE)


def bill(folder: Path, *charges: Iterable[Charged], daily: bool = True) -> Warehouse:
    """A warehouse of these charges, and of the base's where they are to be daily."""
    file = folder / "charges.csv"
    rows = [one for group in charges for one in group]
    rows += [*SEPTEMBER, *OCTOBER] if daily else []
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [*rows[0].export()])
        writer.writeheader()
        writer.writerows(row.export() for row in rows)
    return Warehouse(folder / "warehouse", [str(file)], NOW)


def why(store: Warehouse, limits: Limits = None, **query: object) -> Answer:
    """The answer to why last month's cost differs from that of the month before."""
    asked: Mapping[str, object] = {**WHY, **query}
    return reply(parse(asked), [], store, Context(now=NOW, limits=limits))


def cents(value: object) -> Decimal:
    """An amount as people read it."""
    return Decimal(str(value)).quantize(Decimal("0.01"))

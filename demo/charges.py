"""The estate's charges as FOCUS 1.2 exports: Parquet, a file a cloud a month, a row a line a day.

The two clouds write FOCUS as differently as they really do, so that a reader of exports meets it:

- AWS: tags as a map, times with a zone, sub-account as a bare number, no resource names, ids as
  `i-…` or ARNs, an availability zone.
- Azure: tags as JSON text, times without a zone, sub-account as `/subscriptions/…`, ids in lower
  case, no availability zone column.

Amounts are decimals with ten places. Rows are laid out by index (`take`) from lines and runs, since
a run stands for many equal days.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from demo import lab, services, usage
from demo.lab.commitment import charges as lab_charges
from demo.ledger import Amounts, Charge, Line, Run, each_day
from demo.prices import REGIONS
from demo.shape import Cloud, Estate
from demo.stock_charges import of_stock

MONEY = pa.decimal128(28, 10)
_TAGS = pa.map_(pa.string(), pa.string())
Cell = object
Columns = dict[str, "pa.Array[Any]"]


def make_charges(estate: Estate) -> tuple[Charge, ...]:
    """Every charge of the 13 months before today."""
    today = estate.now.date()
    start = services.first_day(today)
    charges = [
        *usage.of_inventory(estate, start, services.commitments(today)),
        *services.of_services(estate, start),
        *of_stock(estate, start),
        *(made for one in lab.commitments() for made in lab_charges(one, start, today)),
    ]
    charges += services.taxes(charges, start, today)
    return tuple(charge for charge in charges if charge.runs)


def write_charges(charges: Sequence[Charge], folder: Path) -> int:
    """Write `folder/{aws,azure}/YYYY-MM.parquet`; gives the number of rows."""
    rows = 0
    for cloud in _FORMS:
        own = [charge for charge in charges if charge.line.account.cloud == cloud]
        book = _Book(cloud, own)
        (folder / cloud).mkdir(parents=True)
        for month, table in book.tables():
            pq.write_table(table, folder / cloud / f"{month:%Y-%m}.parquet", compression="zstd")
            rows += table.num_rows
    return rows


@dataclass(frozen=True, slots=True)
class _Form:
    """How one cloud writes FOCUS."""

    provider: str
    issuer: str
    time: pa.DataType
    tags: pa.DataType
    billing_account: str
    account_kind: str
    columns: dict[str, tuple[pa.DataType, Callable[[Line], Cell]]]


class _Book:
    """One cloud's charges, with a column of values per line, per run and per day."""

    def __init__(self, cloud: Cloud, charges: Sequence[Charge]) -> None:
        self.form = _FORMS[cloud]
        self.lines = [charge.line for charge in charges]
        self.runs: list[Run] = [run for charge in charges for run in charge.runs]
        self.line_of = [n for n, charge in enumerate(charges) for _ in charge.runs]
        first = min(run.first for run in self.runs)
        last = max(run.first + timedelta(days=run.days) for run in self.runs)
        self.days = list(each_day(first, last))
        self.by_line = self._line_columns()
        self.by_run = self._run_columns()
        self.by_day = self._day_columns()

    def tables(self) -> Iterator[tuple[date, pa.Table]]:
        """(first of month, its rows)."""
        months: dict[date, tuple[list[int], list[int]]] = {}
        for number, run in enumerate(self.runs):
            start = (run.first - self.days[0]).days
            for day in range(start, start + run.days):
                found = months.setdefault(self.days[day].replace(day=1), ([], []))
                found[0].append(number)
                found[1].append(day)
        lines = pa.array(self.line_of, pa.int32())
        for month in sorted(months):
            runs, days = (pa.array(found, pa.int32()) for found in months[month])
            columns = {
                **{name: values.take(lines.take(runs)) for name, values in self.by_line.items()},
                **{name: values.take(runs) for name, values in self.by_run.items()},
                **{name: values.take(days) for name, values in self.by_day.items()},
            }
            yield month, pa.table(dict(sorted(columns.items())))

    def _line_columns(self) -> Columns:
        columns = {**_LINE_COLUMNS, **self.form.columns}
        made = {
            name: pa.array([read(line) for line in self.lines], kind)
            for name, (kind, read) in columns.items()
        }
        count = len(self.lines)
        for name, value in _constants(self.form).items():
            made[name] = pa.array([value] * count, pa.string())
        return made

    def _run_columns(self) -> Columns:
        amounts: list[Amounts] = [run.amounts for run in self.runs]
        return {
            name: pa.array([getattr(amount, field) for amount in amounts], MONEY)
            for name, field in _AMOUNT_COLUMNS.items()
        }

    def _day_columns(self) -> Columns:
        starts = [datetime(d.year, d.month, d.day) for d in self.days]  # noqa: DTZ001 - made below
        kind = self.form.time
        months = [start.replace(day=1) for start in starts]
        following = [(month + timedelta(days=32)).replace(day=1) for month in months]
        return {
            "ChargePeriodStart": pa.array(starts, kind),
            "ChargePeriodEnd": pa.array([start + timedelta(days=1) for start in starts], kind),
            "BillingPeriodStart": pa.array(months, kind),
            "BillingPeriodEnd": pa.array(following, kind),
            "InvoiceId": pa.array(
                [f"{self.form.provider}-{month:%Y%m}" for month in months], pa.string()
            ),
        }


_AMOUNT_COLUMNS = {
    "BilledCost": "billed",
    "EffectiveCost": "effective",
    "ListCost": "list_cost",
    "ContractedCost": "contracted",
    "ConsumedQuantity": "quantity",
    "PricingQuantity": "quantity",
    "ListUnitPrice": "price",
}


def _constants(form: _Form) -> dict[str, str | None]:
    return {
        "BillingAccountId": form.billing_account,
        "BillingAccountName": "Example Shop Group",
        "BillingAccountType": "Organization",
        "BillingCurrency": "USD",
        "PricingCurrency": "USD",
        "InvoiceIssuerName": form.issuer,
        "ProviderName": form.provider,
        "SubAccountType": form.account_kind,
        "CapacityReservationId": None,
        "CapacityReservationStatus": None,
    }


def _text(read: Callable[[Line], str | None]) -> tuple[pa.DataType, Callable[[Line], Cell]]:
    return pa.string(), read


def _publisher(line: Line) -> str:
    issuer = _FORMS[line.account.cloud].issuer
    return line.publisher or issuer


_LINE_COLUMNS: dict[str, tuple[pa.DataType, Callable[[Line], Cell]]] = {
    "SubAccountName": _text(lambda line: line.account.name),
    "RegionId": _text(lambda line: line.region),
    "RegionName": _text(lambda line: REGIONS[line.region][0] if line.region else None),
    "ServiceName": _text(lambda line: line.service),
    "ServiceCategory": _text(lambda line: line.category),
    "ServiceSubcategory": _text(lambda line: line.subcategory),
    "ChargeDescription": _text(lambda line: line.description),
    "ChargeCategory": _text(lambda line: line.charge_category),
    "ChargeClass": _text(lambda line: line.charge_class),
    "ChargeFrequency": _text(lambda line: line.frequency),
    "PricingCategory": _text(lambda line: line.pricing_category),
    "ConsumedUnit": _text(lambda line: line.unit),
    "PricingUnit": _text(lambda line: line.unit),
    "SkuId": _text(lambda line: line.sku),
    "SkuPriceId": _text(lambda line: f"{line.sku}-{line.region or 'global'}"),
    "SkuMeter": _text(lambda line: line.description),
    "SkuPriceDetails": _text(lambda line: json.dumps(line.details) if line.details else None),
    "ResourceId": _text(lambda line: line.resource_id),
    "ResourceName": _text(lambda line: line.resource_name),
    "ResourceType": _text(lambda line: line.resource_type),
    "PublisherName": _text(_publisher),
    "CommitmentDiscountId": _text(lambda line: line.commitment.id if line.commitment else None),
    "CommitmentDiscountName": _text(lambda line: line.commitment.name if line.commitment else None),
    "CommitmentDiscountType": _text(lambda line: line.commitment.kind if line.commitment else None),
    "CommitmentDiscountCategory": _text(
        lambda line: line.commitment.category if line.commitment else None
    ),
    "CommitmentDiscountStatus": _text(
        lambda line: line.commitment.status if line.commitment else None
    ),
}


def _group(line: Line) -> str | None:
    return line.resource_id.split("/")[4] if line.resource_id else None


_FORMS: dict[Cloud, _Form] = {
    "aws": _Form(
        "AWS",
        "Amazon Web Services, Inc.",
        pa.timestamp("us", tz="UTC"),
        _TAGS,
        "111111111111",
        "AWS Account",
        {
            "SubAccountId": _text(lambda line: line.account.id),
            "AvailabilityZone": _text(lambda line: line.zone),
            "Tags": (_TAGS, lambda line: list(line.tags.items()) or None),
            "x_ServiceCode": _text(lambda line: line.service_code),
            "x_Operation": _text(lambda line: line.operation),
        },
    ),
    "azure": _Form(
        "Microsoft",
        "Microsoft",
        pa.timestamp("us"),
        pa.string(),
        "/providers/Microsoft.Billing/billingAccounts/8611537",
        "Subscription",
        {
            "SubAccountId": _text(lambda line: f"/subscriptions/{line.account.id}"),
            "Tags": _text(
                lambda line: json.dumps(line.tags, ensure_ascii=False) if line.tags else None
            ),
            "x_ResourceGroupName": _text(_group),
            "x_SkuMeterCategory": _text(lambda line: line.meter_category),
        },
    ),
}

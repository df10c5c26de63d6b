"""A year-spanning FOCUS 1.2 file with everything that the public sample lacks, the same every time.

Commitments used and unused, a purchase that lasts a year, capacity reservations, corrections,
credits, refunds and tax, two billing and three pricing currencies (one virtual), marketplace
publishers, invoices, SKU price details, availability zones, tags in two spellings and empty ones,
names that are not there, units that differ within one resource, and a charge in the last hour of
each month.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

Charge = dict[str, object]
SEED = 20240915
# September twice, in two years: a month's number alone does not tell them apart.
MONTHS = ((2023, 9), (2024, 7), (2024, 8), (2024, 9), (2024, 10))
USAGE_A_MONTH = 160
_AWS = {
    "ProviderName": "AWS", "PublisherName": "Amazon Web Services, Inc.",
    "InvoiceIssuerName": "Amazon Web Services, Inc.", "BillingAccountType": "Management account",
    "SubAccountType": "Linked account", "RegionId": "eu-west-1", "RegionName": "EU (Ireland)",
}  # fmt: skip
_AZURE = {
    "ProviderName": "Microsoft", "PublisherName": "Microsoft", "InvoiceIssuerName": "Microsoft",
    "BillingAccountType": "Billing Profile", "SubAccountType": "Subscription",
    "RegionId": "westeurope", "RegionName": "West Europe", "BillingAccountId": "EA-77",
    "BillingAccountName": "Contoso EA", "BillingCurrency": "EUR",
}  # fmt: skip
_DOLLARS = {"BillingAccountId": "123456789012", "BillingAccountName": "Contoso",
            "BillingCurrency": "USD"}  # fmt: skip
_EUROS = {"BillingAccountId": "998877665544", "BillingAccountName": "Contoso Europe",
          "BillingCurrency": "EUR"}  # fmt: skip
PAYMENTS = {"SubAccountId": "210987654321", "SubAccountName": "Payments"}
_ACCOUNTS: tuple[Mapping[str, object], ...] = (
    _AWS | _DOLLARS | PAYMENTS,
    _AWS | _DOLLARS | {"SubAccountId": "310987654321", "SubAccountName": None},
    _AWS | _EUROS | {"SubAccountId": "410987654321", "SubAccountName": "Research"},
    _AZURE | {"SubAccountId": "/subscriptions/AAAA1111-0000-4000-8000-000000000001",
              "SubAccountName": "Retail"},
)  # fmt: skip
_SERVICES: tuple[Mapping[str, object], ...] = (
    {"ServiceName": "Amazon Elastic Compute Cloud", "ServiceCategory": "Compute",
     "ServiceSubcategory": "Virtual Machines", "PricingUnit": "Hours", "ConsumedUnit": "Hours"},
    {"ServiceName": "Amazon Simple Storage Service", "ServiceCategory": "Storage",
     "ServiceSubcategory": "Object Storage", "PricingUnit": "GB-Months", "ConsumedUnit": "GB"},
    {"ServiceName": "Amazon Relational Database Service", "ServiceCategory": "Databases",
     "ServiceSubcategory": "Relational Databases", "PricingUnit": "Hours", "ConsumedUnit": "Hours"},
    {"ServiceName": None, "ServiceCategory": "Other", "ServiceSubcategory": None,
     "PricingUnit": None, "ConsumedUnit": None},
)  # fmt: skip
_IN_AZURE = {
    "Amazon Elastic Compute Cloud": "Virtual Machines",
    "Amazon Simple Storage Service": "Storage Accounts",
    "Amazon Relational Database Service": "Azure SQL Database",
    "Data Cloud": "Data Cloud",
}
_DETAILS: tuple[Mapping[str, object] | None, ...] = (
    {"CoreCount": 4, "InstanceSeries": "M6i", "MemorySize": 16},
    {"CoreCount": "8", "InstanceSeries": "C7g"},
    {"CoreCount": 2},
    {"InstanceSeries": "T3"},
    None,
)
_TAGS: tuple[Mapping[str, str] | None, ...] = (
    {"Application": "Checkout", "ApplicationId": "app-1"},
    {"application": "Checkout", "ApplicationId": "app-2"},
    {"Application": "Search"},
    {"Application": "", "team": "web"},
    None,
)


def write(path: Path) -> None:
    """The file, as CSV."""
    charges = [_by_its_provider(charge) for charge in _charges(Random(SEED))]
    names = list(dict.fromkeys(name for charge in charges for name in charge))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, restval="")
        writer.writeheader()
        writer.writerows(charges)


def _by_its_provider(charge: Charge) -> Charge:
    """A charge whose service is called as its cloud calls it."""
    if charge["ProviderName"] != "Microsoft":
        return charge
    return charge | {"ServiceName": _IN_AZURE.get(str(charge["ServiceName"]))}


def _charges(random: Random) -> Iterator[Charge]:
    for year, month in MONTHS:
        start, end = _month(year, month), _month(year + month // 12, month % 12 + 1)
        for number in range(USAGE_A_MONTH):
            # The first one of each month is in its last hour.
            hours = int((end - start) / timedelta(hours=1)) - 1
            yield _usage(random, start, end, hours if number < 4 else random.randrange(hours))
        for account in _ACCOUNTS:
            base = _billed(random, account, start, end)
            for kind in (_transfer, _commitment, _reservation, _correction, _other, _market):
                for charge in kind(random, start, end):
                    yield base | charge


def _month(year: int, month: int) -> datetime:
    return datetime.combine(date(year, month, 1), time())


def _billed(
    random: Random, account: Mapping[str, object], start: datetime, end: datetime
) -> Charge:
    """What every charge of an account's month has."""
    invoice = f"INV-{account['BillingAccountId']}-{start:%Y%m}" if random.random() < 0.9 else None
    return {
        **account, "BillingPeriodStart": start, "BillingPeriodEnd": end, "InvoiceId": invoice,
        "ChargeCategory": "Usage", "ChargeFrequency": "Usage-Based",
        "ServiceName": "Amazon Elastic Compute Cloud", "ServiceCategory": "Compute",
        "ServiceSubcategory": "Virtual Machines", "PricingCategory": "Standard",
        "PricingCurrency": account["BillingCurrency"], "ChargeDescription": "Usage of the month",
    }  # fmt: skip


def _at(start: datetime, hours: int, length: int = 1) -> Charge:
    begin = start + timedelta(hours=hours)
    return {"ChargePeriodStart": begin, "ChargePeriodEnd": begin + timedelta(hours=length)}


def _amounts(random: Random, *, price: Decimal | None = None) -> Charge:
    """Quantity, prices and the four costs, each other than the rest."""
    quantity = Decimal(random.randrange(1, 90_000)) / 1000
    listed = price or Decimal(random.randrange(1_000, 900_000)) / 10_000_000
    agreed = (listed * Decimal("0.9")).quantize(Decimal("1e-9"))
    billed = agreed * quantity
    return {
        "PricingQuantity": quantity, "ConsumedQuantity": quantity * 2, "ListUnitPrice": listed,
        "ContractedUnitPrice": agreed, "ListCost": listed * quantity, "ContractedCost": billed,
        "BilledCost": billed, "EffectiveCost": (billed * Decimal("0.8")).quantize(Decimal("1e-12")),
    }  # fmt: skip


def _in_pricing_currency(amounts: Charge, rate: str) -> Charge:
    told = {"EffectiveCost": "PricingCurrencyEffectiveCost",
            "ListUnitPrice": "PricingCurrencyListUnitPrice",
            "ContractedUnitPrice": "PricingCurrencyContractedUnitPrice"}  # fmt: skip
    return {
        to: (Decimal(str(amounts[of])) * Decimal(rate)).quantize(Decimal("1e-12"))
        for of, to in told.items()
    }


def _usage(random: Random, start: datetime, end: datetime, hours: int) -> Charge:
    account = random.choice(_ACCOUNTS)
    service = random.choice(_SERVICES)
    amounts = _amounts(random)
    resource = f"{service['ServiceCategory']}-{random.randrange(6)}"
    named = random.random() < 0.7
    details, tags = random.choice(_DETAILS), random.choice(_TAGS)
    priced = random.choice(("EUR", "USD"))
    charge = {
        **_billed(random, account, start, end), **service, **_at(start, hours), **amounts,
        **_in_pricing_currency(amounts, "1.1"), "PricingCurrency": priced,
        "ResourceId": resource, "ResourceName": f"name-{resource}" if named else None,
        "ResourceType": "thing" if named else None, "SkuId": f"sku-{random.randrange(5)}",
        "SkuPriceId": f"price-{random.randrange(5)}", "SkuMeter": "Hours",
        "AvailabilityZone": random.choice(("eu-west-1a", "eu-west-1b", None)),
        "Tags": json.dumps(tags) if tags else None,
        "SkuPriceDetails": json.dumps(details) if details else None,
    }  # fmt: skip
    if random.random() < 0.1:
        charge |= {"ListUnitPrice": None, "ContractedUnitPrice": None}
    if random.random() < 0.1:
        charge |= {"PricingUnit": "Requests", "ConsumedUnit": "Requests"}
    if random.random() < 0.05:
        charge |= {"ContractedCost": Decimal(0), "ContractedUnitPrice": Decimal(0)}
    if random.random() < 0.05:
        charge |= {"ListCost": Decimal(0), "ListUnitPrice": Decimal(0)}
    return charge


def _transfer(random: Random, start: datetime, end: datetime) -> Iterator[Charge]:
    """Quantities far below a hundredth of a unit, which rounding would lose."""
    for day, words in enumerate(("data transfer out", "Inter-Region Data Transfer", "requests")):
        amounts = _amounts(random) | {"ConsumedQuantity": Decimal(random.randrange(1, 99)) / 10_000}
        yield amounts | _at(start, 24 * day) | {
            "ChargeDescription": f"$0.09 per GB {words}", "ConsumedUnit": "GB", "PricingUnit": "GB",
        }  # fmt: skip


def _commitment(random: Random, start: datetime, end: datetime) -> Iterator[Charge]:
    plan = {
        "CommitmentDiscountId": f"sp-{random.randrange(3)}", "CommitmentDiscountUnit": "USD/Hour",
        "CommitmentDiscountType": "Savings Plan", "CommitmentDiscountCategory": "Spend",
        "CommitmentDiscountName": None, "CommitmentDiscountQuantity": Decimal(2),
        "PricingCategory": "Committed",
    }  # fmt: skip
    free = {"BilledCost": Decimal(0), "PublisherName": None}
    whole_month = {"ChargePeriodStart": start, "ChargePeriodEnd": end}
    for status in ("Used", "Unused"):
        yield (
            plan
            | _amounts(random)
            | _at(start, 30, 24)
            | free
            | {"CommitmentDiscountStatus": status}
        )
    buy: Charge = {"ChargeCategory": "Purchase", "EffectiveCost": Decimal(0)}
    yield plan | _amounts(random) | whole_month | buy | {"ChargeFrequency": "Recurring"}
    lasts = _at(start, 24 * 14, 24 * 365)
    yield plan | _amounts(random) | lasts | buy | {"ChargeFrequency": "One-Time"}


def _reservation(random: Random, start: datetime, end: datetime) -> Iterator[Charge]:
    for status in ("Used", "Unused"):
        yield (
            _amounts(random)
            | _at(start, random.randrange(600))
            | {
                "CapacityReservationId": f"cr-{random.randrange(2)}",
                "CapacityReservationStatus": status,
            }
        )


def _correction(random: Random, start: datetime, end: datetime) -> Iterator[Charge]:
    """Billed this month, for days of the month before."""
    for category in ("Usage", "Credit", "Adjustment"):
        amounts = {name: -Decimal(str(value)) for name, value in _amounts(random).items()}
        yield amounts | _at(start - timedelta(days=9), 0, 24) | {
            "ChargeCategory": category, "ChargeClass": "Correction", "ChargeFrequency": "One-Time",
        }  # fmt: skip


def _other(random: Random, start: datetime, end: datetime) -> Iterator[Charge]:
    """Credits, a refund, tax."""
    for category, sign in (("Credit", -1), ("Credit", -1), ("Adjustment", -1), ("Tax", 1)):
        amounts = {name: sign * Decimal(str(value)) for name, value in _amounts(random).items()}
        yield amounts | _at(start, random.randrange(600), 24) | {
            "ChargeCategory": category, "ServiceName": None, "PricingUnit": None,
            "ChargeFrequency": "One-Time", "ChargeDescription": f"{category} of the month",
        }  # fmt: skip


def _market(random: Random, start: datetime, end: datetime) -> Iterator[Charge]:
    """Bought from others: software, and credits of a virtual currency that are then used up."""
    sold = {
        "PublisherName": random.choice(("Datadog", "Snowflake")), "ServiceName": "Data Cloud",
        "ServiceCategory": "Analytics", "ServiceSubcategory": "Data Processing",
    }  # fmt: skip
    yield sold | _amounts(random) | _at(start, random.randrange(600), 24)
    virtual = {"PricingUnit": "Credits", "PricingCurrency": "Credits"}
    yield sold | virtual | _amounts(random) | _at(start, 5, 24) | {
        "ChargeCategory": "Purchase", "ChargeFrequency": "One-Time",
        "ChargeDescription": "Prepaid credits",
    }  # fmt: skip
    for warehouse in ("small", "large"):
        amounts = _amounts(random)
        prices = _in_pricing_currency(amounts, "0.5")
        yield sold | virtual | amounts | prices | _at(start, random.randrange(600), 24) | {
            "ChargeDescription": f"Credits of warehouse {warehouse}",
        }  # fmt: skip

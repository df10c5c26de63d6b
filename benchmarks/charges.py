"""Any number of FOCUS 1.2 charges, fast: a stand-in for a large company's exports.

`generate(folder, rows)` writes `folder/{aws,azure}/YYYY-MM.parquet`, the 13 months before TODAY.
The same seed gives the same rows. Each cloud writes the types that its real export has: AWS amounts
as doubles, tags as a map, moments in milliseconds UTC; Azure amounts as decimals, tags as JSON
text, moments without a zone.

What is in it, so that a benchmark meets it: about 200 services, 50 accounts, 300,000 resources,
tags of 2,000 kinds (and none), credits, refunds, tax, adjustments, purchased, used and unused
commitments, spot; USD, and EUR in some Azure accounts; accounts and services whose name is empty or
null. Amounts are whole multiples of 10^-8, so that their sums are exact.

Run `python -m benchmarks.charges --folder FOLDER --rows 10000000` to have them for trying things
out; without a folder it only says how long it takes.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet

TODAY = date(2026, 12, 1)
MONTHS = 13
SERVICES, ACCOUNTS, RESOURCES, TAG_KINDS, SKUS = 100, 25, 150_000, 2_000, 800  # of each cloud
AWS_SHARE = 0.6
CHUNK_ROWS = 500_000
# Amounts and quantities are counted in this many parts of one.
PARTS = 10**8

Ints = NDArray[np.int64]
Array: TypeAlias = "pa.Array[Any]"

# The kinds of charge, with how many in a thousand there are of each.
KINDS = {
    "on demand": 690, "committed": 200, "spot": 40, "unused": 5, "purchase": 5,
    "credit": 30, "refund": 10, "tax": 10, "adjustment": 10,
}  # fmt: skip
# What each kind is in FOCUS, in the order of KINDS.
CATEGORY = [
    "Usage", "Usage", "Usage", "Usage", "Purchase", "Credit", "Usage", "Tax", "Adjustment",
]  # fmt: skip
CLASS = [None, None, None, None, None, None, "Correction", None, None]
PRICING = [
    "Standard", "Committed", "Dynamic", "Committed", "Standard", None, "Standard", None, None,
]  # fmt: skip
STATUS = [None, "Used", None, "Unused", None, None, None, None, None]
FREQUENCY = [
    "Usage-Based", "Usage-Based", "Usage-Based", "Usage-Based", "Recurring", "One-Time",
    "Usage-Based", "Recurring", "One-Time",
]  # fmt: skip
# Hundredths of the list cost that are billed and that are effective.
BILLED = np.array([95, 0, 40, 0, 60, -10, -95, 8, 2])
EFFECTIVE = np.array([95, 60, 40, 60, 0, -10, -95, 8, 2])
HAS_COMMITMENT = np.array([0, 1, 0, 1, 1, 0, 0, 0, 0], bool)
HAS_RESOURCE = np.array([1, 1, 1, 0, 0, 0, 1, 0, 0], bool)

CATEGORIES = [
    "Compute", "Storage", "Databases", "Networking", "Analytics", "AI and Machine Learning",
    "Management and Governance", "Security", "Integration", "Other",
]  # fmt: skip
REGIONS = {
    "aws": ["us-east-1", "us-east-2", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-2"],
    "azure": ["eastus", "eastus2", "westus2", "westeurope", "northeurope", "australiaeast"],
}
NAMED = {
    "aws": [
        "Amazon Elastic Compute Cloud", "Amazon Simple Storage Service", "AWS Lambda",
        "Amazon Relational Database Service", "Amazon Virtual Private Cloud", "Amazon CloudFront",
    ],
    "azure": [
        "Virtual Machines", "Storage Accounts", "Azure SQL Database", "Azure App Service",
        "Azure Monitor", "Virtual Network",
    ],
}  # fmt: skip
PROVIDER = {"aws": "AWS", "azure": "Microsoft"}
ISSUER = {"aws": "Amazon Web Services, Inc.", "azure": "Microsoft"}


@dataclass(frozen=True, slots=True)
class _World:
    """One cloud's accounts, services and resources; numbers are positions in these."""

    cloud: str
    service_of: Ints
    account_of: Ints
    region_of: Ints
    tags_of: Ints
    sku_of: Ints
    price: Ints
    texts: dict[str, Array]
    tags: Array


def generate(folder: Path, rows: int, seed: int = 7) -> tuple[Path, ...]:
    """Write about `rows` charges below `folder`; gives the files, oldest month first."""
    written = []
    for number, cloud in enumerate(PROVIDER):
        chance = np.random.default_rng([seed, number])
        world = _world(cloud, chance, rows)
        (folder / cloud).mkdir(parents=True, exist_ok=True)
        share = AWS_SHARE if cloud == "aws" else 1 - AWS_SHARE
        for month, count in _counts(round(rows * share)):
            path = folder / cloud / f"{month:%Y-%m}.parquet"
            _write(path, _tables(world, chance, month, count))
            written.append(path)
    return tuple(written)


def _counts(rows: int) -> Iterator[tuple[date, int]]:
    """How many rows each month has: by its days, growing by 2 percent a month."""
    months: list[date] = []
    for _ in range(MONTHS):
        last = (months[-1] if months else TODAY) - timedelta(days=1)
        months.append(last.replace(day=1))
    months.reverse()
    weights = np.array([_days(month) * 1.02**n for n, month in enumerate(months)])
    ends = np.round(np.cumsum(weights) / weights.sum() * rows).astype(int)
    yield from zip(months, np.diff(ends, prepend=0).tolist(), strict=True)


def _days(month: date) -> int:
    return ((month + timedelta(days=32)).replace(day=1) - month).days


def _write(path: Path, tables: Iterator[pa.Table]) -> None:
    first = next(tables)
    # Without Arrow's own schema beside, as other writers leave it: readers see plain text columns.
    with parquet.ParquetWriter(path, first.schema, compression="zstd", store_schema=False) as out:
        out.write_table(first)
        for table in tables:
            out.write_table(table)


# -- the world -------------------------------------------------------------------------------------


def _world(cloud: str, chance: np.random.Generator, rows: int) -> _World:
    # A small set of charges is about few resources, as a small company's is.
    resources = min(RESOURCES, max(rows // 25, 10))
    service_of = _skewed(chance, SERVICES, resources)
    account_of = _skewed(chance, ACCOUNTS, resources)
    region_of = _skewed(chance, len(REGIONS[cloud]), resources)
    price = np.exp(chance.normal(-3, 1.5, SKUS)) * PARTS
    return _World(
        cloud=cloud,
        service_of=service_of,
        account_of=account_of,
        region_of=region_of,
        # The first kind is no tags at all.
        tags_of=np.where(
            chance.random(resources) < 0.2, 0, chance.integers(1, TAG_KINDS, resources)
        ),
        sku_of=service_of * (SKUS // SERVICES) + chance.integers(0, SKUS // SERVICES, resources),
        price=np.maximum(price.astype(np.int64), 100),
        texts=_texts(cloud, service_of, account_of),
        tags=_tags(cloud, chance),
    )


def _skewed(chance: np.random.Generator, below: int, count: int) -> Ints:
    """Numbers below `below`, the small ones far more often."""
    return (chance.random(count) ** 3 * below).astype(np.int64)


def _texts(cloud: str, service_of: Ints, account_of: Ints) -> dict[str, Array]:
    names: list[str | None] = [*NAMED[cloud]]
    names += [f"{PROVIDER[cloud]} Service {n:03}" for n in range(len(names), SERVICES)]
    names[-1], names[-2] = None, ""
    accounts: list[str | None] = [f"{cloud}-team-{n:02}" for n in range(ACCOUNTS)]
    accounts[-1], accounts[-2] = None, ""
    ids = [_account_id(cloud, n) for n in range(ACCOUNTS)]
    pairs = list(enumerate(zip(service_of.tolist(), account_of.tolist(), strict=True)))
    texts: dict[str, Sequence[str | None]] = {
        "service": names,
        "category": [CATEGORIES[n % len(CATEGORIES)] for n in range(SERVICES)],
        "account": accounts,
        "account_id": ids,
        "region": REGIONS[cloud],
        "sku": [f"{cloud.upper()}{n:05}" for n in range(SKUS)],
        "meter": [f"Meter {n}" for n in range(SKUS)],
        "sku_price": [f"{cloud.upper()}{n:05}.PRICE{n:04}" for n in range(SKUS)],
        "details": [json.dumps({"CoreCount": n % 64 + 1, "Tier": "T1"}) for n in range(SKUS)],
        "description": [f"$ per unit of meter {n}, as used" for n in range(SKUS)],
        "resource_id": [_resource_id(cloud, n, *pair, ids) for n, pair in pairs],
        "resource_name": [
            f"{names[s] or 'thing'}-{n}".lower().replace(" ", "-") for n, (s, _) in pairs
        ],
        "resource_type": [f"Kind {n}" for n in range(SERVICES)],
        "commitment": [_commitment(cloud, n) for n in range(40)],
    }
    return {name: pa.array(values, pa.string()) for name, values in texts.items()}


def _account_id(cloud: str, number: int) -> str:
    if cloud == "aws":
        return f"{100_000_000_000 + number * 1_111_111}"
    return f"/subscriptions/{number:08x}-0000-4000-8000-000000000000"


def _resource_id(cloud: str, number: int, service: int, account: int, ids: list[str]) -> str:
    if cloud == "azure":
        return (
            f"{ids[account]}/resourcegroups/group-{number % 400}/providers/kind{service}/r{number}"
        )
    if service == 0:
        return f"arn:aws:ec2:us-east-1:{ids[account]}:instance/i-{number:017x}"
    return f"arn:aws:service{service}:us-east-1:{ids[account]}:thing/r{number}"


def _commitment(cloud: str, number: int) -> str:
    if cloud == "aws":
        return f"arn:aws:savingsplans::100000000000:savingsplan/{number:08x}"
    return f"/providers/Microsoft.Capacity/reservationOrders/ORDER-{number:04}"


def _tags(cloud: str, chance: np.random.Generator) -> Array:
    kinds: list[dict[str, str] | None] = [None]
    for number in range(1, TAG_KINDS):
        tags = {"team": f"team-{number % 40}", "env": ("prod", "dev", "test")[number % 3]}
        if chance.random() < 0.7:
            tags["application"] = f"app-{number}"
        kinds.append(tags)
    if cloud == "azure":
        return pa.array([json.dumps(kind) if kind else None for kind in kinds], pa.string())
    listed = [list(kind.items()) if kind else None for kind in kinds]
    return pa.array(listed, pa.map_(pa.string(), pa.string()))


# -- the rows --------------------------------------------------------------------------------------


def _tables(
    world: _World, chance: np.random.Generator, month: date, count: int
) -> Iterator[pa.Table]:
    for start in range(0, max(count, 1), CHUNK_ROWS):
        yield _table(world, chance, month, min(CHUNK_ROWS, count - start))


def _table(world: _World, chance: np.random.Generator, month: date, count: int) -> pa.Table:
    resource = _skewed(chance, len(world.service_of), count)
    weights = np.array(list(KINDS.values()), float)
    kind = chance.choice(len(KINDS), count, p=weights / weights.sum())
    # In the order of days, roughly as exports are.
    day = np.sort(chance.integers(0, _days(month), count))
    columns = {
        **_constants(world, month, count),
        **_moments(world, month, day),
        **_names(world, chance, resource, kind),
        **_amounts(world, chance, resource, kind),
    }
    return pa.table(dict(sorted(columns.items())))


def _constants(world: _World, month: date, count: int) -> dict[str, Array]:
    cloud, moment = world.cloud, _moment_type(world.cloud)
    until = (month + timedelta(days=32)).replace(day=1)
    texts = {
        "BillingAccountId": "100000000000" if cloud == "aws" else "/billingAccounts/8611537",
        "BillingAccountName": "Example Group",
        "BillingAccountType": "Billing Account",
        "SubAccountType": "AWS Account" if cloud == "aws" else "Subscription",
        "InvoiceIssuerName": ISSUER[cloud],
        "InvoiceId": f"{cloud}-{month:%Y%m}",
        "ProviderName": PROVIDER[cloud],
        "PublisherName": ISSUER[cloud],
        "ConsumedUnit": "Hours",
        "PricingUnit": "Hours",
        "ServiceSubcategory": "Other",
    }
    nothing = ["CapacityReservationId", "CapacityReservationStatus", "AvailabilityZone"]
    zero = np.zeros(count, np.int32)
    made: dict[str, Array] = {name: _taken(pa.array([text]), zero) for name, text in texts.items()}
    made |= {name: pa.nulls(count, pa.string()) for name in nothing}
    for name, day in (("BillingPeriodStart", month), ("BillingPeriodEnd", until)):
        made[name] = pa.array(np.full(count, _epoch(day)), pa.int64()).cast(moment)
    return made


def _moment_type(cloud: str) -> pa.DataType:
    return pa.timestamp("ms", tz="UTC") if cloud == "aws" else pa.timestamp("ms")


def _epoch(day: date) -> int:
    """Milliseconds since 1970."""
    return (day - date(1970, 1, 1)).days * 86_400_000


def _moments(world: _World, month: date, day: Ints) -> dict[str, Array]:
    start = _epoch(month) + day * 86_400_000
    kind = _moment_type(world.cloud)
    return {
        "ChargePeriodStart": pa.array(start, pa.int64()).cast(kind),
        "ChargePeriodEnd": pa.array(start + 86_400_000, pa.int64()).cast(kind),
    }


def _names(
    world: _World, chance: np.random.Generator, resource: Ints, kind: Ints
) -> dict[str, Array]:
    aws, texts = world.cloud == "aws", world.texts
    service, account = world.service_of[resource], world.account_of[resource]
    region, sku = world.region_of[resource], world.sku_of[resource]
    no_resource, no_commitment = ~HAS_RESOURCE[kind], ~HAS_COMMITMENT[kind]
    commitment = chance.integers(0, len(texts["commitment"]), len(kind))
    currency = np.zeros(len(kind), np.int64) if aws else (account % 5 == 4).astype(np.int64)
    tags = np.where(no_resource, 0, world.tags_of[resource])

    def kinds(names: Sequence[str | None]) -> Array:
        return _taken(pa.array(names, pa.string()), kind)

    def committed(text: str) -> Array:
        return _taken(pa.array([text]), np.zeros(len(kind), np.int64), no_commitment)

    return {
        "ServiceName": _taken(texts["service"], service),
        "ServiceCategory": _taken(texts["category"], service),
        "SubAccountId": _taken(texts["account_id"], account),
        "SubAccountName": _taken(texts["account"], account),
        "RegionId": _taken(texts["region"], region, kind == list(KINDS).index("tax")),
        "RegionName": _taken(texts["region"], region, kind == list(KINDS).index("tax")),
        "SkuId": _taken(texts["sku"], sku),
        "SkuPriceId": _taken(texts["sku_price"], sku),
        "SkuMeter": _taken(texts["meter"], sku),
        "SkuPriceDetails": _taken(texts["details"], sku),
        "ChargeDescription": _taken(texts["description"], sku),
        "ResourceId": _taken(texts["resource_id"], resource, no_resource),
        # AWS names no resource.
        "ResourceName": _taken(texts["resource_name"], resource, no_resource | aws),
        "ResourceType": _taken(texts["resource_type"], service, no_resource),
        "ChargeCategory": kinds(CATEGORY),
        "ChargeClass": kinds(CLASS),
        "ChargeFrequency": kinds(FREQUENCY),
        "PricingCategory": kinds(PRICING),
        "CommitmentDiscountStatus": kinds(STATUS),
        "CommitmentDiscountId": _taken(texts["commitment"], commitment, no_commitment),
        "CommitmentDiscountName": _taken(texts["commitment"], commitment, no_commitment),
        "CommitmentDiscountType": committed("Savings Plan" if aws else "Reservation"),
        "CommitmentDiscountCategory": committed("Spend" if aws else "Usage"),
        "CommitmentDiscountUnit": committed("Hours"),
        "BillingCurrency": _taken(pa.array(["USD", "EUR"]), currency),
        "PricingCurrency": _taken(pa.array(["USD"]), np.zeros(len(kind), np.int64)),
        "Tags": world.tags.take(pa.array(tags, pa.int64())) if aws else _taken(world.tags, tags),
        **_own_columns(world, service, resource),
    }


def _own_columns(world: _World, service: Ints, resource: Ints) -> dict[str, Array]:
    names = world.texts["service"]
    if world.cloud == "aws":
        return {"x_ServiceCode": _taken(names, service), "x_Operation": _taken(names, service)}
    groups = pa.array([f"group-{n}" for n in range(400)])
    return {
        "x_ResourceGroupName": _taken(groups, resource % 400),
        "x_SkuMeterCategory": _taken(names, service),
        "x_SkuMeterSubcategory": _taken(names, service),
        "x_PublisherCategory": _taken(pa.array(["Cloud Provider"]), service * 0),
    }


def _amounts(
    world: _World, chance: np.random.Generator, resource: Ints, kind: Ints
) -> dict[str, Array]:
    price = world.price[world.sku_of[resource]]
    # Thousandths of an hour.
    thousandths = chance.integers(1, 24_000, len(kind))
    listed = price * thousandths // 1000
    aws, hours = world.cloud == "aws", thousandths * (PARTS // 1000)
    values = {
        "ListCost": listed,
        "ContractedCost": listed * 95 // 100,
        "BilledCost": listed * BILLED[kind] // 100,
        "EffectiveCost": listed * EFFECTIVE[kind] // 100,
        "ListUnitPrice": price,
        "ContractedUnitPrice": price * 95 // 100,
        "PricingQuantity": hours,
        "ConsumedQuantity": hours,
    }
    if aws:
        values["PricingCurrencyEffectiveCost"] = values["EffectiveCost"]
        values["PricingCurrencyListUnitPrice"] = values["ListUnitPrice"]
        values["PricingCurrencyContractedUnitPrice"] = values["ContractedUnitPrice"]
    made = {name: _numbers(parts, aws=aws) for name, parts in values.items()}
    made["CommitmentDiscountQuantity"] = _numbers(hours, aws=aws, none=~HAS_COMMITMENT[kind])
    return made


def _numbers(parts: Ints, *, aws: bool, none: NDArray[np.bool_] | None = None) -> Array:
    if aws:
        return pa.array(parts / PARTS, pa.float64(), mask=none)
    # Decimals are 128 bits each, the low half first; the high half repeats the sign.
    halves = np.empty((len(parts), 2), np.int64)
    halves[:, 0], halves[:, 1] = parts, parts >> 63
    mask = None if none is None else pa.py_buffer(np.packbits(~none, bitorder="little").data)
    buffers = [mask, pa.py_buffer(halves.data)]
    return pa.Array.from_buffers(pa.decimal128(28, 8), len(parts), buffers)


def _taken(values: Array, at: NDArray[Any], none: NDArray[np.bool_] | None = None) -> Array:
    """`values` at these positions, null where `none`; kept as positions until it is written."""
    if values.null_count:
        # Parquet keeps a null beside the dictionary, not in it.
        missing = values.is_null().to_numpy(zero_copy_only=False)[at]
        none = missing if none is None else none | missing
    positions = pa.array(at, pa.int32(), mask=none)
    return pa.DictionaryArray.from_arrays(positions, values.fill_null(""))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as spare:
        started = perf_counter()
        files = generate(options.folder or Path(spare), options.rows)
        took = perf_counter() - started
        size = sum(path.stat().st_size for path in files) / 2**20
    print(f"{options.rows:,} rows in {len(files)} files, {size:,.0f} MiB, {took:.1f} s")


if __name__ == "__main__":
    main()

"""All rules of waste over a large estate: 100,000 VMs and 300,000 further resources.

    .venv/bin/python benchmarks/waste.py [--vms 100000] [--others 300000]

The resources, their metrics and 30 days of charges are made up and in memory, so that what is
measured is ours: joining, judging, counting what overlaps, and the answer. One resource in five is
waste. The bar is 10 seconds.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from finops.reply import reply
from finops.warehouse import Warehouse
from finops.waste.life import keep
from finops.waste.rule import own_rules
from intents.catalog import Subject, by_name
from intents.period import Span
from intents.query import parse
from providers.base import Lack, MetricNeed, Scope
from providers.charges import Charges
from providers.context import Context
from providers.model import Account, Fetched
from providers.schema import METRIC_SCHEMA, schema
from providers.settling import Settling

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
BAR_SECONDS = 10
WASTE_ONE_IN = 5
SAVED = {"name": "counted_saving", "agg": "sum", "field": "counted_saving"}
SUM: dict[str, object] = {"subject": "finding", "analysis": "aggregate", "measures": [SAVED]}
LIST: dict[str, object] = {"subject": "finding"}
DAYS = 30
# What is waste, where a field of that name is there; all else is in use.
WASTE: dict[str, Any] = {
    "attached": False, "target_count": 0, "disk_type": "gp2", "size": "m5.2xlarge",
}  # fmt: skip
USED: dict[str, Any] = {
    "attached": True, "target_count": 3, "disk_type": "gp3", "state": "running", "size_gib": 100,
    "os": "linux", "architecture": "x86_64", "size": "m6g.2xlarge", "region": "us-east-1",
    "cloud": "aws", "account": "prod", "account_id": "111111111111",
}  # fmt: skip


def main() -> int:
    """Make it, ask once, and tell."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--vms", type=int, default=100_000)
    told.add_argument("--others", type=int, default=300_000)
    options = told.parse_args()
    names = sorted({rule.subject for rule in own_rules()})
    others = [name for name in names if name != "vm"]
    counts = {name: options.others // len(others) for name in others} | {"vm": options.vms}
    tables = {name: resources(by_name()[name], count) for name, count in counts.items()}
    with tempfile.TemporaryDirectory() as folder:
        store = warehouse(Path(folder), tables)
        cloud = Made(tables)
        whole, headline = asked(SUM, cloud, store)
        read = f"{cloud.reads} inventories and {cloud.metrics_read} metrics read"
        listed, _ = asked(LIST, cloud, store)
        first, then = kept(cloud, store, NOW), kept(cloud, store, NOW + timedelta(days=1))
    print(f"{len(own_rules())} rules, {sum(counts.values()):,} resources: {headline}")
    print(f"{whole:.1f} s of {BAR_SECONDS} s, {read}; all of them listed in {listed:.1f} s")
    print(f"kept for the first time in {first:.1f} s, and on the next day in {then:.1f} s")
    return 0 if max(whole, first, then) < BAR_SECONDS else 1


def kept(cloud: "Made", store: Warehouse, now: datetime) -> float:
    """Seconds of judging all rules and writing down what they found, as `finops sync` does."""
    started = time.perf_counter()
    keep(store, (cloud,), Context(now=now))
    return time.perf_counter() - started


def asked(query: dict[str, object], cloud: "Made", store: Warehouse) -> tuple[float, str]:
    """Seconds, and the headline."""
    started = time.perf_counter()
    answer = reply(parse(query), (cloud,), store, Context(now=NOW))
    return time.perf_counter() - started, answer.headline


def resources(subject: Subject, count: int) -> pa.Table:
    """So many, of which one in WASTE_ONE_IN is waste."""
    columns = [_column(one, subject.name, count) for one in schema(subject.name)]
    return pa.table(columns, schema=schema(subject.name))


def _column(one: "pa.Field[Any]", subject: str, count: int) -> Any:
    if one.name in ("id", "name"):
        return pa.array([f"{subject}-{n:06}" for n in range(count)])
    if one.name == "created_at":
        return pa.array([NOW - timedelta(days=400)] * count, one.type)
    if one.name == "tags":
        return pa.array([[("team", f"team-{n % 40}")] for n in range(count)], one.type)
    used, waste = USED.get(one.name), WASTE.get(one.name, USED.get(one.name))
    values = [waste if n % WASTE_ONE_IN == 0 else used for n in range(count)]
    try:
        return pa.array(values, one.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.nulls(count, one.type)


def warehouse(folder: Path, tables: dict[str, pa.Table]) -> Warehouse:
    """30 days of charges of every resource, as an export."""
    ids = pa.array([one for table in tables.values() for one in table["id"].to_pylist()])
    (folder / "focus").mkdir()
    for n in range(1, DAYS + 1):
        day = NOW.date() - timedelta(days=n)
        same: dict[str, Any] = {
            "ProviderName": "AWS", "ChargePeriodStart": datetime.combine(day, datetime.min.time()),
            "EffectiveCost": 1.5, "BilledCost": 1.5, "ListCost": 1.5, "ContractedCost": 1.5,
            "BillingCurrency": "USD", "ServiceName": "EC2", "ChargeCategory": "Usage",
            "SubAccountId": "111111111111", "SubAccountName": "prod", "RegionId": "us-east-1",
        }  # fmt: skip
        told = {name: pa.repeat(pa.scalar(value), len(ids)) for name, value in same.items()}
        table = pa.table({"ResourceId": ids, **told})
        pq.write_table(table, folder / "focus" / f"{day}.parquet")
    store = Warehouse(folder / "warehouse", [str(folder / "focus" / "*.parquet")], NOW)
    reply(parse({"subject": "cost"}), (), store, Context(now=NOW))
    return store


@dataclass
class Made:
    """A cloud that hands out what was made."""

    tables: dict[str, pa.Table]
    cloud: str = "aws"
    settling: Settling | None = None
    reads: int = 0
    metrics_read: int = 0

    @property
    def subjects(self) -> frozenset[str]:
        """What it has."""
        return frozenset(self.tables)

    def preload(self) -> None:
        """Nothing to import."""

    def accounts(self, _: Context) -> Fetched[Account]:
        """One."""
        return Fetched((Account("aws", "111111111111", "prod"),))

    def known_accounts(self) -> tuple[Account, ...]:
        """The same."""
        return self.accounts(Context(now=NOW)).items

    def lacking(self, _: Context) -> Fetched[Lack]:
        """Nothing."""
        return Fetched()

    def charges(self, account: Account, span: Span, context: Context) -> Fetched[Charges]:
        """An export has them."""
        raise AssertionError(account, span, context)

    def inventory(self, subject: str, _: Scope, __: Context) -> Fetched[pa.Table]:
        """What was made; of prices nothing."""
        self.reads += 1
        return Fetched((self.tables[subject],)) if subject in self.tables else Fetched()

    def metrics(self, need: MetricNeed, _: Context) -> Fetched[pa.Table]:
        """One value for all that are used, another for what is waste."""
        self.metrics_read += 1
        ids: Sequence[str] = [one for _, _, one in need.ids]
        levels = [1.0 if int(one[-6:]) % WASTE_ONE_IN == 0 else 60.0 for one in ids]
        low = pa.array(levels)
        columns: dict[str, Any] = dict.fromkeys(("avg", "max", "min", "p95", "sum"), low)
        told = {
            **columns,
            "id": pa.array(ids),
            "idle_hours": pa.array([60.0 - level for level in levels]),
            "busy_hours": pa.array(["Mon–Fri 08–18 UTC"] * len(ids)),
            "days": pa.array([need.span.days] * len(ids), pa.int32()),
        }
        return Fetched((pa.table(told, METRIC_SCHEMA),))


if __name__ == "__main__":
    raise SystemExit(main())

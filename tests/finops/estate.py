"""A small estate for the engine's tests: a cloud that hands out the tables it was given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from finops.answer import Answer
from finops.reply import reply
from finops.warehouse import Warehouse
from intents.period import Span
from intents.query import parse
from providers.base import Lack, MetricNeed, Scope
from providers.charges import Charges
from providers.context import Context, Limits
from providers.dimension import Dimension
from providers.model import Account, Fetched, Gap, Row, Source
from providers.schema import METRIC_SCHEMA, table
from providers.settling import Settling

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
HEADER = (
    "ProviderName,ChargePeriodStart,EffectiveCost,BilledCost,ListCost,ContractedCost,ResourceId,"
    "BillingCurrency,ServiceName,ChargeCategory,Tags,SubAccountId,SubAccountName,RegionId"
)


@dataclass
class Cloud:
    """A cloud with these resources; `points` holds avg and the days with data of each id."""

    cloud: str = "aws"
    rows: Sequence[Row] = ()
    points: dict[str, tuple[float, int]] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    asked: list[MetricNeed] = field(default_factory=list)
    subjects: frozenset[str] = frozenset({"vm", "disk"})
    settling: Settling | None = None

    def preload(self) -> None:
        pass

    def accounts(self, context: Context) -> Fetched[Account]:
        found = {(str(row["account_id"]), str(row["account"])) for row in self.rows}
        return Fetched(tuple(Account(self.cloud, *pair) for pair in sorted(found)))

    def known_accounts(self) -> tuple[Account, ...]:
        return ()

    def lacking(self, _: Context) -> Fetched[Lack]:
        return Fetched()

    def charges(self, account: Account, span: Span, context: Context) -> Fetched[Charges]:
        raise AssertionError("an export covers this cloud")

    def inventory(self, subject: str, scope: Scope, context: Context) -> Fetched[pa.Table]:
        source = Source(f"{self.cloud} {subject}", context.now, calls=1)
        return Fetched((table(subject, self.rows),), self.gaps, (source,))

    def metrics(self, need: MetricNeed, context: Context) -> Fetched[pa.Table]:
        self.asked.append(need)
        ids = [one for _, _, one in need.ids if one in self.points]
        rows = [
            {"id": one, "avg": self.points[one][0], "max": 99.0, "days": self.points[one][1]}
            for one in ids
        ]
        return Fetched((pa.Table.from_pylist(rows, schema=METRIC_SCHEMA),))


def vm(name: str, **facts: object) -> Row:
    row = {"id": f"i-{name}", "name": name, "cloud": "aws", "account": "prod", "account_id": "1"}
    return {**row, "region": "us-east-1", "state": "running", **facts}  # type: ignore[dict-item]


def charge(
    day: str,
    cost: str,
    resource: str = "",
    *,
    billed: str | None = None,
    provider: str = "AWS",
    currency: str = "USD",
    service: str = "EC2",
    category: str = "Usage",
    tags: str = "",
) -> str:
    quoted = '"' + tags.replace('"', '""') + '"' if tags else ""
    return (
        f"{provider},{day} 00:00:00,{cost},{billed or cost},{cost},{cost},{resource},{currency},"
        f"{service},{category},{quoted},1,prod,us-east-1"
    )


def exports(folder: Path, *lines: str) -> str:
    file = folder / "charges.csv"
    file.write_text("\n".join((HEADER, *lines)) + "\n", "utf-8")
    return str(file)


def warehouse(folder: Path, *lines: str) -> Warehouse:
    return Warehouse(folder / "warehouse", [exports(folder, *lines)], NOW)


def ask(
    query: Mapping[str, object],
    store: Warehouse,
    *clouds: Cloud,
    now: datetime = NOW,
    limits: Limits = None,
    dimensions: tuple[Dimension, ...] = (),
) -> Answer:
    context = Context(now=now, limits=limits, dimensions=dimensions)
    return reply(parse(query), clouds, store, context)


def column(answer: Answer, name: str) -> list[object]:
    return [row[name] for row in answer.rows]


def cents(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))

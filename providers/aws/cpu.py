"""Metrics of VMs, from CloudWatch: `cpu`.

GetMetricData takes 500 queries a call, and each aggregate of each VM is one. A query whose answer
is not complete gives no number at all: a mean of half of the points would look like a mean.

Price: $0.01 for 1,000 metrics requested. Each query is counted as one, on every page: what AWS
bills may be less, for it takes several statistics of a metric as one.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa

from providers.aws.ask import Asker
from providers.base import MetricNeed
from providers.metrics import Point, summarise
from providers.model import Gap

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch.type_defs import MetricDataQueryTypeDef, MetricDataResultTypeDef

NEEDS = ("cloudwatch:GetMetricData",)
SOURCE = "CloudWatch GetMetricData"
# CloudWatch's most a call.
QUERIES = 500
PRICE = Decimal("0.01") / 1000
HOUR, DAY = 3600, 86400

STATISTICS = {"avg": "Average", "max": "Maximum", "min": "Minimum"}


@dataclass(frozen=True, slots=True)
class Series:
    """Where CloudWatch keeps a metric."""

    namespace: str
    metric: str
    dimension: str


# By subject and catalog field.
METRICS = {("vm", "cpu"): Series("AWS/EC2", "CPUUtilization", "InstanceId")}


def statistics(need: MetricNeed) -> tuple[str, ...]:
    """The aggregates to ask for. The mean always: how many days have data is told by it."""
    return tuple(name for name in STATISTICS if name == "avg" or name in need.aggs)


def batches(need: MetricNeed, ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """The resources, as many at a time as fit into a call."""
    size = QUERIES // len(statistics(need))
    return (ids[start : start + size] for start in range(0, len(ids), size))


def fetch(asker: Asker, need: MetricNeed, ids: Sequence[str]) -> pa.Table:
    """One batch, in METRIC_SCHEMA; what CloudWatch could not tell is noted on `asker`."""
    queries = {
        f"{statistic}{n}": (resource, statistic)
        for n, resource in enumerate(ids)
        for statistic in statistics(need)
    }
    found = _Found()
    for page in asker.pages(
        SOURCE,
        price=PRICE * len(queries),
        MetricDataQueries=[_query(need, key, *what) for key, what in queries.items()],
        StartTime=datetime.combine(need.span.start, time.min, UTC),
        EndTime=datetime.combine(need.span.end, time.min, UTC),
    ):
        found.messages.extend(message.get("Code", "") for message in page.get("Messages", []))
        for result in page["MetricDataResults"]:
            found.add(result)
    unknown = found.incomplete()
    asker.gaps.extend(_gaps(asker, found, {queries[key][0] for key in unknown if key in queries}))
    points = _points(queries, found, unknown)
    return summarise(points, hourly=need.hourly)


@dataclass(slots=True)
class _Found:
    """What all pages gave: values by query and time, and how each query ended."""

    values: dict[str, dict[datetime, float]] = field(default_factory=lambda: defaultdict(dict))
    status: dict[str, str] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)

    def add(self, result: "MetricDataResultTypeDef") -> None:
        key = result["Id"]
        self.status[key] = result.get("StatusCode", "Complete")
        self.values[key].update(zip(result["Timestamps"], result["Values"], strict=True))
        self.messages.extend(message.get("Code", "") for message in result.get("Messages", []))

    def incomplete(self) -> set[str]:
        """Queries whose last page did not complete them."""
        return {key for key, status in self.status.items() if status != "Complete"}


def _query(need: MetricNeed, key: str, resource: str, statistic: str) -> "MetricDataQueryTypeDef":
    series = METRICS[need.subject, need.metric]
    return {
        "Id": key,
        "MetricStat": {
            "Metric": {
                "Namespace": series.namespace,
                "MetricName": series.metric,
                "Dimensions": [{"Name": series.dimension, "Value": resource}],
            },
            "Period": HOUR if need.hourly else DAY,
            "Stat": STATISTICS[statistic],
        },
    }


def _points(
    queries: Mapping[str, tuple[str, str]], found: _Found, unknown: set[str]
) -> dict[str, list[Point]]:
    """The points of each resource, its statistics side by side."""
    steps: dict[str, dict[datetime, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for key, (resource, statistic) in queries.items():
        if key not in unknown:
            for at, value in found.values.get(key, {}).items():
                steps[resource][at][statistic] = value
    return {
        resource: [
            Point(at, values.get("avg"), values.get("max"), values.get("min"))
            for at, values in sorted(series.items())
        ]
        for resource, series in steps.items()
    }


def _gaps(asker: Asker, found: _Found, resources: set[str]) -> Iterator[Gap]:
    ended = {found.status[key] for key in found.incomplete()}
    if resources:
        why = f"{', '.join(sorted(ended))}: cloudwatch:GetMetricData for {len(resources)} of them"
        yield Gap(asker.place.where, why, "ask again in a minute; if it says Forbidden, grant it")
    # An account's monitoring links and the like: a message stands for something left out.
    for code in sorted({code for code in found.messages if code}):
        yield Gap(asker.place.where, f"{code}: cloudwatch:GetMetricData", "ask for less at a time")

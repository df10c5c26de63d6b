"""Metrics from CloudWatch; which of them a subject has is said in its own file.

GetMetricData takes 500 queries a call, and each aggregate of each VM is one. A query whose answer
is not complete gives no number at all: a mean of half of the points would look like a mean.

Price: $0.01 for 1,000 metrics requested. Each query is counted as one, on every page: what AWS
bills may be less, for it takes several statistics of a metric as one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from providers.aws.ask import Asker
from providers.base import MetricNeed
from providers.metrics import Steps, summed
from providers.model import Gap

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch.type_defs import MetricDataQueryTypeDef, MetricDataResultTypeDef

NEEDS = ("cloudwatch:GetMetricData", "cloudwatch:ListMetrics")
SOURCE, LISTED = "CloudWatch GetMetricData", "CloudWatch ListMetrics"
# CloudWatch's most a call, and points a page.
QUERIES = 500
POINTS = 100_800
PRICE = Decimal("0.01") / 1000
HOUR, DAY = 3600, 86400

STATISTICS = {"avg": "Average", "max": "Maximum", "min": "Minimum"}


def _same(identity: str) -> str:
    return identity


def last_part(identity: str) -> str:
    """The name at the end of an ARN.

    >>> last_part("arn:aws:rds:us-east-1:111111111111:db:orders")
    'orders'
    """
    return identity.replace("/", ":").rpartition(":")[2]


@dataclass(frozen=True, slots=True)
class Series:
    """Where CloudWatch keeps a metric, and what a number of it means.

    `dimension` is named by `value(id)`; `also` are dimensions that are the same for all. Numbers
    are multiplied by `scale` ("bytes to GiB"). `total`: it is counted (requests, bytes), so that a
    point is the sum of its step. `per_second`: such a sum as a rate. `sparse`: AWS writes no point
    where there was none of it, as its documentation of the metric says: then none is 0.

    `plus` is a second metric that is added to it (bytes in, to bytes out); a step that only one of
    them tells is unknown. `told` are further dimensions that name a fact of the resource: dimension
    → catalog field. `listed`: whoever writes it names dimensions in a way of their own, for which
    CloudWatch is asked. `of` tells which ids the series is of, where a subject has several kinds;
    `only` which facts they have, where ids do not tell: catalog field → value.
    `split` is a dimension that the metric is kept by in parts (a bucket's size, by class of
    storage): CloudWatch is asked which there are, and they are added up.
    """

    namespace: str
    metric: str
    dimension: str
    value: Callable[[str], str] = _same
    also: Mapping[str, str] = field(default_factory=dict)
    scale: float = 1.0
    total: bool = False
    per_second: bool = False
    sparse: bool = False
    plus: str = ""
    told: Mapping[str, str] = field(default_factory=dict)
    listed: bool = False
    of: Callable[[str], bool] = bool
    only: Mapping[str, str] = field(default_factory=dict)
    split: str = ""

    @property
    def metrics(self) -> Sequence[str]:
        """All metrics that it is the sum of."""
        return (self.metric, self.plus) if self.plus else (self.metric,)

    def statistics(self, need: MetricNeed) -> Mapping[str, str]:
        """The aggregates to ask for, as CloudWatch calls them.

        The mean always: how many days have data is told by it. Of what is counted the sum tells
        all: the highest of a window is its highest step.
        """
        if self.total or self.per_second:
            return {"avg": "Sum"}
        return {
            name: said for name, said in STATISTICS.items() if name == "avg" or name in need.aggs
        }


# What dimensions need of resources: id → field → value; of what is listed, dimension → value.
Facts = Mapping[str, Mapping[str, str]]


def told_apart(series: Series, rows: Sequence[Mapping[str, str]]) -> Facts:
    """The rows by id, without those of which too little is told, or the same as of others."""
    named = [tuple(row[name] for name in series.told.values()) for row in rows]
    # Whose metric is found by its facts alone is not to be told from others of the same facts.
    alone = series.dimension not in series.told
    return {
        row["id"]: row
        for row, facts in zip(rows, named, strict=True)
        if None not in row.values() and (alone or named.count(facts) == 1)
    }


@dataclass(frozen=True, slots=True)
class Ask:
    """One call's worth of a metric."""

    series: Series
    need: MetricNeed
    ids: Sequence[str]
    facts: Facts = field(default_factory=dict)

    def named(self, resource: str) -> Mapping[str, str]:
        """The dimensions of a resource's metric, by name."""
        series, known = self.series, self.facts.get(resource, {})
        if series.listed:
            return known
        told = {name: known[fact] for name, fact in series.told.items()}
        return {series.dimension: series.value(resource), **told, **series.also}

    @property
    def step(self) -> int:
        """Seconds of a point."""
        return HOUR if self.need.hourly else DAY

    @property
    def factor(self) -> float:
        """What a number is multiplied by."""
        return self.series.scale / (self.step if self.series.per_second else 1)


def batches(series: Series, need: MetricNeed, ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """The resources, as many at a time as fit into a call."""
    size = QUERIES // (len(series.statistics(need)) * len(series.metrics))
    return (ids[start : start + size] for start in range(0, len(ids), size))


def fetch_listed(asker: Asker, series: Series) -> Facts:
    """The dimensions under which CloudWatch has it, by the value of its `dimension`.

    Of several sets for one resource the shortest: it adds up what the longer ones tell apart.
    Raises CloudError.
    """
    found: dict[str, dict[str, str]] = {}
    for page in asker.pages(LISTED, Namespace=series.namespace, MetricName=series.metric):
        for one in page["Metrics"]:
            named = {each["Name"]: each["Value"] for each in one.get("Dimensions", [])}
            if resource := named.get(series.dimension):
                found[resource] = min(
                    (named, found.get(resource, named)), key=lambda known: (len(known), str(known))
                )
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """A metric that a resource's number is made of, alone or with others."""

    metric: str
    named: Mapping[str, str]


# What is asked: key → resource, aggregate, part.
Queries = Mapping[str, tuple[str, str, Part]]


def fetch(asker: Asker, ask: Ask) -> pa.Table:
    """One batch, in METRIC_SCHEMA; what CloudWatch could not tell is noted on `asker`."""
    need = ask.need
    parts = _split(asker, ask) if ask.series.split else _parts(ask)
    statistics = ask.series.statistics(need)
    queries = {
        f"{statistic}{n}{'plus' * of}": (resource, statistic, part)
        for n, resource in enumerate(ask.ids)
        for statistic in statistics
        for of, part in enumerate(parts.get(resource, ()))
    }
    found = _Found()
    for asked in _calls(queries):
        _ask_for(asker, ask, asked, found)
    unknown = found.incomplete()
    asker.gaps.extend(_gaps(asker, found, {queries[key][0] for key in unknown if key in queries}))
    series = _series(ask, queries, found, unknown)
    return summed(series, hourly=need.hourly, total=ask.series.total, weeks=need.weeks)


def _parts(ask: Ask) -> Mapping[str, Sequence[Part]]:
    return {one: [Part(metric, ask.named(one)) for metric in ask.series.metrics] for one in ask.ids}


def _split(asker: Asker, ask: Ask) -> Mapping[str, Sequence[Part]]:
    """The parts of each resource that CloudWatch has had points of in the last two weeks."""
    series, found = ask.series, defaultdict(list)
    by_name = {series.value(one): one for one in ask.ids}
    for page in asker.pages(LISTED, Namespace=series.namespace, MetricName=series.metric):
        for metric in page["Metrics"]:
            named = {one["Name"]: one["Value"] for one in metric.get("Dimensions", [])}
            resource = by_name.get(named.get(series.dimension, ""))
            if resource and named.keys() == {series.dimension, series.split}:
                found[resource].append(Part(series.metric, named))
    return found


def _calls(queries: Queries) -> Iterator[Queries]:
    every = list(queries.items())
    return (dict(every[n : n + QUERIES]) for n in range(0, len(every), QUERIES))


def _ask_for(asker: Asker, ask: Ask, queries: Queries, found: "_Found") -> None:
    span, stats = ask.need.span, ask.series.statistics(ask.need)
    for page in asker.pages(
        SOURCE,
        price=PRICE * len(queries),
        points=min(len(queries) * span.days * DAY // ask.step, POINTS),
        MetricDataQueries=[
            _query(ask, key, stats[statistic], part)
            for key, (_, statistic, part) in queries.items()
        ],
        StartTime=datetime.combine(span.start, time.min, UTC),
        EndTime=datetime.combine(span.end, time.min, UTC),
    ):
        found.messages.extend(message.get("Code", "") for message in page.get("Messages", []))
        for result in page["MetricDataResults"]:
            found.add(result)


@dataclass(slots=True)
class _Found:
    """What all pages gave: values by query and time, and how each query ended."""

    values: dict[str, dict[float, float]] = field(default_factory=lambda: defaultdict(dict))
    status: dict[str, str] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)

    def add(self, result: "MetricDataResultTypeDef") -> None:
        key = result["Id"]
        self.status[key] = result.get("StatusCode", "Complete")
        self.values[key].update(zip(_seconds(result["Timestamps"]), result["Values"], strict=True))
        if told := result.get("Messages"):
            self.messages.extend(message.get("Code", "") for message in told)

    def incomplete(self) -> set[str]:
        """Queries whose last page did not complete them."""
        return {key for key, status in self.status.items() if status != "Complete"}


def _seconds(times: Sequence[Any]) -> Sequence[float]:
    """Times as seconds since 1970, which they are unless botocore has parsed the page."""
    parsed = bool(times) and isinstance(times[0], datetime)
    return [at.timestamp() for at in times] if parsed else times


def _query(ask: Ask, key: str, stat: str, part: Part) -> "MetricDataQueryTypeDef":
    return {
        "Id": key,
        "MetricStat": {
            "Metric": {
                "Namespace": ask.series.namespace,
                "MetricName": part.metric,
                "Dimensions": [
                    {"Name": name, "Value": value} for name, value in part.named.items()
                ],
            },
            "Period": ask.step,
            "Stat": stat,
        },
    }


def _series(
    ask: Ask, queries: Queries, found: _Found, unknown: set[str]
) -> Iterator[tuple[str, Steps]]:
    """The steps of each resource, its statistics side by side."""
    lacking = {queries[key][0] for key in unknown if key in queries}
    values: dict[str, dict[str, dict[float, float]]] = defaultdict(dict)
    added = _together if ask.series.split else _added
    for key, (resource, statistic, _) in queries.items():
        if resource not in lacking:
            steps = _filled(ask, found.values.get(key, {}))
            first = values[resource].get(statistic)
            values[resource][statistic] = steps if first is None else added(first, steps)
    counted, factor = ask.series.total or ask.series.per_second, ask.factor
    for resource, told in values.items():
        means = told.get("avg", {})
        most = means if counted else told.get("max", {})
        least = means if counted else told.get("min", {})
        avg, highest, lowest = (_scaled(each, factor) for each in (means, most, least))
        yield resource, Steps(tuple(means), avg, highest, lowest)


def _added(first: Mapping[float, float], second: Mapping[float, float]) -> dict[float, float]:
    return {at: value + second[at] for at, value in first.items() if at in second}


def _together(first: Mapping[float, float], second: Mapping[float, float]) -> dict[float, float]:
    """What either tells: of a class of storage that is not used, there are no points."""
    every = sorted({*first, *second})
    return {at: first.get(at, 0.0) + second.get(at, 0.0) for at in every}


def _scaled(told: Mapping[float, float], factor: float) -> Sequence[float]:
    if factor == 1 or not told:
        return tuple(told.values())
    return [value * factor for value in told.values()]


def _filled(ask: Ask, told: dict[float, float]) -> dict[float, float]:
    """A value for every step of the window, where AWS leaves out those of which there was none."""
    if not ask.series.sparse:
        return told
    start, end = (
        int(datetime.combine(day, time.min, UTC).timestamp())
        for day in (ask.need.span.start, ask.need.span.end)
    )
    return {at: told.get(at, 0.0) for at in range(start, end, ask.step)}


def _gaps(asker: Asker, found: _Found, resources: set[str]) -> Iterator[Gap]:
    ended = {found.status[key] for key in found.incomplete()}
    if resources:
        why = f"{', '.join(sorted(ended))}: cloudwatch:GetMetricData for {len(resources)} of them"
        yield Gap(asker.place.where, why, "ask again in a minute; if it says Forbidden, grant it")
    # An account's monitoring links and the like: a message stands for something left out.
    for code in sorted({code for code in found.messages if code}):
        yield Gap(asker.place.where, f"{code}: cloudwatch:GetMetricData", "ask for less at a time")

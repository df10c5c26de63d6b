"""Metrics from Azure Monitor; which of them a subject has is said in its own file.

One request gives a metric of all resources of a region of a subscription. Where that is refused, or
is not offered, each is asked for by itself. It costs nothing.

Traps: Azure cuts a long window down to its last month without an error, so a window is asked for in
parts, and the answer's own timespan is checked. A point without data holds only its time: unknown,
not zero. A resource's id comes back in any case, as the dimension Microsoft.ResourceId.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

import pyarrow as pa

from providers.azure.arm import Kind, Reader
from providers.azure.payload import Item, items, moment, number, text
from providers.base import MetricNeed
from providers.errors import Odd
from providers.gather import Job, gather
from providers.metrics import Point, summarise
from providers.model import Call, Fetched, Source

NEEDS = ("Microsoft.Insights/metrics/read",)


def as_json(response: Any, *_: object) -> Item:
    """What an operation gives when it is asked with `cls=as_json`: the JSON of the answer."""
    body: Item = response.http_response.json()
    return body


ALL = Kind(
    "Microsoft.Insights/metrics",
    lambda azure: partial(azure.monitor.metrics.list_at_subscription_scope, cls=as_json),
)
ONE = Kind(ALL.name, lambda azure: partial(azure.monitor.metrics.list, cls=as_json))
SOURCE = "Azure Monitor metrics"
AGGREGATIONS = {"avg": "Average", "max": "Maximum", "min": "Minimum"}
# Azure was seen to cut at a month (31 days); 30 is safe in any month but February, where nothing is
# lost silently either: the answer says what it covers.
DAYS_AT_ONCE = 30
# Azure's own default is ten series; an answer of as many as this may be cut off.
MOST_SERIES = 1_000
# No such operation here, or not for us; what else is wrong is told by asking for one resource.
NOT_FOR_ALL = frozenset({400, 403, 404, 405, 501})
GONE = frozenset({404})

Points = dict[str, list[Point]]


@dataclass(frozen=True, slots=True)
class Series:
    """Where Azure Monitor keeps a metric, and what a number of it means.

    Numbers are multiplied by `scale` ("bytes to GiB"). `total`: it is counted (requests, bytes), so
    that a point is the sum of its step.
    """

    namespace: str
    metric: str
    scale: float = 1.0
    total: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading of one metric in one region of a subscription; `made` are its calls so far."""

    reader: Reader
    need: MetricNeed
    series: Series
    made: list[Call] = field(default_factory=list)

    def fetch(self, ids: Sequence[str]) -> Fetched[pa.Table]:
        """The resources' rows, in METRIC_SCHEMA; `ids` in lower case. Raises CloudError."""
        points = self._all()
        single: Fetched[tuple[str, list[Point]]] = Fetched()
        if points is None or len(points) >= MOST_SERIES:
            points = points or {}
            single = self._singly([one for one in ids if one not in points])
            points.update(single.items)
        wanted = {one: points[one] for one in ids if one in points}
        table = summarise(wanted, hourly=self.need.hourly, total=self.series.total)
        source = Source(SOURCE, datetime.now(UTC), calls=len(self.made))
        return Fetched((table,), single.gaps, (source,))

    def _all(self) -> Points | None:
        """The points of all resources of the region; None where it is not to be had so."""
        found: Points = {}
        for start, end in parts(self.need):
            answer = self.reader.fetch_one(
                ALL,
                self.made,
                NOT_FOR_ALL,
                region=self.reader.region,
                metricnamespace=self.series.namespace,
                filter="Microsoft.ResourceId eq '*'",
                top=MOST_SERIES,
                **self._asked(start, end),
            )
            if answer is None:
                return None
            for one in self._told(answer, start):
                found.setdefault(resource(one), []).extend(self._points(one))
        return found

    def _singly(self, ids: Sequence[str]) -> Fetched[tuple[str, list[Point]]]:
        """Each by itself. If the first is refused, so are the others: they are not tried."""
        if not ids:
            return Fetched()
        first = self._one(ids[0])
        jobs = [Job(self.reader.where, partial(self._one, one)) for one in ids[1:]]
        return first + gather("azure metrics", jobs, self.reader.unhurried)

    def _one(self, identity: str) -> Fetched[tuple[str, list[Point]]]:
        # The SDK puts the slash before it, and quotes nothing.
        uri = quote(identity.removeprefix("/"), safe="/")
        found: list[Point] = []
        for start, end in parts(self.need):
            asked = self._asked(start, end)
            answer = self.reader.fetch_one(ONE, self.made, GONE, resource_uri=uri, **asked)
            for one in self._told(answer, start) if answer else ():
                found += self._points(one)
        return Fetched(((identity, found),))

    def _asked(self, start: date, end: date) -> Mapping[str, str]:
        wanted = [title for name, title in AGGREGATIONS.items() if self._wants(name)]
        if self.series.total:
            wanted = ["Total"]
        return {
            "metricnames": self.series.metric,
            "timespan": f"{start}T00:00:00Z/{end}T00:00:00Z",
            "interval": "PT1H" if self.need.hourly else "P1D",
            "aggregation": ",".join(wanted),
        }

    def _wants(self, name: str) -> bool:
        # The mean always: how many days have data is told by it.
        return name == "avg" or name in self.need.aggs

    def _told(self, answer: Item, start: date) -> Iterator[Item]:
        covered = moment({"start": (text(answer, "timespan") or "").partition("/")[0]}, "start")
        if covered is None or covered.date() > start:
            raise self._odd(f"ShortenedWindow: from {start} was asked, from {covered} answered")
        for metric in items(answer, "value"):
            if (ended := text(metric, "errorCode")) not in (None, "Success"):
                raise self._odd(f"{ended}: {ALL.action}")
            yield from items(metric, "timeseries")

    def _points(self, told: Item) -> Iterator[Point]:
        for item in items(told, "data"):
            if at := moment(item, "timeStamp"):
                yield self._point(at, item)

    def _point(self, at: datetime, item: Item) -> Point:
        names = ("total",) * 3 if self.series.total else ("average", "maximum", "minimum")
        told = (number(item, name) for name in names)
        return Point(at, *(None if one is None else one * self.series.scale for one in told))

    def _odd(self, why: str) -> Odd:
        return Odd(
            self.reader.where, why, "ask for fewer or later days; Azure keeps metrics 93 days"
        )


def parts(need: MetricNeed) -> Iterator[tuple[date, date]]:
    """The window in half-open parts that Azure answers whole."""
    start = need.span.start
    while start < need.span.end:
        end = min(need.span.end, start + timedelta(days=DAYS_AT_ONCE))
        yield start, end
        start = end


def resource(series: Item) -> str:
    """The resource that a time series is of, in lower case; empty where it is of none."""
    for dimension in items(series, "metadatavalues"):
        if (text(dimension, "name.value") or "").lower() == "microsoft.resourceid":
            return (text(dimension, "value") or "").lower()
    return ""


def by_place(ids: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], list[str]]:
    """Resource ids, in lower case, by subscription and region."""
    found: dict[tuple[str, str], list[str]] = {}
    for account, region, identity in ids:
        found.setdefault((account.lower(), region), []).append(identity.lower())
    return found

"""Metrics from Azure Monitor; which of them a subject has is said in its own file.

Three ways, by what takes the fewest calls; none of them costs money:

    region     all resources of a region of a subscription in one request; a thousand at most
    batches    fifty resources a request, from a host of their region's own
    singly     where neither is offered to us, each resource by itself

Traps: Azure cuts a long window down to its last month without an error, so a window is asked for in
parts, and the answer's own timespan is checked. A point without data holds only its time: unknown,
not zero. A resource's id comes back in any case, as the dimension Microsoft.ResourceId.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from typing import Any
from urllib.parse import quote

import pyarrow as pa

from providers.azure.arm import Kind, Reader
from providers.azure.payload import Item, items, kind_of, moment, text, value
from providers.base import MetricNeed
from providers.errors import Denied, Odd, TimedOut, Unreachable
from providers.gather import Job, gather
from providers.metrics import Steps, summed
from providers.model import Call, Fetched, Gap, Source

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
BATCH = Kind(ALL.name, lambda azure: azure.batch)
SOURCE = "Azure Monitor metrics"
AGGREGATIONS = {"avg": "Average", "max": "Maximum", "min": "Minimum"}
# Azure was seen to cut at a month (31 days); 30 is safe in any month but February, where nothing is
# lost silently either: the answer says what it covers.
DAYS_AT_ONCE = 30
# Azure's own default is ten series; an answer of as many as this may be cut off.
MOST_SERIES = 1_000
# The most that Azure takes.
BATCH_SIZE = 50
# No such operation here, or not for us; what else is wrong is told by asking in another way.
NOT_FOR_ALL = frozenset({400, 403, 404, 405, 501})
GONE = frozenset({404})
# One of a batch may be gone; what else is wrong with it is told by asking for each.
NOT_TOGETHER = frozenset({400, 404, 405, 501})

# The points of resources by id in lower case, as numbers: Azure's JSON takes ten times as much.
Points = dict[str, Steps]


@dataclass(frozen=True, slots=True)
class Series:
    """Where Azure Monitor keeps a metric, and what a number of it means.

    Numbers are multiplied by `scale` ("bytes to GiB"). `total`: it is counted (requests, bytes), so
    that a point is the sum of its step. `rest`: it is what is left of a hundred percent. `plus` is
    a second metric that is added to it; a step that only one of them tells is unknown, and the
    highest of such a sum is its highest step.
    """

    namespace: str
    metric: str
    scale: float = 1.0
    total: bool = False
    rest: bool = False
    plus: str = ""

    def is_of(self, identity: str) -> bool:
        """Whether a resource, by its id in lower case, is of the type that has it."""
        return kind_of(identity) == self.namespace.lower()


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading of one metric in one region of a subscription; `made` are its calls so far."""

    reader: Reader
    need: MetricNeed
    series: Series
    made: list[Call] = field(default_factory=list)

    def fetch(self, ids: Sequence[str]) -> Fetched[pa.Table]:
        """The resources' rows, in METRIC_SCHEMA; `ids` in lower case. Raises CloudError."""
        points, gaps = self._points(ids)
        if self.series.plus:
            second = replace(self, series=replace(self.series, metric=self.series.plus, plus=""))
            others, more = second._points(ids)  # noqa: SLF001 - another of ourselves
            points = {one: _sum(points[one], others[one]) for one in points.keys() & others.keys()}
            gaps += more
        wanted = ((one, points[one]) for one in ids if one in points)
        need, total = self.need, self.series.total
        table = summed(wanted, hourly=need.hourly, total=total, weeks=need.weeks)
        source = Source(SOURCE, datetime.now(UTC), calls=len(self.made))
        return Fetched((table,), tuple(dict.fromkeys(gaps)), (source,))

    def _points(self, ids: Sequence[str]) -> tuple[Points, tuple[Gap, ...]]:
        points, rest = self._by_region(ids)
        got = self._by_batches(rest)
        points.update(got.items)
        return points, got.gaps

    def _by_region(self, ids: Sequence[str]) -> tuple[Points, Sequence[str]]:
        """What one request tells (it may save twenty batches), and the ids it tells nothing of."""
        if (found := self._all()) is None:
            return {}, ids
        if len(found) < MOST_SERIES:
            return found, ()
        return found, [one for one in ids if one not in found]

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
                timespan=f"{_written(start)}/{_written(end)}",
                **self._asked(),
            )
            if answer is None:
                return None
            covered = (text(answer, "timespan") or "").partition("/")[0]
            for one in self._told(answer, covered, start):
                self._add(found, resource(one), one)
        return found

    def _by_batches(self, ids: Sequence[str]) -> Fetched[tuple[str, Steps]]:
        """In batches; where these are refused, each by itself."""
        every = [ids[n : n + BATCH_SIZE] for n in range(0, len(ids), BATCH_SIZE)]
        if not every:
            return Fetched()
        try:
            first = self._batch(every[0])
        except (Denied, Unreachable, TimedOut):
            # That host may be shut to us while the other is not, which tells what is wrong.
            return self._singly(ids)
        jobs = [Job(self.reader.where, partial(self._batch, one)) for one in every[1:]]
        return first + gather("azure metrics", jobs, self.reader.unhurried)

    def _singly(self, ids: Sequence[str]) -> Fetched[tuple[str, Steps]]:
        """Each by itself. If the first is refused, so are the others: they are not tried."""
        first = self._one(ids[0])
        jobs = [Job(self.reader.where, partial(self._one, one)) for one in ids[1:]]
        return first + gather("azure metrics", jobs, self.reader.unhurried)

    def _batch(self, ids: Sequence[str]) -> Fetched[tuple[str, Steps]]:
        found: Points = {}
        for start, end in parts(self.need):
            asked = {
                "starttime": _written(start),
                "endtime": _written(end),
                "metricnamespace": self.series.namespace,
                **self._asked(),
            }
            answer = self.reader.fetch_one(
                BATCH, self.made, NOT_TOGETHER, region=self.reader.region, ids=ids, asked=asked
            )
            if answer is None:
                return self._singly(ids)
            for one in items(answer, "values"):
                for told in self._told(one, text(one, "starttime"), start):
                    self._add(found, (text(one, "resourceid") or "").lower(), told)
        return Fetched(tuple(found.items()))

    def _one(self, identity: str) -> Fetched[tuple[str, Steps]]:
        # The SDK puts the slash before it, and quotes nothing.
        uri = quote(identity.removeprefix("/"), safe="/")
        found: Points = {}
        for start, end in parts(self.need):
            span = f"{_written(start)}/{_written(end)}"
            answer = self.reader.fetch_one(
                ONE, self.made, GONE, resource_uri=uri, timespan=span, **self._asked()
            )
            covered = (text(answer, "timespan") or "").partition("/")[0]
            for one in self._told(answer, covered, start) if answer else ():
                self._add(found, identity, one)
        return Fetched(tuple(found.items()))

    def _asked(self) -> Mapping[str, str]:
        titles = self._titles
        wanted = [titles[name] for name in AGGREGATIONS if self._wants(name)]
        if self.series.total:
            wanted = ["Total"]
        return {
            "metricnames": self.series.metric,
            "interval": "PT1H" if self.need.hourly else "P1D",
            "aggregation": ",".join(wanted),
        }

    @property
    def _titles(self) -> Mapping[str, str]:
        """What Azure calls each aggregate: where the most is left, the least is used."""
        return (
            {**AGGREGATIONS, "max": "Minimum", "min": "Maximum"}
            if self.series.rest
            else (AGGREGATIONS)
        )

    def _wants(self, name: str) -> bool:
        # The mean always: how many days have data is told by it.
        return name == "avg" or name in self.need.aggs

    def _told(self, answer: Item, covered: str | None, start: date) -> Iterator[Item]:
        since = moment({"since": covered}, "since")
        if since is None or since.date() > start:
            raise self._odd(f"ShortenedWindow: from {start} was asked, from {since} answered")
        for metric in items(answer, "value"):
            if (ended := text(metric, "errorCode")) not in (None, "Success"):
                raise self._odd(f"{ended}: {ALL.action}")
            yield from items(metric, "timeseries")

    def _add(self, found: Points, identity: str, told: Item) -> None:
        """Add a time series to what was found of the resource in earlier parts of the window."""
        steps, known = self._steps(_data(told)), found.get(identity)
        found[identity] = _both(known, steps) if known else steps

    def _steps(self, points: Iterable[object]) -> Steps:
        told = [
            (at, point)
            for point in points
            if isinstance(point, dict) and (at := _seconds(str(point.get("timeStamp")))) is not None
        ]

        def values(name: str) -> list[float | None]:
            scale, title = self.series.scale, self._titles[name].lower()
            found = (point.get("total" if self.series.total else title) for _, point in told)
            scaled = [v * scale if isinstance(v, int | float) else None for v in found]
            return [_rest(v) for v in scaled] if self.series.rest else scaled

        highest = values("max") if self._wants("max") else ()
        lowest = values("min") if self._wants("min") else ()
        return Steps([at for at, _ in told], values("avg"), highest, lowest)

    def _odd(self, why: str) -> Odd:
        return Odd(
            self.reader.where, why, "ask for fewer or later days; Azure keeps metrics 93 days"
        )


def _written(day: date) -> str:
    return f"{day}T00:00:00Z"


def _both(one: Steps, other: Steps) -> Steps:
    return Steps(
        [*one.at, *other.at],
        [*one.avg, *other.avg],
        [*one.max, *other.max],
        [*one.min, *other.min],
    )


def _sum(one: Steps, other: Steps) -> Steps:
    """Step by step, where both are told."""
    known = dict(zip(other.at, other.avg, strict=True))
    pairs = [(at, value, known.get(at)) for at, value in zip(one.at, one.avg, strict=True)]
    sums = [None if None in (a, b) else a + b for _, a, b in pairs]  # type: ignore[operator]
    return Steps([at for at, _, _ in pairs], sums, sums, sums)


def _rest(value: float | None) -> float | None:
    return None if value is None else 100 - value


def _data(series: Item) -> list[object]:
    found = value(series, "data")
    return found if isinstance(found, list) else []


# The points of a thousand series have the same few hundred times.
@lru_cache(maxsize=10_000)
def _seconds(said: str) -> float | None:
    at = moment({"at": said}, "at")
    return at.timestamp() if at else None


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

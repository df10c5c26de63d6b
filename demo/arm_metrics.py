"""Metric answers as Azure Monitor gives them: raw points brought to the interval that was asked.

Units are the metric's own ("Percentage CPU": 0 to 100). The window is half-open. Every step of it
is in the answer; one without data holds only its `timeStamp`, as Azure writes it: missing, not
zero. A resource without any point has no time series where the question was about all of them.

A step's average is the mean of its raw averages, its maximum the highest raw maximum, its minimum
the lowest raw average: the estate keeps no other.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

Item = Mapping[str, object]
Points = Sequence[tuple[datetime, float | None, float | None]]
Read = Callable[[str, str, datetime, datetime], Points]
MOST_IN_BATCH = 50
# Azure cuts a longer window down to its end, and says so only in the answer's timespan.
LONGEST = timedelta(days=31)
_INTERVAL = re.compile(r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?)?")
_RESOURCE_IS = re.compile(r"Microsoft\.ResourceId\s+eq\s+'([^']*)'", re.IGNORECASE)


class Refusal(Exception):
    """What Azure answers in place of data."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        headers: Mapping[str, str] | None = None,
        details: Sequence[Item] = (),
    ) -> None:
        """Keep what the answer is made of."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}
        self.details = details


@dataclass(frozen=True, slots=True)
class Ask:
    """What a metrics request asks for: `[start, end)` in steps, some metrics, some aggregations."""

    start: datetime
    end: datetime
    step: timedelta
    interval: str
    names: tuple[str, ...]
    aggregations: frozenset[str]

    @property
    def timespan(self) -> str:
        """The window, as Azure writes it."""
        return f"{_time(self.start)}/{_time(self.end)}"


def of_resource(item: Item, asked: Mapping[str, str], read: Read) -> Item:
    """The answer for one resource: one time series a metric, even if all of it is missing."""
    ask = _ask(asked)
    return {
        "cost": 0,
        "timespan": ask.timespan,
        "interval": ask.interval,
        "value": [
            _metric(str(item["id"]), name, [_series(item, name, ask, read)]) for name in ask.names
        ],
        "namespace": item.get("type"),
        "resourceregion": item.get("location"),
    }


def of_region(items: Iterable[Item], asked: Mapping[str, str], read: Read) -> Item:
    """The answer for all resources of a region that the filter names."""
    ask = _ask(asked)
    region = _code(asked.get("region", ""))
    wanted = {found.lower() for found in _RESOURCE_IS.findall(asked.get("$filter", ""))}
    if not region or not wanted:
        # Azure would add all of them up; nobody here asks for that, and a wrong sum is worse.
        raise Refusal(400, "BadRequest", "region and $filter=Microsoft.ResourceId eq … are needed.")
    found = [
        item
        for item in items
        if _code(str(item.get("location", ""))) == region
        and ("*" in wanted or str(item["id"]).lower() in wanted)
    ]
    return {
        "cost": 0,
        "timespan": ask.timespan,
        "interval": ask.interval,
        "value": [_of_all(found, name, ask, read, asked) for name in ask.names],
        "namespace": asked.get("metricnamespace"),
        "resourceregion": region,
    }


def of_batch(items: Iterable[Item], asked: Mapping[str, str], read: Read) -> Item:
    """The answer of `metrics:getBatch`: one part a resource."""
    window = f"{asked.get('starttime', '')}/{asked.get('endtime', '')}"
    ask = _ask({"timespan": window, **asked})
    values = []
    for item in items:
        whole = dict(of_resource(item, {"timespan": window, **asked}, read))
        del whole["timespan"]
        times = {"starttime": _time(ask.start), "endtime": _time(ask.end)}
        values.append({**whole, **times, "resourceid": item["id"]})
    return {"values": values}


def _ask(asked: Mapping[str, str]) -> Ask:
    start, _, end = asked.get("timespan", "").partition("/")
    interval = asked.get("interval", "PT1M")
    try:
        window = (_instant(start), _instant(end))
    except ValueError as error:
        raise Refusal(400, "BadRequest", f"The timespan is not start/end: {error}.") from error
    if window[1] <= window[0]:
        raise Refusal(400, "BadRequest", "The timespan ends before it starts.")
    window = (max(window[0], window[1] - LONGEST), window[1])
    step = window[1] - window[0] if interval == "FULL" else _step(interval)
    names = tuple(filter(None, (name.strip() for name in asked.get("metricnames", "").split(","))))
    if not names:
        raise Refusal(400, "BadRequest", "metricnames are needed.")
    kinds = {kind.strip().lower() for kind in asked.get("aggregation", "average").split(",")}
    return Ask(*window, step, interval, names, frozenset(kinds))


def _step(interval: str) -> timedelta:
    found = _INTERVAL.fullmatch(interval)
    parts = {key: int(value) for key, value in found.groupdict().items() if value} if found else {}
    if not any(parts.values()):
        raise Refusal(400, "BadRequest", f"Detected invalid time grain input: {interval}.")
    return timedelta(**parts)


def _of_all(
    items: Iterable[Item], name: str, ask: Ask, read: Read, asked: Mapping[str, str]
) -> Item:
    series = []
    for item in items:
        one = _series(item, name, ask, read)
        if any(len(point) > 1 for point in one):
            series.append({"metadatavalues": [_dimension(str(item["id"]))], "data": one})
    scope = f"subscriptions/{asked.get('subscription', '')}"
    return {**_metric(scope, name, []), "timeseries": series}


def _dimension(identity: str) -> Item:
    name = {"value": "Microsoft.ResourceId", "localizedValue": "Microsoft.ResourceId"}
    return {"name": name, "value": identity}


def _metric(scope: str, name: str, series: Iterable[Sequence[Item]]) -> Item:
    return {
        "id": f"{scope}/providers/Microsoft.Insights/metrics/{name}",
        "type": "Microsoft.Insights/metrics",
        "name": {"value": name, "localizedValue": name},
        "unit": "Percent" if "percent" in name.lower() else "Count",
        "timeseries": [{"metadatavalues": [], "data": one} for one in series],
        "errorCode": "Success",
    }


def _series(item: Item, name: str, ask: Ask, read: Read) -> list[dict[str, object]]:
    bins: dict[int, list[tuple[float, float | None]]] = {}
    for at, average, highest in read(str(item["id"]).lower(), name, ask.start, ask.end):
        if average is not None and ask.start <= at < ask.end:
            bins.setdefault((at - ask.start) // ask.step, []).append((average, highest))
    steps = -((ask.start - ask.end) // ask.step)
    return [
        {"timeStamp": _time(ask.start + step * ask.step), **_point(bins.get(step, ()), ask)}
        for step in range(steps)
    ]


def _point(raw: Sequence[tuple[float, float | None]], ask: Ask) -> dict[str, float]:
    if not raw:
        return {}
    averages = [average for average, _ in raw]
    known = {
        "average": sum(averages) / len(averages),
        "maximum": max(highest if highest is not None else average for average, highest in raw),
        "minimum": min(averages),
        "total": sum(averages),
        "count": float(len(raw)),
    }
    return {kind: value for kind, value in known.items() if kind in ask.aggregations}


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text.strip())
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _code(region: str) -> str:
    return region.replace(" ", "").lower()

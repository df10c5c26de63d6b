"""Points of a metric, as a cloud gives them, summed up to one row a resource: METRIC_SCHEMA.

Shared by the clouds, so that average, maximum and percentile mean the same on both. What must hold:

- A missing value is None, never 0: a cloud leaves a point out, or gives one that holds only a time.
- `avg` is the mean of the points' means, each point with the same weight; `max` and `min` are over
  the points' own highest and lowest values.
- `p95` is taken over hourly means, and only there: over daily means it would hide every peak.
- `sum` adds the points up, and is there only for what is counted (`total`): requests, bytes. Of
  these a point is the total of its step, and `avg`, `max` and `min` are over such totals.
- `idle_hours` and `busy_hours` are of a week, over so many whole `weeks`: see `providers.week`.
- `days` counts the UTC days with at least one mean; whether that is enough is decided above.
- A resource without any value has no row.
"""

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from providers.cache import Cache, Kept, Key
from providers.model import Fetched, merged
from providers.schema import METRIC_SCHEMA
from providers.week import week

PERCENTILE = 0.95
# Seconds.
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Point:
    """One step of a series: it starts at `at` (aware). None where the cloud gave no value."""

    at: datetime
    avg: float | None = None
    max: float | None = None
    min: float | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    """A series as plain numbers, for many of them: no object a point.

    `avg` are the values of the steps that start at `at`, in seconds since 1970; `max` and `min` are
    those of any steps.
    """

    at: Sequence[float]
    avg: Sequence[float | None]
    max: Sequence[float | None] = ()
    min: Sequence[float | None] = ()


def summarise(
    points: Mapping[str, Iterable[Point]], *, hourly: bool = False, total: bool = False
) -> pa.Table:
    """One row a resource, in the order given; `points` by resource id, hourly means if `hourly`.

    `total`: each point's `avg` is the total of its step.
    """
    series = ((resource, _steps(tuple(each))) for resource, each in points.items())
    return summed(series, hourly=hourly, total=total)


def summed(
    series: Iterable[tuple[str, Steps]],
    *,
    hourly: bool = False,
    total: bool = False,
    weeks: int = 0,
) -> pa.Table:
    """The same of plain numbers; `weeks`: of so many whole ones the hours of a week are told."""
    rows = (
        _row(resource, steps, hourly=hourly, total=total, weeks=weeks) for resource, steps in series
    )
    columns = list(zip(*(row for row in rows if row), strict=True))
    if not columns:
        return METRIC_SCHEMA.empty_table()
    return pa.table(
        [pa.array(column, kind) for column, kind in zip(columns, METRIC_SCHEMA.types, strict=True)],
        schema=METRIC_SCHEMA,
    )


def _steps(points: Sequence[Point]) -> Steps:
    return Steps(
        [point.at.timestamp() for point in points],
        [point.avg for point in points],
        [point.max for point in points],
        [point.min for point in points],
    )


def _row(
    resource: str, steps: Steps, *, hourly: bool, total: bool, weeks: int
) -> tuple[str | float | int | None, ...] | None:
    """One row, in the order of METRIC_SCHEMA."""
    means, highest, lowest = _values(steps.avg), _values(steps.max), _values(steps.min)
    if not (means or highest or lowest):
        return None
    whole = len(means) == len(steps.avg)
    told = steps.at if whole else [at for at, v in zip(steps.at, steps.avg, strict=True) if _is(v)]
    of_week = week(steps.at, steps.avg, weeks) if hourly else None
    return (
        resource,
        _mean(means),
        max(highest, default=None),
        min(lowest, default=None),
        percentile(means, PERCENTILE) if hourly and means else None,
        math.fsum(means) if total and means else None,
        of_week.idle_hours if of_week else None,
        of_week.busy if of_week else None,
        len({at // DAY for at in told}),
    )


def _is(value: float | None) -> bool:
    """Whether there is a value; a cloud's NaN is none either."""
    return value is not None and math.isfinite(value)


def _values(values: Sequence[float | None]) -> Sequence[float]:
    """The values that are there; see `_is`, which is not called here for its cost."""
    if None not in values and math.isfinite(sum(values)):  # type: ignore[arg-type]
        return values  # type: ignore[return-value]
    return list(filter(math.isfinite, (value for value in values if value is not None)))


def _mean(values: Sequence[float]) -> float | None:
    if not values:
        return None
    # Rounding may put the mean a hair outside of what it is a mean of.
    return min(max(math.fsum(values) / len(values), min(values)), max(values))


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie, interpolated linearly.

    >>> percentile([10, 20, 30, 40], 0.5)
    25.0
    """
    ranked = sorted(values)
    place = share * (len(ranked) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ranked) - 1)
    part = place - low
    return ranked[low] * (1 - part) + ranked[high] * part


def remembered(
    cache: Cache,
    key: Key,
    max_age: timedelta,
    ids: Sequence[str],
    fetch: Callable[[Sequence[str]], Fetched[pa.Table]],
) -> Fetched[pa.Table]:
    """The rows of `ids`, fetching only those that `key` does not hold yet: metrics cost money.

    `key` names place, metric and window. That a resource has no data is remembered as well, as a
    row of nulls that never leaves this function. What came with a gap is not remembered.
    """
    with cache.alone(key):
        kept = cache.load_tables(key, METRIC_SCHEMA, max_age)
        known: Fetched[pa.Table] = kept.fetched if kept else Fetched()
        held = pa.concat_tables([METRIC_SCHEMA.empty_table(), *known.items])
        missing = sorted(set(ids) - set(held["id"].to_pylist()))
        if not missing:
            return Fetched((_of(held, ids),), (), known.sources)
        began = time.time()
        got = fetch(missing)
        sources = merged(known.sources + got.sources)
        whole = pa.concat_tables([held, *got.items])
        if not got.gaps:
            # The age of the whole is that of its oldest part.
            fetched = Fetched((_with_blanks(whole, missing),), (), sources)
            keeping = Kept(kept.read_at if kept else began, fetched)
            cache.keep_tables(key, METRIC_SCHEMA, keeping)
            sources = cache.resting(key, keeping, max_age).sources
    return Fetched((_of(whole, ids),), got.gaps, sources)


def remembered_known(
    cache: Cache, key: Key, max_age: timedelta, ids: Sequence[str]
) -> Fetched[pa.Table] | None:
    """The same where `key` holds all of `ids`, else None: without network and without waiting."""
    known = cache.tables_known(key, METRIC_SCHEMA, max_age)
    if known is None:
        return None
    held = pa.concat_tables([METRIC_SCHEMA.empty_table(), *known.items])
    if set(ids) - set(held["id"].to_pylist()):
        return None
    return Fetched((_of(held, ids),), (), known.sources)


def _with_blanks(table: pa.Table, asked: Sequence[str]) -> pa.Table:
    """With a row of nulls for each resource that was asked for and has no data."""
    none = sorted(set(asked) - set(table["id"].to_pylist()))
    blank = pa.Table.from_pylist([{"id": n, "days": 0} for n in none], schema=METRIC_SCHEMA)
    return pa.concat_tables([table, blank])


def _of(table: pa.Table, ids: Sequence[str]) -> pa.Table:
    """The rows of these resources that hold a value."""
    value = pc.coalesce(table["avg"], table["max"], table["min"])
    asked = pc.is_in(table["id"], value_set=pa.array(sorted(set(ids)), pa.string()))
    return table.filter(pc.and_(asked, pc.is_valid(value)))

"""Points summed up: unknown is not zero, and every number lies within its points."""

import math
import statistics
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.cache import Cache
from providers.metrics import Point, percentile, remembered, remembered_known, summarise
from providers.model import Fetched, Gap
from providers.schema import METRIC_SCHEMA

START = datetime(2026, 11, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
AGE = timedelta(minutes=5)

percent = st.floats(0, 100)
maybe = st.none() | percent
points = st.builds(
    Point, st.integers(0, 24 * 20).map(lambda n: START + n * HOUR), maybe, maybe, maybe
)


def only(table: pa.Table) -> dict[str, Any]:
    (row,) = table.to_pylist()
    return dict(row)


def test_one_row_a_resource() -> None:
    series = [Point(START, 10, 30), Point(START + timedelta(days=1), 20, 90)]
    assert only(summarise({"i-1": series})) == {
        "id": "i-1", "avg": 15.0, "max": 90.0, "min": None, "p95": None, "sum": None, "days": 2,
        "idle_hours": None, "busy_hours": None,
    }  # fmt: skip


def test_missing_points_are_unknown_and_not_zero() -> None:
    series = [Point(START, 10, 30), Point(START + timedelta(days=1))]
    row = only(summarise({"i-1": series}))
    assert (row["avg"], row["days"]) == (10.0, 1)


def test_a_resource_without_any_value_has_no_row() -> None:
    table = summarise({"i-1": [Point(START)], "i-2": [], "i-3": [Point(START, math.nan)]})
    assert table.num_rows == 0
    assert table.schema == METRIC_SCHEMA


def test_a_zero_is_a_value() -> None:
    assert only(summarise({"i-1": [Point(START, 0.0, 0.0)]}))["avg"] == 0.0


def test_a_percentile_is_taken_over_hourly_means_only() -> None:
    series = [Point(START + n * HOUR, float(n)) for n in range(21)]
    assert only(summarise({"i-1": series}, hourly=True))["p95"] == 19.0
    assert only(summarise({"i-1": series}))["p95"] is None


def test_days_are_utc_days() -> None:
    late = datetime(2026, 11, 5, 0, 30, tzinfo=UTC).astimezone()
    assert only(summarise({"i-1": [Point(START + 23 * HOUR, 1), Point(late, 1)]}))["days"] == 2


@given(st.dictionaries(st.text(min_size=1), st.lists(points, max_size=40), max_size=5))
def test_what_is_said_lies_within_the_points(series: dict[str, list[Point]]) -> None:
    table = summarise(series, hourly=True)
    rows = {row["id"]: row for row in table.to_pylist()}
    for name, each in series.items():
        means = [p.avg for p in each if p.avg is not None]
        row = rows.get(name)
        if row is None:
            assert all(p.avg is p.max is p.min is None for p in each)
            continue
        assert row["days"] == len({p.at.date() for p in each if p.avg is not None})
        assert (row["avg"] is None) == (row["p95"] is None) == (not means)
        if means:
            assert min(means) <= row["avg"] <= max(means)
            assert min(means) <= row["p95"] <= max(means) + 1e-9
            assert row["avg"] == pytest.approx(statistics.fmean(means))


@given(st.lists(percent, min_size=2, max_size=50))
def test_the_percentile_is_the_inclusive_quantile(values: list[float]) -> None:
    expected = statistics.quantiles(values, n=20, method="inclusive")[18]
    assert percentile(values, 0.95) == pytest.approx(expected)


@given(st.lists(points, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_the_points_does_not_matter(series: list[Point], random: Any) -> None:
    mixed = random.sample(series, len(series))
    assert summarise({"a": series}, hourly=True) == summarise({"a": mixed}, hourly=True)


class Metrics:
    """A source of metrics that knows what it was asked; "z…" have no data."""

    def __init__(self, gaps: tuple[Gap, ...] = ()) -> None:
        self.asked: list[list[str]] = []
        self.gaps = gaps

    def __call__(self, ids: Sequence[str]) -> Fetched[pa.Table]:
        self.asked.append(list(ids))
        there = {each: [Point(START, 5.0)] for each in ids if not each.startswith("z")}
        return Fetched((summarise(there),), self.gaps)


def names(fetched: Fetched[pa.Table] | None) -> list[str]:
    assert fetched
    return [row["id"] for table in fetched.items for row in table.to_pylist()]


def test_only_what_is_not_known_yet_is_fetched(tmp_path: Path) -> None:
    cache, fetch = Cache(tmp_path), Metrics()
    assert names(remembered(cache, ("k",), AGE, ["b", "a"], fetch)) == ["a", "b"]
    assert names(remembered(cache, ("k",), AGE, ["b", "c"], fetch)) == ["b", "c"]
    assert names(remembered(cache, ("k",), AGE, ["a"], fetch)) == ["a"]
    assert fetch.asked == [["a", "b"], ["c"]]


def test_that_a_resource_has_no_data_is_remembered(tmp_path: Path) -> None:
    cache, fetch = Cache(tmp_path), Metrics()
    assert names(remembered(cache, ("k",), AGE, ["a", "z"], fetch)) == ["a"]
    assert names(remembered_known(cache, ("k",), AGE, ["z", "a"])) == ["a"]
    assert remembered_known(cache, ("k",), AGE, ["b"]) is None
    assert len(fetch.asked) == 1


def test_what_came_with_a_gap_is_not_remembered(tmp_path: Path) -> None:
    cache, fetch = Cache(tmp_path), Metrics((Gap("w", "y", "f"),))
    assert names(remembered(cache, ("k",), AGE, ["a"], fetch)) == ["a"]
    assert remembered_known(cache, ("k",), AGE, ["a"]) is None

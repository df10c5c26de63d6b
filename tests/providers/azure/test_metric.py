"""CPU: one request a region, in parts Azure does not cut, one VM at a time where it must be."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.period import Span
from providers.azure import metric, vm
from providers.base import MetricNeed
from providers.errors import Odd

TWO_WEEKS = Span(date(2026, 11, 4), date(2026, 11, 18))
CPU = vm.METRICS["cpu"]
Answer = Callable[[str, Mapping[str, str]], Any]


def need(ids: Any = (), span: Span = TWO_WEEKS, **more: Any) -> MetricNeed:
    return MetricNeed("vm", "cpu", span, ids, **more)


def ids_of(cloud: Any) -> list[tuple[str, str, str]]:
    from providers.base import Scope

    found = cloud.provider().inventory("vm", Scope(accounts=("prod",)), cloud.context)
    rows = [row for table in found.items for row in table.to_pylist()]
    return [(row["account_id"], row["region"], row["id"]) for row in rows]


def by_name(tables: Any) -> dict[str, Any]:
    rows = [row for table in tables for row in table.to_pylist()]
    return {row["id"].rsplit("/", 1)[1]: row for row in rows}


def test_a_region_is_one_request(cloud: Any) -> None:
    ids = ids_of(cloud)
    cloud.calls.clear()
    found = cloud.provider().metrics(need(ids), cloud.context)
    assert [(call.operation, call.region, call.ended) for call in cloud.calls] in (
        [("metrics/read", one, "ok") for one in ("eastus", "westeurope")],
        [("metrics/read", one, "ok") for one in ("westeurope", "eastus")],
    )
    assert [(source.name, source.calls, source.price) for source in found.sources] == [
        ("Azure Monitor metrics", 2, 0)
    ]
    assert found.gaps == ()


def test_a_vm_without_data_has_no_row_and_one_with_less_has_fewer_days(cloud: Any) -> None:
    rows = by_name(cloud.provider().metrics(need(ids_of(cloud)), cloud.context).items)
    assert sorted(rows) == ["web-1", "web-2", "web-3", "web-4"]
    assert rows["web-1"]["days"] == 14
    assert rows["web-2"]["days"] == 13
    assert (rows["web-2"]["avg"], rows["web-2"]["max"], rows["web-2"]["p95"]) == (10.0, 40.0, None)


def test_hourly_tells_a_percentile(cloud: Any) -> None:
    found = cloud.provider().metrics(need(ids_of(cloud), hourly=True), cloud.context)
    assert by_name(found.items)["web-1"]["p95"] == 10.0


def test_only_what_somebody_looks_at_is_asked(cloud: Any) -> None:
    found = cloud.provider().metrics(need(ids_of(cloud), aggs=frozenset({"avg"})), cloud.context)
    row = by_name(found.items)["web-1"]
    assert (row["avg"], row["max"], row["min"]) == (10.0, None, None)


def test_warm_asks_nobody(cloud: Any) -> None:
    ids = ids_of(cloud)
    cold = cloud.provider().metrics(need(ids), cloud.context)
    cloud.calls.clear()
    warm = cloud.provider().metrics(need(ids), cloud.context)
    assert cloud.calls == []
    assert by_name(warm.items) == by_name(cold.items)
    assert all(source.cached for source in warm.sources)


def test_a_window_of_months_is_whole_though_azure_cuts_at_one(cloud: Any) -> None:
    quarter = Span(date(2026, 8, 1), date(2026, 11, 1))
    found = cloud.provider().metrics(need(ids_of(cloud), quarter), cloud.context)
    assert found.gaps == ()
    assert by_name(found.items)["web-1"]["days"] == quarter.days


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 400))
def test_the_parts_of_a_window_are_the_window(start: date, days: int) -> None:
    span = Span(start, date.fromordinal(start.toordinal() + days))
    found = list(metric.parts(need(span=span)))
    assert found[0][0] == span.start
    assert found[-1][1] == span.end
    assert all(one[1] == two[0] for one, two in pairwise(found))
    assert all(0 < (end - begin).days <= metric.DAYS_AT_ONCE for begin, end in found)


def answer(path: str, **more: object) -> dict[str, object]:
    asked = parse_qs(urlsplit(path).query)
    return {"timespan": asked["timespan"][0], "value": [], **more}


def told_of(*series: object) -> dict[str, object]:
    return {"name": {"value": "Percentage CPU"}, "timeseries": list(series), "errorCode": "Success"}


def one_series(resource: str, *averages: float | None) -> dict[str, object]:
    name = {"value": "microsoft.resourceid"}
    data = [
        {"timeStamp": f"2026-11-{4 + n:02}T00:00:00Z", **({} if a is None else {"average": a})}
        for n, a in enumerate(averages)
    ]
    return {"metadatavalues": [{"name": name, "value": resource}], "data": data}


def test_the_request_names_exactly_the_window(scripted: Any) -> None:
    asked: list[str] = []

    def script(path: str, _: Mapping[str, str]) -> Any:
        asked.append(path)
        return 200, {}, answer(path)

    metric.Reading(scripted(script).reader(region="eastus"), need(), CPU).fetch(["/a"])
    query = {key: value[0] for key, value in parse_qs(urlsplit(asked[0]).query).items()}
    assert query == {
        "api-version": "2024-02-01",
        "region": "eastus",
        "metricnamespace": "Microsoft.Compute/virtualMachines",
        "metricnames": "Percentage CPU",
        "timespan": "2026-11-04T00:00:00Z/2026-11-18T00:00:00Z",
        "interval": "P1D",
        "aggregation": "Average,Maximum,Minimum",
        "$filter": "Microsoft.ResourceId eq '*'",
        "top": "1000",
    }


def test_a_point_without_an_average_is_unknown_not_zero(scripted: Any) -> None:
    series = one_series("/Subscriptions/A/VM", 20.0, None, 40.0)
    cloud = scripted(lambda path, _: (200, {}, answer(path, value=[told_of(series)])))
    (table,) = metric.Reading(cloud.reader(), need(), CPU).fetch(["/subscriptions/a/vm"]).items
    (row,) = table.to_pylist()
    assert (row["avg"], row["days"]) == (30.0, 2)


def singly(refusal: Any, one: Answer) -> Answer:
    def script(path: str, headers: Mapping[str, str]) -> Any:
        return refusal if path.startswith("/subscriptions/") else one(path, headers)

    return script


@pytest.mark.parametrize("status", [400, 403, 404, 405, 501])
def test_where_a_region_cannot_be_asked_each_vm_is(scripted: Any, status: int) -> None:
    data = {"data": one_series("", 25.0)["data"], "metadatavalues": []}
    cloud = scripted(
        singly(
            (status, {}, {"error": {"code": "No"}}),
            lambda path, _: (200, {}, answer(path, value=[told_of(data)])),
        )
    )
    found = metric.Reading(cloud.reader(), need(), CPU).fetch(["/vm/a", "/vm/b", "/vm/c"])
    assert [row["avg"] for row in found.items[0].to_pylist()] == [25.0] * 3
    assert found.gaps == ()
    assert found.sources[0].calls == 4


def test_denied_everywhere_is_one_gap_and_two_requests(scripted: Any) -> None:
    no: Any = (403, {}, {"error": {"code": "AuthorizationFailed"}})
    cloud = scripted(lambda *_: no)
    ids = [("s", "eastus", f"/vm/{n}") for n in range(50)]
    found = cloud.provider(subscriptions=[{"id": "s", "name": "prod"}]).metrics(
        need(ids), cloud.context
    )
    assert [gap.why for gap in found.gaps] == [
        "AuthorizationFailed: Microsoft.Insights/metrics/read"
    ]
    assert found.gaps[0].where == "azure prod eastus"
    assert "Monitoring Reader" in found.gaps[0].fix
    assert len(cloud.calls) == 2


def test_a_vm_that_is_gone_has_no_data_and_is_no_gap(scripted: Any) -> None:
    no: Any = (404, {}, {"error": {"code": "ResourceNotFound"}})
    found = metric.Reading(scripted(lambda *_: no).reader(), need(), CPU).fetch(["/vm/a", "/vm/b"])
    assert found.items[0].num_rows == 0
    assert found.gaps == ()


def test_an_answer_that_may_be_cut_off_is_completed_one_by_one(
    scripted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metric, "MOST_SERIES", 2)
    whole = told_of(one_series("/vm/a", 1.0), one_series("/vm/b", 2.0))
    rest = told_of({"data": one_series("", 3.0)["data"]})

    def script(path: str, _: Mapping[str, str]) -> Any:
        region = path.startswith("/subscriptions/")
        return 200, {}, answer(path, value=[whole if region else rest])

    found = metric.Reading(scripted(script).reader(), need(), CPU).fetch(
        ["/vm/a", "/vm/b", "/vm/c"]
    )
    assert [row["avg"] for row in found.items[0].to_pylist()] == [1.0, 2.0, 3.0]


def test_a_window_that_azure_cut_is_told_not_taken_for_whole(scripted: Any) -> None:
    cut = {"timespan": "2026-11-10T00:00:00Z/2026-11-18T00:00:00Z", "value": [told_of()]}
    with pytest.raises(Odd, match="ShortenedWindow"):
        metric.Reading(scripted(lambda *_: (200, {}, cut)).reader(), need(), CPU).fetch(["/vm/a"])


def test_a_metric_that_azure_could_not_read_is_told(scripted: Any) -> None:
    failed = {"errorCode": "InternalError", "timeseries": []}
    cloud = scripted(lambda path, _: (200, {}, answer(path, value=[failed])))
    with pytest.raises(Odd, match="InternalError"):
        metric.Reading(cloud.reader(), need(), CPU).fetch(["/vm/a"])


def test_ids_are_read_by_place_in_lower_case() -> None:
    ids = [("S", "eastus", "/A"), ("s", "westus", "/b"), ("s", "eastus", "/C")]
    assert metric.by_place(ids) == {("s", "eastus"): ["/a", "/c"], ("s", "westus"): ["/b"]}


def test_a_recorded_answer_reads_as_it_was_written(
    cloud: Any, recorded: Callable[..., Any]
) -> None:
    raw = recorded("ArmResourceTest.test_metric_filter_find", 1)
    reading = metric.Reading(cloud.reader(), need(), CPU)
    (points,) = [[*reading._points(one)] for value in raw["value"] for one in value["timeseries"]]
    assert [(point.at, point.avg) for point in points] == [
        (datetime(2019, 5, 1, 23, 59, tzinfo=UTC), None)
    ]

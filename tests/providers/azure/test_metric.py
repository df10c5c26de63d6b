"""CPU: one request a region, in parts Azure does not cut, in batches or singly where it must be."""

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
    reader = cloud.reader(region="eastus")
    found = metric.Reading(reader, need(), CPU).fetch(["/vm/a", "/vm/b", "/vm/c"])
    assert [row["avg"] for row in found.items[0].to_pylist()] == [25.0] * 3
    assert found.gaps == ()
    # The region, a batch, and each by itself.
    assert found.sources[0].calls == 5


def test_denied_everywhere_is_one_gap_and_three_requests(scripted: Any) -> None:
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
    assert len(cloud.calls) == 3


def test_a_vm_that_is_gone_has_no_data_and_is_no_gap(scripted: Any) -> None:
    no: Any = (404, {}, {"error": {"code": "ResourceNotFound"}})
    found = metric.Reading(scripted(lambda *_: no).reader(), need(), CPU).fetch(["/vm/a", "/vm/b"])
    assert found.items[0].num_rows == 0
    assert found.gaps == ()


def only_batches(path: str) -> bool:
    return "metrics:getBatch" in path


def batched(path: str, ids: Any, **more: object) -> Any:
    asked = parse_qs(urlsplit(path).query)
    told = {"starttime": asked["starttime"][0], "endtime": asked["endtime"][0], **more}
    data = {"data": one_series("", 25.0)["data"]}
    values = [{**told, "resourceid": one.upper(), "value": [told_of(data)]} for one in ids]
    return 200, {}, {"values": values}


REFUSED: Any = (403, {}, {"error": {"code": "AuthorizationFailed"}})


def test_where_a_region_cannot_be_asked_fifty_are_asked_at_once(scripted: Any) -> None:
    ids = [f"/vm/{n}" for n in range(120)]
    asked: list[str] = []

    def script(path: str, _: Mapping[str, str]) -> Any:
        asked.append(path)
        return batched(path, ids) if only_batches(path) else REFUSED

    cloud = scripted(script)
    found = metric.Reading(cloud.reader(region="eastus"), need(), CPU).fetch(ids)
    assert found.gaps == ()
    assert [row["avg"] for row in found.items[0].to_pylist()] == [25.0] * 120
    assert found.sources[0].calls == len(asked) == 1 + 3
    query = {key: value[0] for key, value in parse_qs(urlsplit(asked[1]).query).items()}
    assert query == {
        "api-version": "2024-02-01",
        "starttime": "2026-11-04T00:00:00Z",
        "endtime": "2026-11-18T00:00:00Z",
        "interval": "P1D",
        "metricnamespace": "Microsoft.Compute/virtualMachines",
        "metricnames": "Percentage CPU",
        "aggregation": "Average,Maximum,Minimum",
    }


def test_the_estate_tells_the_same_in_batches(cloud: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetched() -> Any:
        ids = [one for _, region, one in ids_of(cloud) if region == "westeurope"]
        reading = metric.Reading(cloud.reader(region="westeurope"), need(hourly=True), CPU)
        return reading.fetch(ids).items[0].to_pylist()

    by_region = fetched()
    monkeypatch.setattr(metric, "MOST_SERIES", 0)
    monkeypatch.setattr(metric.Reading, "_all", lambda _: None)
    assert fetched() == by_region != []


def test_a_batch_with_one_that_is_gone_is_asked_singly(scripted: Any) -> None:
    one = {"data": one_series("", 25.0)["data"], "metadatavalues": []}

    def script(path: str, _: Mapping[str, str]) -> Any:
        if path.startswith("/subscriptions/"):
            return (404, {}, {}) if only_batches(path) else REFUSED
        if "gone" in path:
            return 404, {}, {"error": {"code": "ResourceNotFound"}}
        return 200, {}, answer(path, value=[told_of(one)])

    reading = metric.Reading(scripted(script).reader(region="eastus"), need(), CPU)
    found = reading.fetch(["/vm/a", "/vm/gone"])
    assert [row["id"] for row in found.items[0].to_pylist()] == ["/vm/a"]
    assert found.gaps == ()


def test_a_batch_that_fails_is_a_gap_and_the_others_stand(scripted: Any) -> None:
    ids = [f"/vm/{n}" for n in range(120)]
    tried: list[str] = []

    def script(path: str, _: Mapping[str, str]) -> Any:
        if not only_batches(path):
            return REFUSED
        tried.append(path)
        late = len(tried) > 1
        return (429, {"Retry-After": "600"}, {}) if late else batched(path, ids[:50])

    found = metric.Reading(scripted(script).reader(region="eastus"), need(), CPU).fetch(ids)
    assert found.items[0].num_rows == 50
    assert [gap.why.partition(":")[0] for gap in found.gaps] == ["HTTP 429"]


def test_a_place_without_a_region_is_asked_singly(scripted: Any) -> None:
    one = {"data": one_series("", 25.0)["data"], "metadatavalues": []}

    def script(path: str, _: Mapping[str, str]) -> Any:
        assert not only_batches(path)
        refused = path.startswith("/subscriptions/")
        return REFUSED if refused else (200, {}, answer(path, value=[told_of(one)]))

    reading = metric.Reading(scripted(script).reader(region="evil.example/"), need(), CPU)
    assert reading.fetch(["/vm/a"]).items[0].num_rows == 1


def test_a_batchs_window_that_azure_cut_is_told_not_taken_for_whole(scripted: Any) -> None:
    cut = "2026-11-10T00:00:00Z"

    def script(path: str, _: Mapping[str, str]) -> Any:
        return batched(path, ["/vm/a"], starttime=cut) if only_batches(path) else REFUSED

    with pytest.raises(Odd, match="ShortenedWindow"):
        metric.Reading(scripted(script).reader(region="eastus"), need(), CPU).fetch(["/vm/a"])


@pytest.mark.parametrize("body", [b"<html>", {"value": []}, [], {"values": None}])
def test_an_answer_without_values_is_not_an_empty_one(scripted: Any, body: object) -> None:
    def script(path: str, _: Mapping[str, str]) -> Any:
        return (200, {}, body) if only_batches(path) else REFUSED

    with pytest.raises(Odd, match=r"NotJson|NoValue"):
        metric.Reading(scripted(script).reader(region="eastus"), need(), CPU).fetch(["/vm/a"])


def test_what_is_counted_is_added_up(scripted: Any) -> None:
    counted = metric.Series("Microsoft.Web/sites", "Requests", total=True)
    data = {"data": [{"timeStamp": f"2026-11-{4 + n:02}T00:00:00Z", "total": 5} for n in range(3)]}

    def script(path: str, _: Mapping[str, str]) -> Any:
        assert "aggregation=Total" in path
        series = {**one_series("/site"), **data}
        return 200, {}, answer(path, value=[told_of(series)])

    (table,) = metric.Reading(scripted(script).reader(), need(), counted).fetch(["/site"]).items
    assert [(row["sum"], row["days"]) for row in table.to_pylist()] == [(15.0, 3)]


def test_an_answer_that_may_be_cut_off_is_completed(
    scripted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metric, "MOST_SERIES", 2)
    whole = told_of(one_series("/vm/a", 1.0), one_series("/vm/b", 2.0))

    def script(path: str, _: Mapping[str, str]) -> Any:
        if only_batches(path):
            return batched(path, ["/vm/c"])
        return 200, {}, answer(path, value=[whole])

    found = metric.Reading(scripted(script).reader(region="eastus"), need(), CPU).fetch(
        ["/vm/a", "/vm/b", "/vm/c"]
    )
    assert [row["avg"] for row in found.items[0].to_pylist()] == [1.0, 2.0, 25.0]
    assert found.sources[0].calls == 2


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
    (series,) = [one for value in raw["value"] for one in value["timeseries"]]
    steps = reading._steps(series["data"])
    assert (steps.at, steps.avg) == (
        [datetime(2019, 5, 1, 23, 59, tzinfo=UTC).timestamp()],
        [None],
    )


def test_what_is_left_tells_what_is_used_and_the_least_left_the_most_used(scripted: Any) -> None:
    asked: list[str] = []

    def script(path: str, _: Mapping[str, str]) -> Any:
        asked.append(parse_qs(urlsplit(path).query)["aggregation"][0])
        series = one_series("/a", 70.0, None)
        for point in series["data"]:  # type: ignore[attr-defined]
            point["minimum"] = 40.0
        return 200, {}, answer(path, value=[told_of(series)])

    used = vm.METRICS["memory"]
    wanted = need(aggs=frozenset({"avg", "max"}))
    (table,) = metric.Reading(scripted(script).reader(), wanted, used).fetch(["/a"]).items
    (row,) = table.to_pylist()
    assert asked == ["Average,Minimum"]
    assert (row["avg"], row["max"], row["days"]) == (30.0, 60.0, 1)


def test_two_metrics_are_added_step_by_step_and_half_of_a_step_is_unknown(scripted: Any) -> None:
    def script(path: str, _: Mapping[str, str]) -> Any:
        name = parse_qs(urlsplit(path).query)["metricnames"][0]
        told = (1.0, 2.0, None) if "Read" in name else (10.0, None, 30.0)
        more = [one_series("/b", 5.0)] if "Read" in name else []
        return 200, {}, answer(path, value=[told_of(one_series("/a", *told), *more)])

    both = vm.METRICS["disk_ops"]
    got = metric.Reading(scripted(script).reader(), need(), both).fetch(["/a", "/b"])
    rows = {row["id"]: row for table in got.items for row in table.to_pylist()}
    assert set(rows) == {"/a"}
    assert (rows["/a"]["avg"], rows["/a"]["max"], rows["/a"]["days"]) == (11.0, 11.0, 1)

"""CloudWatch's answers that are not whole, over real HTTP."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest

from intents.period import Span
from providers.aws import metric, vm
from providers.base import MetricNeed
from providers.context import Context

CONTEXT = Context(now=datetime(2026, 11, 18, 12, tzinfo=UTC))
OWN, REGION = "123456789012", "us-east-1"
NEED = MetricNeed(
    "vm",
    "cpu",
    Span(date(2026, 11, 4), date(2026, 11, 18)),
    [(OWN, REGION, "i-1"), (OWN, REGION, "i-2")],
    aggs=frozenset({"avg"}),
)
DAY = int(datetime(2026, 11, 4, tzinfo=UTC).timestamp())


def result(key: str, values: list[float], status: str = "Complete") -> dict[str, Any]:
    return {
        "Id": key,
        "Label": key,
        "Timestamps": [DAY + 86400 * n for n in range(len(values))],
        "Values": values,
        "StatusCode": status,
    }


@pytest.fixture
def answer(aws: Any) -> Callable[..., None]:
    def give(*results: dict[str, Any], **more: Any) -> None:
        body = orjson.dumps({"MetricDataResults": results, "Messages": [], **more})
        aws.answer("GetMetricData", "*", body, "application/x-amz-json-1.0")

    return give


def read(provider: Any, need: MetricNeed = NEED) -> Any:
    found = provider(regions=(REGION,)).metrics(need, CONTEXT)
    rows = {row["id"]: row for table in found.items for row in table.to_pylist()}
    return rows, [(gap.where, gap.why) for gap in found.gaps]


def test_each_result_goes_to_its_vm_whatever_the_order(provider: Any, answer: Any) -> None:
    answer(result("avg1", [3.0]), result("avg0", [1.0, 2.0]))
    rows, gaps = read(provider)
    assert (rows["i-1"]["avg"], rows["i-2"]["avg"]) == (1.5, 3.0)
    assert gaps == []


@pytest.mark.parametrize("status", ["PartialData", "InternalError", "Forbidden"])
def test_a_result_that_is_not_complete_is_unknown_and_a_gap(
    provider: Any, answer: Any, status: str
) -> None:
    answer(result("avg0", [1.0], status), result("avg1", [3.0]))
    rows, gaps = read(provider)
    assert set(rows) == {"i-2"}
    assert gaps == [(f"aws {OWN} {REGION}", f"{status}: cloudwatch:GetMetricData for 1 of them")]


def test_a_message_beside_the_numbers_is_a_gap(provider: Any, answer: Any) -> None:
    answer(result("avg0", [1.0]), Messages=[{"Code": "MaxMetricsExceeded", "Value": "…"}])
    rows, gaps = read(provider)
    assert set(rows) == {"i-1"}
    assert gaps == [(f"aws {OWN} {REGION}", "MaxMetricsExceeded: cloudwatch:GetMetricData")]


def test_points_that_come_on_several_pages_are_one_series(
    aws: Any, provider: Any, answer: Any
) -> None:
    first = result("avg0", [1.0], "PartialData")
    second = {**result("avg0", [3.0]), "Timestamps": [DAY + 86400]}
    answer(first, NextToken="more")
    calls = []

    def then(call: Any) -> None:
        calls.append(call)
        answer(second)

    reader = provider(regions=(REGION,), accounts=({"id": OWN, "role_arn": None},))
    reader.accounts(CONTEXT)
    asking = Context(now=CONTEXT.now, record=then)
    found = reader.metrics(NEED, asking)
    (row,) = (row for table in found.items for row in table.to_pylist())
    assert (row["avg"], row["days"]) == (2.0, 2)
    assert not found.gaps
    assert [call.price for call in calls] == [metric.PRICE * 2] * 2


def test_no_more_than_500_queries_go_into_a_call() -> None:
    names, cpu = [f"i-{n}" for n in range(1001)], metric.Series("AWS/EC2", "CPU", "InstanceId")
    for aggs, queries in (({"avg"}, 1), ({"max"}, 2), ({"avg", "max", "min"}, 3)):
        need = MetricNeed("vm", "cpu", NEED.span, [], aggs=frozenset(aggs))
        sizes = [len(batch) * queries for batch in metric.batches(cpu, need, names)]
        assert max(sizes) <= 500
        assert sum(sizes) == 1001 * queries


def test_the_call_asks_for_whole_utc_days_half_open(aws: Any, provider: Any, answer: Any) -> None:
    answer(result("avg0", [1.0]))
    read(provider)
    (seen,) = aws.asked("GetMetricData")
    body = orjson.loads(seen.body)
    assert (body["StartTime"], body["EndTime"]) == (DAY, DAY + 14 * 86400)
    assert {query["MetricStat"]["Period"] for query in body["MetricDataQueries"]} == {86400}


def test_a_dimension_may_name_a_fact_of_the_resource() -> None:
    series = metric.Series("N", "M", "NatGatewayId", told={"Kind": "kind"})
    ask = metric.Ask(series, NEED, ["i-1"], {"i-1": {"kind": "public"}})
    assert ask.named("i-1") == {"NatGatewayId": "i-1", "Kind": "public"}


def test_two_metrics_are_added_step_by_step_and_half_of_a_step_is_unknown(
    provider: Any, answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = metric.Series("AWS/NATGateway", "Out", "NatGatewayId", total=True, plus="In")
    monkeypatch.setitem(vm.METRICS, "cpu", both)
    answer(
        result("avg0", [1.0, 2.0]),
        result("avg0plus", [10.0]),
        result("avg1", [1.0]),
        result("avg1plus", [1.0], "InternalError"),
    )
    rows, gaps = read(provider)
    assert (rows["i-1"]["sum"], rows["i-1"]["days"], set(rows)) == (11.0, 1, {"i-1"})
    assert len(gaps) == 1
    assert [len(b) for b in metric.batches(both, NEED, ["i"] * 300)] == [250, 50]


def listed(*sets: dict[str, str]) -> bytes:
    metrics = [
        {
            "Namespace": "CWAgent",
            "MetricName": "mem_used_percent",
            "Dimensions": [{"Name": name, "Value": value} for name, value in each.items()],
        }
        for each in sets
    ]
    return orjson.dumps({"Metrics": metrics})


def test_who_writes_a_metric_is_asked_how_it_names_its_dimensions(
    aws: Any, provider: Any, answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    agents = metric.Series("CWAgent", "mem_used_percent", "InstanceId", listed=True)
    monkeypatch.setitem(vm.METRICS, "cpu", agents)
    long = {"ImageId": "ami-1", "InstanceId": "i-1", "InstanceType": "m5.large"}
    sets = listed(long, {"InstanceId": "i-1"}, {"AutoScalingGroupName": "web"})
    aws.answer("ListMetrics", "*", sets, "application/x-amz-json-1.0")
    answer(result("avg0", [40.0]))
    rows, gaps = read(provider)
    assert {name: row["avg"] for name, row in rows.items()} == {"i-1": 40.0}
    assert gaps == [], "a machine without an agent is unknown, and no gap"
    (seen,) = aws.asked("GetMetricData")
    (query,) = orjson.loads(seen.body)["MetricDataQueries"]
    (dimension,) = query["MetricStat"]["Metric"]["Dimensions"]
    assert dimension == {"Name": "InstanceId", "Value": "i-1"}


def test_where_metrics_may_not_be_listed_is_a_gap(
    aws: Any, provider: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    agents = metric.Series("CWAgent", "mem_used_percent", "InstanceId", listed=True)
    monkeypatch.setitem(vm.METRICS, "cpu", agents)
    denied = b'{"__type": "AccessDenied", "message": "no"}'
    aws.answer("ListMetrics", "*", denied, "application/x-amz-json-1.0", status=400)
    rows, gaps = read(provider)
    assert rows == {}
    assert [why for _, why in gaps] == ["AccessDenied: cloudwatch:ListMetrics"]

"""The stand-in answers as Azure does: the real SDKs read it, paging and errors included."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.core.pipeline.policies import SansIOHTTPPolicy
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.monitor import MonitorManagementClient
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.resource.subscriptions import SubscriptionClient
from hypothesis import given
from hypothesis import strategies as st

from demo import arm_metrics
from demo.arm import ArmEstate, Points, arm_server

ONE, DENIED = "11111111-aaaa", "22222222-bbbb"
VM = "Microsoft.Compute/virtualMachines"
START = datetime(2026, 11, 1, tzinfo=UTC)


def vm(subscription: str, n: int) -> dict[str, object]:
    home = f"/subscriptions/{subscription}/resourceGroups/web/providers/{VM}"
    return {
        "id": f"{home}/vm-{n}",
        "name": f"vm-{n}",
        "type": VM,
        "location": "eastus" if n % 2 else "westus",
        "tags": {"n": str(n)},
        "properties": {"hardwareProfile": {"vmSize": "Standard_B1s"}},
    }


def points(resource: str, _: str, start: datetime, end: datetime) -> Points:
    """Half-hourly, rising by one a day; nothing on the second day, and nothing at all for vm-3."""
    if resource.endswith("vm-3"):
        return []
    steps = (
        start + timedelta(minutes=30 * n) for n in range(int((end - start).total_seconds() // 1800))
    )
    return [(at, float((at - START).days), 90.0) for at in steps if (at - START).days != 1]


ESTATE = ArmEstate(
    subscriptions=tuple(
        {"subscriptionId": one, "displayName": one[:4], "state": "Enabled", "tenantId": "t"}
        for one in (ONE, DENIED)
    ),
    resources={one: {VM: tuple(vm(one, n) for n in range(7))} for one in (ONE, DENIED)},
    power={str(vm(ONE, n)["id"]).lower(): "deallocated" if n else "running" for n in range(6)},
    points=points,
    denied=frozenset({DENIED}),
)


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with arm_server(ESTATE, page_size=3) as url:
        yield url


class Token:
    def get_token(self, *_: str, **__: object) -> AccessToken:
        return AccessToken("any", 2**40)


class AllowHttp(SansIOHTTPPolicy[Any, Any]):
    def on_request(self, request: Any) -> None:
        request.context.options["enforce_https"] = False


Open = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def client(base: str) -> Open:
    def make(kind: Any, *args: str) -> Any:
        return kind(
            Token(),
            *args,
            base_url=base,
            credential_scopes=["x"],
            per_call_policies=[AllowHttp()],
            retry_total=0,
        )

    return make


def test_subscriptions_are_listed_the_denied_one_too(client: Open) -> None:
    with client(SubscriptionClient) as sdk:
        found = list(sdk.subscriptions.list())
    assert [(one.subscription_id, one.state) for one in found] == [
        (ONE, "Enabled"),
        (DENIED, "Enabled"),
    ]


def test_the_sdk_reads_all_pages(client: Open) -> None:
    with client(ComputeManagementClient, ONE) as sdk:
        found = list(sdk.virtual_machines.list_all())
        assert [one.name for one in sdk.virtual_machines.list("WEB")] == [one.name for one in found]
    assert [one.name for one in found] == [f"vm-{n}" for n in range(7)]
    assert found[1].hardware_profile.vm_size == "Standard_B1s"


def test_one_list_tells_every_power_state(client: Open) -> None:
    with client(ComputeManagementClient, ONE) as sdk:
        found = {
            one.name: [status.code for status in one.instance_view.statuses]
            for one in sdk.virtual_machines.list_all(status_only="true")
        }
    assert found["vm-0"] == ["ProvisioningState/succeeded", "PowerState/running"]
    assert found["vm-1"][-1] == "PowerState/deallocated"
    assert found["vm-6"] == ["ProvisioningState/succeeded"]


def test_one_vm_has_its_instance_view_in_two_ways(client: Open) -> None:
    with client(ComputeManagementClient, ONE) as sdk:
        view = sdk.virtual_machines.instance_view("web", "vm-0")
        one = sdk.virtual_machines.get("WEB", "VM-0", expand="instanceView")
    assert view.statuses[-1].code == one.instance_view.statuses[-1].code == "PowerState/running"


def test_what_the_estate_lacks_is_an_empty_list(client: Open) -> None:
    with client(NetworkManagementClient, ONE) as sdk:
        assert list(sdk.network_interfaces.list_all()) == []


def test_a_denied_subscription_answers_as_azure_does(client: Open) -> None:
    with client(ComputeManagementClient, DENIED) as sdk, pytest.raises(HttpResponseError) as raised:
        list(sdk.virtual_machines.list_all())
    assert raised.value.status_code == 403
    assert raised.value.error is not None
    assert raised.value.error.code == "AuthorizationFailed"
    assert "Microsoft.Compute/virtualMachines/read" in str(raised.value.error.message)


@pytest.mark.parametrize(
    ("subscription", "name", "code"),
    [("nobody", "vm-0", "SubscriptionNotFound"), (ONE, "vm-99", "ResourceNotFound")],
)
def test_what_is_not_there_is_not_found(
    client: Open, subscription: str, name: str, code: str
) -> None:
    sdk = client(ComputeManagementClient, subscription)
    with sdk as opened, pytest.raises(ResourceNotFoundError) as raised:
        opened.virtual_machines.get("web", name)
    assert raised.value.error is not None
    assert raised.value.error.code == code


def ask(base: str, path: str, method: str = "GET", token: str | None = "any") -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    data = b"{}" if method == "POST" else None
    try:
        with urlopen(Request(base + path, data, headers, method=method)) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)


@pytest.mark.parametrize(
    ("path", "method", "token", "expected"),
    [
        ("/subscriptions?api-version=1", "GET", None, (401, "AuthenticationFailed")),
        ("/subscriptions", "GET", "t", (400, "MissingApiVersionParameter")),
        ("/elsewhere?api-version=1", "GET", "t", (404, "NotFound")),
        ("/subscriptions?api-version=1", "POST", "t", (405, "HttpMethodNotAllowed")),
        (f"/subscriptions/{ONE}?api-version=1", "DELETE", "t", (405, "HttpMethodNotAllowed")),
        (
            f"/subscriptions/{ONE}/providers/{VM}?api-version=1",
            "PUT",
            "t",
            (405, "HttpMethodNotAllowed"),
        ),
    ],
)
def test_what_azure_refuses_is_refused(
    base: str, path: str, method: str, token: str | None, expected: tuple[int, str]
) -> None:
    status, body = ask(base, path, method, token)
    assert (status, body["error"]["code"]) == expected


def test_metrics_of_a_region_are_by_resource_and_at_the_step_asked(client: Open) -> None:
    with client(MonitorManagementClient, ONE) as sdk:
        found = sdk.metrics.list_at_subscription_scope(
            region="East US",
            timespan="2026-11-01T00:00:00Z/2026-11-04T00:00:00Z",
            interval="P1D",
            metricnames="Percentage CPU",
            aggregation="Average,Maximum",
            filter="Microsoft.ResourceId eq '*'",
            metricnamespace=VM,
        )
    series = {
        one.metadatavalues[0].value.rsplit("/", 1)[1]: one.data for one in found.value[0].timeseries
    }
    assert sorted(series) == ["vm-1", "vm-5"]
    assert [(point.average, point.maximum, point.minimum) for point in series["vm-1"]] == [
        (0.0, 90.0, None),
        (None, None, None),
        (2.0, 90.0, None),
    ]


def test_a_missing_point_holds_only_its_time(base: str) -> None:
    path = f"{vm(ONE, 0)['id']}/providers/Microsoft.Insights/metrics?api-version=1"
    window = "&timespan=2026-11-01T00:00:00Z/2026-11-03T00:00:00Z&interval=P1D"
    _, body = ask(base, f"{path}{window}&metricnames=Percentage%20CPU&aggregation=average")
    assert body["value"][0]["timeseries"][0]["data"] == [
        {"timeStamp": "2026-11-01T00:00:00Z", "average": 0.0},
        {"timeStamp": "2026-11-02T00:00:00Z"},
    ]


def test_metrics_can_be_asked_for_by_post_and_by_resource(client: Open) -> None:
    asked = {
        "timespan": "2026-11-01T00:00:00Z/2026-11-02T00:00:00Z",
        "interval": "PT1H",
        "metricnames": "Percentage CPU",
        "aggregation": "Average",
    }
    with client(MonitorManagementClient, ONE) as sdk:
        body = {"filter": "Microsoft.ResourceId eq '*'", **asked}
        posted = sdk.metrics.list_at_subscription_scope_post(
            region="westus", metricnamespace=VM, body=sdk_body(body)
        )
        single = sdk.metrics.list(str(vm(ONE, 0)["id"]), **asked)
    assert len(posted.value[0].timeseries) == 4
    assert len(single.value[0].timeseries[0].data) == 24


def sdk_body(asked: dict[str, str]) -> Any:
    from azure.mgmt.monitor.models import SubscriptionScopeMetricsRequestBodyParameters

    known = {"metricnames": "metric_names"}
    told: dict[str, Any] = {known.get(key, key): value for key, value in asked.items()}
    return SubscriptionScopeMetricsRequestBodyParameters(**told)


def test_a_batch_answers_by_resource(base: str) -> None:
    query = (
        "api-version=2024-02-01&metricnames=Percentage%20CPU&interval=P1D&aggregation=average"
        "&starttime=2026-11-01T00:00:00Z&endtime=2026-11-02T00:00:00Z"
    )
    body = json.dumps({"resourceids": [vm(ONE, 0)["id"], vm(ONE, 3)["id"]]}).encode()
    request = Request(f"{base}/subscriptions/{ONE}/metrics:getBatch?{query}", body)
    request.add_header("Authorization", "Bearer any")
    with urlopen(request) as answer:
        values = json.load(answer)["values"]
    assert [one["resourceid"] for one in values] == [vm(ONE, 0)["id"], vm(ONE, 3)["id"]]
    assert values[0]["value"][0]["timeseries"][0]["data"][0]["average"] == 0.0
    assert "average" not in values[1]["value"][0]["timeseries"][0]["data"][0]


def test_a_window_of_months_is_cut_to_its_end_and_says_so(base: str) -> None:
    path = f"{vm(ONE, 0)['id']}/providers/Microsoft.Insights/metrics?api-version=1&metricnames=x"
    _, body = ask(base, f"{path}&timespan=2026-01-01T00:00:00Z/2026-11-01T00:00:00Z&interval=P1D")
    assert body["timespan"] == "2026-10-01T00:00:00Z/2026-11-01T00:00:00Z"


@pytest.mark.parametrize(
    "wrong",
    [
        "timespan=yesterday",
        "timespan=2026-11-02T00:00:00Z/2026-11-01T00:00:00Z",
        "timespan=2026-11-01T00:00:00Z/2026-11-02T00:00:00Z&interval=PT0M",
        "timespan=2026-11-01T00:00:00Z/2026-11-02T00:00:00Z&interval=hourly",
    ],
)
def test_a_metric_request_that_makes_no_sense_is_a_bad_request(base: str, wrong: str) -> None:
    path = f"{vm(ONE, 0)['id']}/providers/Microsoft.Insights/metrics?api-version=1&metricnames=x"
    assert ask(base, f"{path}&{wrong}")[0] == 400


RAW = st.lists(st.none() | st.floats(0, 100), min_size=1, max_size=48)


@given(RAW)
def test_a_days_average_is_that_of_its_points_and_never_invented(raw: list[float | None]) -> None:
    def read(*_: object) -> Points:
        return [(START + timedelta(minutes=30 * n), value, None) for n, value in enumerate(raw)]

    asked = {
        "timespan": "2026-11-01T00:00:00Z/2026-11-02T00:00:00Z",
        "interval": "P1D",
        "metricnames": "x",
        "aggregation": "average,minimum,maximum",
    }
    answer: Any = arm_metrics.of_resource({"id": "/x"}, asked, read)
    (point,) = answer["value"][0]["timeseries"][0]["data"]
    known = [value for value in raw if value is not None]
    if not known:
        assert set(point) == {"timeStamp"}
    else:
        assert point["average"] == pytest.approx(sum(known) / len(known))
        assert point["minimum"] == min(known)
        assert point["maximum"] == max(known)

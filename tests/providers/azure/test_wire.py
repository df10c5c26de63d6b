"""What may leave through the SDK's clients, and what of the answers is let in."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers.azure import disk, network, public_ip, subnet, vm
from providers.azure.graph import listed_rows, rows
from providers.errors import Unavailable
from providers.model import Account

NAMES = st.sampled_from(
    "id name location tags zones sku properties hardwareProfile networkProfile networkInterfaces "
    "subnets ipConfigurations ipConfiguration natGateway addressSpace timeCreated instanceView "
    "statuses managedBy storageProfile osDisk priority".split()
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


def noting(seen: list[str], answer: Any) -> Callable[[str, object], Any]:
    """A script that gives one answer, and notes the paths that were asked."""

    def script(path: str, _: object) -> Any:
        seen.append(path)
        return answer

    return script


@pytest.mark.parametrize(
    "change",
    [
        lambda clients: clients.compute.virtual_machines.begin_deallocate("g", "web-1"),
        lambda clients: clients.compute.virtual_machines.begin_delete("g", "web-1"),
        lambda clients: clients.compute.disks.begin_create_or_update("g", "data", {}),
        lambda clients: clients.network.public_ip_addresses.begin_delete("g", "ip-1"),
        lambda clients: clients.monitor.metrics.list_at_subscription_scope_post("eastus"),
    ],
)
def test_no_client_can_change_anything(
    scripted: Callable[..., Any], change: Callable[[Any], object]
) -> None:
    seen: list[str] = []
    cloud = scripted(noting(seen, (200, {}, {})))
    with pytest.raises(ValueError, match="only GET is sent"):
        change(cloud.reader().session.clients("s"))
    assert seen == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/providers/Microsoft.ResourceGraph/operations"),
        ("POST", "/providers/Microsoft.ResourceGraph/resources/x"),
        ("POST", "/providers/Microsoft.ResourceGraph/resources?api-version=1&$action=delete"),
        ("POST", "/providers/Microsoft.ResourceGraph/resources"),
        ("POST", "/x/providers/Microsoft.ResourceGraph/resources?api-version=1"),
        ("PUT", "/providers/Microsoft.ResourceGraph/resources?api-version=1"),
        ("POST", "/subscriptions/s/metrics:getBatch?api-version=1"),
    ],
)
def test_beside_reading_only_the_very_question_to_resource_graph_is_sent(
    scripted: Callable[..., Any], method: str, path: str
) -> None:
    from azure.core.rest import HttpRequest

    seen: list[str] = []
    cloud = scripted(noting(seen, (200, {}, {})))
    client = cloud.reader().session.clients("s").compute
    with pytest.raises(ValueError, match="only GET is sent"):
        client.send_request(HttpRequest(method, f"{cloud.base}{path}"))
    assert seen == []


@pytest.mark.parametrize("path", ["/subscriptions/s/metrics", "/subscriptions/s/metrics:getBatch2"])
def test_hosts_of_metrics_are_asked_for_batches_alone(
    scripted: Callable[..., Any], path: str
) -> None:
    seen: list[str] = []
    cloud = scripted(noting(seen, (200, {}, {"values": []})))
    with pytest.raises(ValueError, match="no question for metrics"):
        cloud.reader().session.metrics(f"{cloud.base}{path}", {}, lambda *_: None)
    other = scripted(noting(seen, (200, {}, {"values": []})))
    batch = f"{other.base}/subscriptions/s/metrics:getBatch"
    with pytest.raises(ValueError, match="no question for metrics"):
        cloud.reader().session.metrics(batch, {}, lambda *_: None)
    assert seen == []


def test_a_provider_that_is_not_registered_is_told_and_not_registered(
    scripted: Callable[..., Any],
) -> None:
    seen: list[str] = []
    code = "MissingSubscriptionRegistration"
    message = "The subscription is not registered to use namespace 'Microsoft.Compute'"
    no: Any = (409, {}, {"error": {"code": code, "message": message}})
    cloud = scripted(noting(seen, no))
    with pytest.raises(Unavailable, match=code):
        cloud.reader().fetch(disk.DISKS.kind)
    assert [path for path in seen if "register" in path] == []
    assert len(seen) == len(cloud.calls) == 1


def test_another_host_is_not_asked_whoever_asks(scripted: Callable[..., Any]) -> None:
    from azure.core.rest import HttpRequest

    from providers.azure.wire import ForeignNextLink

    seen: list[str] = []
    other = scripted(noting(seen, (200, {}, {})))
    ours = scripted(lambda *_: (200, {}, {"value": []}))
    client = ours.reader().session.clients("s").compute
    with pytest.raises(ForeignNextLink):
        client.send_request(HttpRequest("GET", f"{other.base}/subscriptions"))
    assert seen == []


@pytest.fixture
def served() -> list[object]:
    """The items of every page that the hostile cloud gives."""
    return []


@pytest.fixture
def hostile(scripted: Callable[..., Any], served: list[object]) -> Any:
    return scripted(lambda *_: (200, {}, {"value": served, "data": served}))


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(page=st.lists(JSON, max_size=3))
def test_no_page_is_a_crash(
    hostile: Any, served: list[object], prod: Account, page: list[object]
) -> None:
    served[:] = page
    reader = hostile.reader()
    for read in (vm, disk, network, public_ip, subnet):
        found = listed_rows(read, reader, prod)
        odd = [one for one in page if not isinstance(one, dict)]
        assert bool(found.gaps) == bool(odd)
        assert read is subnet or len(found.items) == sum(isinstance(one, dict) for one in page)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(page=st.lists(JSON, max_size=3))
def test_no_page_of_resource_graph_is_a_crash(
    hostile: Any, served: list[object], prod: Account, page: list[object]
) -> None:
    mine = {"id": f"/{prod.id}/x", "subscriptionId": prod.id}
    served[:] = [
        {**one, **mine, "id": f"/{n}"} if isinstance(one, dict) else one
        for n, one in enumerate(page)
    ]
    reader = hostile.reader()
    odd = sum(not isinstance(one, dict) for one in page)
    for read in (vm, disk, network, public_ip, subnet):
        found = rows(read, reader, {prod.id: prod})
        assert bool(found.gaps) is bool(odd)
        assert read is subnet or len(found.items) == len(page) - odd

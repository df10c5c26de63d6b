"""Reading ARM: pages, hosts, and answers that are none."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from providers.azure import disk, vm
from providers.errors import Denied, Odd, Throttled, Unreachable

DISKS, VMS = disk.DISKS.kind, vm.VMS.kind
Scripted = Callable[[Callable[[str, Mapping[str, str]], Any]], Any]


def test_every_page_is_read_and_counted(cloud: Any) -> None:
    found = cloud.reader().fetch(VMS)
    assert [item["name"] for item in found.items] == [f"web-{n}" for n in range(5)]
    assert [(source.name, source.calls) for source in found.sources] == [
        ("Azure Compute virtualMachines", 3)
    ]
    assert [(call.service, call.operation, call.ended) for call in cloud.calls] == [
        ("Microsoft.Compute", "virtualMachines/read", "ok")
    ] * 3
    assert all(call.ms > 0 and call.price == 0 for call in cloud.calls)


def test_a_link_to_another_host_is_not_followed_with_our_token(scripted: Scripted) -> None:
    stolen: list[str] = []

    def thief(path: str, headers: Mapping[str, str]) -> Any:
        stolen.append(headers.get("Authorization", ""))
        return 200, {}, {"value": []}

    other = scripted(thief)
    ours = scripted(lambda *_: (200, {}, {"value": [], "nextLink": f"{other.base}/next"}))
    with pytest.raises(Odd, match="ForeignNextLink"):
        ours.reader().fetch(DISKS)
    assert stolen == []


def test_a_redirect_is_not_followed_with_our_token(scripted: Scripted) -> None:
    stolen: list[str] = []

    def thief(path: str, _: Mapping[str, str]) -> Any:
        stolen.append(path)
        return 200, {}, {"value": []}

    other = scripted(thief)
    ours = scripted(lambda *_: (302, {"Location": f"{other.base}/x"}, {}))
    with pytest.raises(Odd, match="HTTP 302"):
        ours.reader().fetch(DISKS)
    assert stolen == []


def test_a_list_that_never_ends_is_given_up(scripted: Scripted) -> None:
    ours: list[Any] = []
    ours.append(scripted(lambda path, _: (200, {}, {"value": [], "nextLink": ours[0].base + path})))
    with pytest.raises(Odd, match="EndlessPages"):
        ours[0].reader().fetch(DISKS)


@pytest.mark.parametrize("body", [b"<html>hello</html>", {"values": []}, [], {"value": None}])
def test_an_answer_that_is_no_list_is_not_an_empty_one(scripted: Scripted, body: object) -> None:
    with pytest.raises(Odd, match=r"NotJson|NoValue"):
        scripted(lambda *_: (200, {}, body)).reader().fetch(DISKS)


def test_a_page_that_fails_fails_the_list(scripted: Scripted) -> None:
    ours: list[Any] = []

    def answer(path: str, _: Mapping[str, str]) -> Any:
        if "page=2" in path:
            return 403, {}, {"error": {"code": "AuthorizationFailed"}}
        return 200, {}, {"value": [{"id": "a"}], "nextLink": f"{ours[0].base}/x?page=2"}

    ours.append(scripted(answer))
    with pytest.raises(Denied):
        ours[0].reader().fetch(DISKS)


def test_throttling_is_retried_as_azure_asks_and_every_try_is_told(scripted: Scripted) -> None:
    tries: list[str] = []

    def answer(path: str, _: Mapping[str, str]) -> Any:
        tries.append(path)
        if len(tries) < 3:
            return 429, {"Retry-After": "0"}, {"error": {"code": "TooManyRequests"}}
        return 200, {}, {"value": [{"id": "a"}]}

    ours = scripted(answer)
    found = ours.reader().fetch(DISKS)
    assert len(found.items) == 1
    assert [call.ended for call in ours.calls] == ["TooManyRequests", "TooManyRequests", "ok"]
    assert found.sources[0].calls == 3


def test_a_wait_of_minutes_is_not_waited_for(scripted: Scripted) -> None:
    busy = (429, {"Retry-After": "600"}, {"error": {"code": "TooManyRequests"}})
    ours = scripted(lambda *_: busy)
    with pytest.raises(Throttled):
        ours.reader().fetch(DISKS)
    assert len(ours.calls) == 1


def test_nobody_at_the_endpoint_is_unreachable(scripted: Scripted) -> None:
    from dataclasses import replace

    gone = replace(scripted(lambda *_: (200, {}, {})), base="http://127.0.0.1:1")
    with pytest.raises(Unreachable, match="azure prod"):
        gone.reader().fetch(DISKS)
    assert {call.ended for call in gone.calls} == {"ServiceRequestError"}


def test_a_proxy_of_the_environment_has_no_say_on_loopback(
    cloud: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert len(cloud.reader().fetch(DISKS).items) == 1

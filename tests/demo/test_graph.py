"""The stand-in for Resource Graph, asked by Azure's own client where that is at hand."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from demo.arm import ArmEstate, arm_server
from demo.graph import Allowance

ONE, TWO, DENIED = "11111111-aaaa", "22222222-bbbb", "33333333-cccc"
VM, BUDGET = "Microsoft.Compute/virtualMachines", "Microsoft.Consumption/budgets"
QUERY = "resources | where type =~ 'microsoft.compute/virtualmachines' | order by id asc"


def vm(subscription: str, n: int) -> dict[str, object]:
    home = f"/subscriptions/{subscription}/resourceGroups/WEB/providers/{VM}"
    return {"id": f"{home}/vm-{n}", "name": f"vm-{n}", "type": VM, "properties": {"a": n}}


ESTATE = ArmEstate(
    subscriptions=tuple(
        {"subscriptionId": one, "displayName": one[:4], "state": "Enabled", "tenantId": "t"}
        for one in (ONE, TWO, DENIED)
    ),
    resources={
        one: {VM: tuple(vm(one, n) for n in range(3)), BUDGET: ({"id": f"/{one}/b"},)}
        for one in (ONE, TWO, DENIED)
    },
    power={str(vm(ONE, 1)["id"]).lower(): "deallocated"},
    points=lambda *_: (),
    denied=frozenset({DENIED}),
)


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with arm_server(ESTATE, graph_page_size=4, allowance=Allowance(1_000)) as url:
        yield url


def asked(base: str, query: str = QUERY, **more: Any) -> tuple[dict[str, Any], Mapping[str, str]]:
    url = f"{base}/providers/Microsoft.ResourceGraph/resources?api-version=2021-03-01"
    options = {"$top": 1000, **more.pop("options", {})}
    body = json.dumps({"query": query, "options": options, **more}).encode()
    request = Request(url, body, {"Authorization": "Bearer x"}, method="POST")
    with urlopen(request) as answer:
        return json.load(answer), dict(answer.headers)


def refused(base: str, **more: Any) -> dict[str, Any]:
    with pytest.raises(HTTPError) as found:
        asked(base, **more)
    with found.value as answer:
        assert answer.code == 400
        detail: dict[str, Any] = json.load(answer)["error"]["details"][0]
        return detail


def test_pages_follow_a_token_and_say_that_there_is_more(base: str) -> None:
    first, _ = asked(base)
    assert (first["totalRecords"], first["count"], first["resultTruncated"]) == (6, 4, "true")
    second, _ = asked(base, options={"$skipToken": first["$skipToken"]})
    assert (second["count"], second["resultTruncated"]) == (2, "false")
    assert "$skipToken" not in second
    ids = [row["id"] for row in first["data"] + second["data"]]
    assert ids == sorted(set(ids))


def test_rows_are_written_as_azure_writes_them(base: str) -> None:
    told, _ = asked(base, subscriptions=[ONE.upper()])
    row = told["data"][1]
    assert (row["type"], row["resourceGroup"]) == (VM.lower(), "web")
    assert (row["subscriptionId"], row["tags"], row["kind"]) == (ONE, None, "")
    assert "/resourceGroups/WEB/" in row["id"]
    state = row["properties"]["extended"]["instanceView"]["powerState"]
    assert state["code"] == "PowerState/deallocated"
    assert "extended" not in told["data"][0]["properties"]


def test_a_denied_subscription_is_left_out_without_a_word(base: str) -> None:
    told, _ = asked(base, subscriptions=[ONE, DENIED])
    assert {row["subscriptionId"] for row in told["data"]} == {ONE}
    shown, _ = asked(base, "resourcecontainers | project subscriptionId")
    assert [row["subscriptionId"] for row in shown["data"]] == [ONE, TWO]


def test_where_nothing_may_be_read_the_query_is_refused(base: str) -> None:
    assert refused(base, subscriptions=[DENIED])["code"] == "NoValidSubscriptionsInQueryRequest"


def test_what_the_graph_does_not_have_is_not_in_it(base: str) -> None:
    told, _ = asked(base, "resources | project type")
    assert {row["type"] for row in told["data"]} == {VM.lower()}


@pytest.mark.parametrize(
    "more",
    [
        {"query": "resources | summarize count()"},
        {"options": {"$skipToken": "mine"}},
        {"options": {"$skipToken": "bWluZTo0"}},
        {"options": {"$top": 0}},
        {"options": {"resultFormat": "table"}},
    ],
)
def test_what_it_does_not_know_it_refuses(base: str, more: dict[str, Any]) -> None:
    assert refused(base, **more)["code"].startswith("Invalid")


def test_a_query_too_many_is_throttled_and_the_quota_told() -> None:
    with arm_server(ESTATE, allowance=Allowance(queries=1, window=60)) as base:
        _, told = asked(base)
        assert told["x-ms-user-quota-remaining"] == "0"
        with pytest.raises(HTTPError) as found:
            asked(base)
        with found.value as answer:
            assert answer.code == 429
            assert answer.headers["x-ms-user-quota-resets-after"].startswith("00:00:5")


def test_what_may_be_done_in_a_subscription_is_told_and_not_in_a_denied_one(base: str) -> None:
    def told(subscription: str) -> Any:
        path = f"/subscriptions/{subscription}/providers/Microsoft.Authorization/permissions"
        url = f"{base}{path}?api-version=2022-04-01"
        with urlopen(Request(url, headers={"Authorization": "Bearer x"})) as answer:
            return json.load(answer)["value"]

    assert told(ONE) == [{"actions": ["*/read"], "notActions": []}]
    with pytest.raises(HTTPError) as found:
        told(DENIED)
    found.value.close()
    assert found.value.code == 403

"""The estate's Azure part as ARM serves it: the same resources as in the truth."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest

from demo.run import Running

Truth = dict[str, Any]
TYPES = {
    "vms": "Microsoft.Compute/virtualMachines",
    "disks": "Microsoft.Compute/disks",
    "public_ips": "Microsoft.Network/publicIPAddresses",
    "networks": "Microsoft.Network/virtualNetworks",
}


def _get(served: Running, path: str, **query: str) -> dict[str, Any]:
    azure: Any = served.settings["azure"]
    url = f"{azure['endpoint']}{path}?{urlencode({'api-version': '2024-02-01', **query})}"
    with urlopen(Request(url, headers={"Authorization": "Bearer fake"})) as answer:
        loaded: dict[str, Any] = json.load(answer)
        return loaded


def _accounts(truth: Truth, *, denied: bool) -> list[str]:
    return [
        account["id"]
        for account in truth["accounts"]
        if account["cloud"] == "azure" and bool(account["denied"]) is denied
    ]


def _true(truth: Truth, subject: str, account: str) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in truth[subject] if item["account_id"] == account}


def _items(served: Running, account: str, subject: str) -> dict[str, dict[str, Any]]:
    path = f"/subscriptions/{account}/providers/{TYPES[subject]}"
    found: list[dict[str, Any]] = []
    answer = _get(served, path)
    while True:
        found += answer["value"]
        if "nextLink" not in answer:
            return {item["id"].lower(): item for item in found}
        assert len(answer["value"]) >= 50
        answer = _get(served, path, **dict(parse_qsl(urlsplit(answer["nextLink"]).query)))


def test_every_subscription_is_listed(served: Running, truth: Truth) -> None:
    listed = {
        s["subscriptionId"]: s["displayName"] for s in _get(served, "/subscriptions")["value"]
    }
    azure = [account for account in truth["accounts"] if account["cloud"] == "azure"]
    assert listed == {account["id"]: account["account"] for account in azure}


@pytest.mark.parametrize("subject", list(TYPES))
def test_resources_are_those_of_the_truth(served: Running, truth: Truth, subject: str) -> None:
    for account in _accounts(truth, denied=False):
        true = _true(truth, subject, account)
        found = _items(served, account, subject)
        assert found.keys() == true.keys()
        assert all(found[i].get("tags", {}) == item["tags"] for i, item in true.items())


def test_ids_are_not_written_in_lower_case(served: Running, truth: Truth) -> None:
    account = _accounts(truth, denied=False)[0]
    answer = _get(served, f"/subscriptions/{account}/providers/{TYPES['vms']}")
    assert all(item["id"] != item["id"].lower() for item in answer["value"])


def test_power_states_are_those_of_the_truth(served: Running, truth: Truth) -> None:
    for account in _accounts(truth, denied=False):
        path = f"/subscriptions/{account}/providers/{TYPES['vms']}"
        for item in _get(served, path, statusOnly="true")["value"]:
            codes = [s["code"] for s in item["properties"]["instanceView"]["statuses"]]
            state = _true(truth, "vms", account)[item["id"].lower()]["state"]
            assert f"PowerState/{state}" in codes


def test_disks_are_held_by_what_the_truth_says(served: Running, truth: Truth) -> None:
    for account in _accounts(truth, denied=False):
        for identity, item in _items(served, account, "disks").items():
            true = _true(truth, "disks", account)[identity]
            held = item.get("managedBy")
            assert (held.rpartition("/")[2] if held else None) == true["attached_to"]
            assert item["properties"]["diskState"] == true["state"]


def test_cpu_of_fourteen_days_is_that_of_the_truth(served: Running, truth: Truth) -> None:
    end = datetime(2026, 11, 18, tzinfo=UTC)
    window = f"{end - timedelta(days=14):%Y-%m-%dT%H:%M:%SZ}/{end:%Y-%m-%dT%H:%M:%SZ}"
    for account in _accounts(truth, denied=False):
        for identity, vm in _true(truth, "vms", account).items():
            answer = _get(
                served,
                f"{identity}/providers/Microsoft.Insights/metrics",
                metricnames="Percentage CPU",
                aggregation="Average",
                interval="FULL",
                timespan=window,
            )
            points = [p for s in answer["value"][0]["timeseries"] for p in s["data"]]
            averages = [p["average"] for p in points if p.get("average") is not None]
            known = vm["cpu"]["avg"]
            assert averages == ([] if known is None else [pytest.approx(known)])


def test_the_denied_subscription_is_refused(served: Running, truth: Truth) -> None:
    (account,) = _accounts(truth, denied=True)
    with pytest.raises(HTTPError) as refused:
        _get(served, f"/subscriptions/{account}/providers/{TYPES['vms']}")
    with refused.value as answer:
        assert answer.code == 403
        assert json.load(answer)["error"]["code"] == "AuthorizationFailed"

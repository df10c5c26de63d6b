"""Requests to Azure: what is attacked never reaches it, what is allowed arrives written anew."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from sandbox_runner.broker import Azure, Broker, Grant

S = "a1111111-aaaa-4111-8111-000000000001"
OTHER = "deadbeef-aaaa-4111-8111-000000000001"
M = "https://management.azure.com"
V = "api-version=2026-04-01"
VMS = f"/subscriptions/{S}/providers/Microsoft.Compute/virtualMachines"

ATTACKS = {
    "another host": f"https://evil.example{VMS}?{V}",
    "another host behind a user": f"https://management.azure.com@evil.example{VMS}?{V}",
    "a user": f"https://me@management.azure.com{VMS}?{V}",
    "a longer host": f"https://management.azure.com.evil.example{VMS}?{V}",
    "a host with a dot at its end": f"https://management.azure.com.{VMS}?{V}",
    "a port": f"https://management.azure.com:8443{VMS}?{V}",
    "plain http": f"http://management.azure.com{VMS}?{V}",
    "no scheme": f"//management.azure.com{VMS}?{V}",
    "a file": "file:///etc/passwd",
    "metadata": "http://169.254.169.254/metadata/identity?api-version=2018-02-01",
    "a fragment": f"{M}{VMS}?{V}#x",
    "a fragment before the host": f"https://evil.example#{M}{VMS}?{V}",
    "a backslash": f"https://evil.example\\@management.azure.com{VMS}?{V}",
    "a backslash in the path": f"{M}/subscriptions\\{S}/providers/Microsoft.Compute/disks?{V}",
    "dots": f"{M}/subscriptions/{S}/../{OTHER}/providers/Microsoft.Compute/disks?{V}",
    "escaped dots": f"{M}/subscriptions/{S}/%2e%2e/{OTHER}/providers/Microsoft.Compute/disks?{V}",
    "an escaped slash": f"{M}/subscriptions/{OTHER}%2F..%2F{S}/providers/Microsoft.Compute/disks?{V}",
    "an escape twice": f"{M}/subscriptions/{S}/%252e%252e/providers/Microsoft.Compute/disks?{V}",
    "a broken escape": f"{M}/subscriptions/{S}/providers/Microsoft.Compute/disks/%zz?{V}",
    "two slashes": f"{M}//evil.example/subscriptions/{S}?{V}",
    "two slashes inside": f"{M}/subscriptions/{S}//providers/Microsoft.Compute/disks?{V}",
    "a matrix parameter": f"{M}/subscriptions/{S};x=1/providers/Microsoft.Compute/disks?{V}",
    "a line break": f"{M}{VMS}?{V}\r\nX-Evil: 1",
    "an escaped line break": f"{M}{VMS}?{V}&$filter=a%0d%0aX-Evil:1",
    "a NUL": f"{M}{VMS}%00?{V}",
    "a space": f"{M}{VMS} ?{V}",
    "letters that look alike": f"https://mаnagement.azure.com{VMS}?{V}",
    "full-width dots": f"{M}/subscriptions/{S}/%EF%BC%8E%EF%BC%8E/x?{V}",
    "half a character": f"{M}/subscriptions/{S}/providers/Microsoft.Compute/disks/%ff?{V}",
    "another subscription": f"{M}/subscriptions/{OTHER}/providers/Microsoft.Compute/disks?{V}",
    "another subscription in a filter": f"{M}{VMS}?{V}&$filter=id%20eq%20'/subscriptions/{OTHER}/x'",
    "no subscription": f"{M}/subscriptions/all/providers/Microsoft.Compute/disks?{V}",
    "a management group": f"{M}/providers/Microsoft.Management/managementGroups/root?{V}",
    "a tenant's resource": f"{M}/providers/Microsoft.Compute/disks?{V}",
    "secrets of a vault": f"{M}/subscriptions/{S}/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v/secrets/s?{V}",
    "settings of an app": f"{M}/subscriptions/{S}/resourceGroups/g/providers/Microsoft.Web/sites/a/config/appsettings?{V}",
    "runs of a machine": f"{M}{VMS}/vm/runCommands?{V}",
    "metrics of what may not be read": f"{M}/subscriptions/{S}/providers/Microsoft.Evil/things/a/providers/Microsoft.Insights/metrics?{V}",
    "an unknown parameter": f"{M}{VMS}?{V}&$callback=https://evil.example",
    "a parameter twice": f"{M}{VMS}?{V}&api-version=2020-01-01",
    "no version": f"{M}{VMS}",
    "an odd version": f"{M}{VMS}?api-version=latest",
    "too long": f"{M}{VMS}?{V}&$filter={'a' * 9000}",
    "a host of metrics for something else": f"https://westeurope.metrics.monitor.azure.com{VMS}?{V}",
    "a host like one of metrics": f"https://evil.example/.metrics.monitor.azure.com{VMS}?{V}",
    "nothing": "",
    "an open bracket": f"https://[::1{VMS}?{V}",
}


def ask(broker: Broker, url: str, method: str = "GET", body: Any = None) -> Mapping[str, Any]:
    return broker.answer({"kind": "azure", "method": method, "url": url, "body": body})


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_an_attack_by_url_is_denied_before_anything_is_sent(
    make: Any, upstream: Any, attack: str
) -> None:
    broker = make()
    assert ask(broker, attack)["error"]["code"] == "AccessDenied"
    assert ask(broker, attack, "POST", {})["error"]["code"] == "AccessDenied"
    assert upstream.asked == []
    assert [call.decision for call in broker.calls] == ["denied", "denied"]


QUERY = f"{M}/subscriptions/{S}/providers/Microsoft.CostManagement/query?{V}"
GRAPH = f"{M}/providers/Microsoft.ResourceGraph/resources?{V}"
BATCH = f"https://westeurope.metrics.monitor.azure.com/subscriptions/{S}/metrics:getBatch?{V}"
POSTS: dict[str, tuple[str, str, Any]] = {
    "a restart": (f"{M}{VMS}/vm/restart?{V}", "POST", None),
    "keys": (f"{M}/subscriptions/{S}/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a/listKeys?{V}", "POST", {}),
    "keys by GET": (f"{M}/subscriptions/{S}/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a/listKeys?{V}", "GET", None),
    "a disk's download": (f"{M}/subscriptions/{S}/resourceGroups/g/providers/Microsoft.Compute/disks/d/beginGetAccess?{V}", "POST", {}),
    "a delete": (f"{M}{VMS}/vm?{V}", "DELETE", None),
    "a put": (f"{M}{VMS}/vm?{V}", "PUT", {}),
    "a verb in small letters": (f"{M}{VMS}?{V}", "get", None),
    "a verb with a line break": (f"{M}{VMS}?{V}", "GET /x\r\n", None),
    "an unknown member": (QUERY, "POST", {"type": "Usage", "callback": "x"}),
    "cost of a management group": (f"{M}/providers/Microsoft.Management/managementGroups/r/providers/Microsoft.CostManagement/query?{V}", "POST", {"type": "Usage"}),
    "a body that is no object": (QUERY, "POST", [1]),
    "a body that is not a number": (QUERY, "POST", {"type": float("nan")}),
    "another subscription in the body": (QUERY, "POST", {"type": "Usage", "dataset": {"filter": {"dimensions": {"values": [f"/subscriptions/{OTHER}/resourceGroups/g"]}}}}),
    "a graph of another subscription": (GRAPH, "POST", {"query": "resources", "subscriptions": [OTHER]}),
    "a graph of management groups": (GRAPH, "POST", {"query": "resources", "managementGroups": ["root"]}),
    "a graph that hides a name": (GRAPH, "POST", {"query": "resources | extend x = properties[strcat('user','Data')]"}),
    "a graph of start scripts": (GRAPH, "POST", {"query": "resources | project x = properties.osProfile.customData"}),
    "a graph below a subscription": (f"{M}/subscriptions/{S}/providers/Microsoft.ResourceGraph/resources?{V}", "POST", {"query": "resources"}),
    "a graph's history": (f"{M}/providers/Microsoft.ResourceGraph/resourcesHistory?{V}", "POST", {"query": "resources"}),
    "a batch of another subscription": (BATCH, "POST", {"resourceids": [f"/subscriptions/{OTHER}/x"]}),
    "a batch of anything": (BATCH, "POST", {"resourceids": ["https://evil.example"]}),
}  # fmt: skip


@pytest.mark.parametrize("attack", POSTS.values(), ids=POSTS)
def test_what_is_no_read_is_denied_before_anything_is_sent(
    make: Any, upstream: Any, attack: tuple[str, str, Any]
) -> None:
    url, method, body = attack
    assert ask(make(), url, method, body)["error"]["code"] == "AccessDenied"
    assert upstream.asked == []


@pytest.mark.parametrize(
    ("url", "body"),
    [
        (f"{M}{VMS}?{V}&statusOnly=true", None),
        (f"{M}{VMS}/vm-1/providers/Microsoft.Insights/metrics?{V}&metricnames=Percentage%20CPU", None),
        (f"{M}/subscriptions/{S}/resourceGroups/rg%20one/providers/Microsoft.Compute/disks/d.1?{V}", None),
        (f"{M}/subscriptions/{S}/resourceGroups?{V}", None),
        (QUERY, {"type": "Usage", "timeframe": "MonthToDate", "dataset": {}}),
        (GRAPH, {"query": "resources | summarize count()"}),
        (BATCH, {"resourceids": [f"{VMS}/vm-1"]}),
    ],
)  # fmt: skip
def test_what_may_be_asked_arrives_with_the_real_token(
    make: Any, upstream: Any, url: str, body: Any
) -> None:
    upstream.says({"value": []})
    reply = ask(make(), url, "POST" if body else "GET", body)
    assert reply["ok"]["status"] == 200
    (_, path, headers, sent) = upstream.asked[0]
    assert headers["Authorization"] == "Bearer the-real-token-of-azure"
    assert path == url[url.index("/", 8) :].replace("Percentage%20CPU", "Percentage%20CPU")
    if "ResourceGraph" in url:
        assert json.loads(sent)["subscriptions"] == [S]


def test_the_token_is_in_nothing_that_a_script_or_the_audit_gets(make: Any, upstream: Any) -> None:
    broker = make()
    reply = ask(broker, f"{M}{VMS}?{V}")
    told = json.dumps(reply) + repr(broker.calls)
    assert upstream.asked
    assert "the-real-token" not in told


def test_a_redirect_is_not_followed(make: Any, upstream: Any) -> None:
    upstream.status, upstream.headers = 302, {"Location": "https://evil.example/"}
    assert ask(make(), f"{M}{VMS}?{V}")["ok"]["status"] == 302
    assert len(upstream.asked) == 1


def test_members_that_hold_secrets_are_blanked(make: Any, upstream: Any) -> None:
    upstream.says(
        {"value": [{"properties": {"osProfile": {"customData": "c2g="}, "primaryKey": "k"}}]}
    )
    shown = ask(make(), f"{M}{VMS}?{V}")["ok"]["body"]["value"][0]["properties"]
    assert shown == {"osProfile": {"customData": "[redacted]"}, "primaryKey": "[redacted]"}


def test_a_graphs_cells_hide_nothing(make: Any, upstream: Any) -> None:
    hidden = json.dumps({"env": [{"name": "KEY", "value": "s3cret"}], "password": "s3cret"})
    rows = [{"name": "a", "value": "kept", "x": [{"name": "KEY", "value": "s3cret"}], "t": hidden}]
    upstream.says({"data": rows, "count": 1})
    told = ask(make(), GRAPH, "POST", {"query": "resources"})["ok"]["body"]["data"][0]
    assert "s3cret" not in json.dumps(told)
    assert (told["name"], told["value"]) == ("a", "kept")


def test_of_the_subscriptions_only_the_granted_are_shown(make: Any, upstream: Any) -> None:
    upstream.says({"value": [{"subscriptionId": S}, {"subscriptionId": OTHER}]})
    assert ask(make(), f"{M}/subscriptions?{V}")["ok"]["body"]["value"] == [{"subscriptionId": S}]


def test_a_link_to_the_next_page_leads_to_the_host_that_the_script_knows(
    make: Any, upstream: Any
) -> None:
    upstream.says({"value": [], "nextLink": f"{upstream.base}{VMS}?{V}&$skiptoken=2"})
    link = ask(make(), f"{M}{VMS}?{V}")["ok"]["body"]["nextLink"]
    assert link.startswith(f"{M}/")
    assert ask(make(), link)["ok"]["status"] == 200


def test_cost_needs_the_right_to_it(make: Any, upstream: Any) -> None:
    grant = Grant(subscriptions=(S,), rights=frozenset({"inventory"}))
    assert ask(make(grant), QUERY, "POST", {"type": "Usage"})["error"]["code"] == "AccessDenied"
    assert ask(make(grant), f"{M}{VMS}?{V}")["ok"]["status"] == 200
    assert len(upstream.asked) == 1


@pytest.mark.parametrize(
    "endpoint",
    ["http://management.azure.com", "ftp://127.0.0.1", "https://a@b.c", "http://10.0.0.1", "x"],
)
def test_an_endpoint_without_tls_is_on_loopback(endpoint: str) -> None:
    with pytest.raises(ValueError, match="endpoint"):
        Azure(None, endpoint)  # type: ignore[arg-type]


@pytest.mark.parametrize("body", [b"<html>", b"[" * 100_000, b"\xff\xfe", b"null", b"[]"])
def test_an_answer_that_is_no_json_hurts_nobody(make: Any, upstream: Any, body: bytes) -> None:
    upstream.body = body
    assert "error" in (reply := ask(make(), f"{M}{VMS}?{V}")) or reply["ok"]["status"] == 200

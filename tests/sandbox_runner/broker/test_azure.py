"""Requests to Azure: what is attacked never reaches it, what is allowed arrives written anew."""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sandbox_runner.broker import Azure, Broker, Grant

S = "a1111111-aaaa-4111-8111-000000000001"
OTHER = "deadbeef-aaaa-4111-8111-000000000001"
M = "https://management.azure.com"
V = "api-version=2026-04-01"
VMS = f"/subscriptions/{S}/providers/Microsoft.Compute/virtualMachines"

_NAMES = {"S": S, "OTHER": OTHER, "M": M, "V": V, "VMS": VMS}
_FILE = tomllib.loads((Path(__file__).parent / "attacks.toml").read_text(encoding="utf-8"))


def _named(value: Any) -> Any:
    match value:
        case str():
            return re.sub(r"{(\w+)}", lambda found: _NAMES[found[1]], value)
        case dict():
            return {key: _named(one) for key, one in value.items()}
        case list():
            return [_named(one) for one in value]
        case _:
            return value


URLS = [pytest.param(_named(one["url"]), id=one["name"]) for one in _FILE["url"]]
REQUESTS = [pytest.param(_named(one), id=one["name"]) for one in _FILE["request"]]
URLS.append(pytest.param(f"{M}{VMS}?{V}&$filter={'a' * 9000}", id="too long"))


def ask(broker: Broker, url: str, method: str = "GET", body: Any = None) -> Mapping[str, Any]:
    return broker.answer({"kind": "azure", "method": method, "url": url, "body": body})


@pytest.mark.parametrize("attack", URLS)
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


@pytest.mark.parametrize("attack", REQUESTS)
def test_what_is_no_read_is_denied_before_anything_is_sent(
    make: Any, upstream: Any, attack: dict[str, Any]
) -> None:
    reply = ask(make(), attack["url"], attack["method"], attack.get("body"))
    assert reply["error"]["code"] == "AccessDenied"
    assert upstream.asked == []


@pytest.mark.parametrize(
    ("url", "body"),
    [
        (f"{M}{VMS}?{V}&statusOnly=true", None),
        (f"{M}{VMS}/vm-1/providers/Microsoft.Insights/metrics?{V}&metricnames=CPU%20Credits", None),
        (f"{M}/subscriptions/{S}/resourceGroups/r%20a/providers/Microsoft.Sql/servers/d?{V}", None),
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
    assert path == url[url.index("/", 8) :]
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

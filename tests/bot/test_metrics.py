"""What is counted: answers and calls, under labels that name nobody."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.ask import Person
from bot.metrics import Metrics
from finops.answer import Answer, Gap, Source
from providers.model import Call
from tests.bot.http.serving import TOKEN, Charge, Client, hashed, served, settings_for

NOW = datetime(2026, 11, 18, tzinfo=UTC)
LABELS = {"surface", "route", "outcome", "cached", "cloud", "service", "operation", "ended", "le"}


def figures(text: str) -> dict[str, float]:
    """Every sample of ours, as `name{label=value,…}`."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{key}={value}" for key, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}"] = sample.value
    return found


def test_an_answer_is_counted_with_its_gaps_and_sources() -> None:
    metrics = Metrics()
    answer = Answer(
        id="a",
        outcome="partial",
        headline="h",
        route="rules",
        elapsed_ms=420,
        gaps=(Gap(where="w", why="y", fix="f"),) * 2,
        sources=(
            Source(name="EC2", as_of=NOW, cached=True),
            Source(name="CloudWatch", as_of=NOW, calls=2),
        ),
    )
    for surface in ("slack", "slack", "http"):
        metrics.answered(answer, Person("slack:U1", surface))
    metrics.answered(Answer(id="b", outcome="unread", headline="h"), Person("x", "teams"))
    found = figures(metrics.page().decode())
    assert found["finops_questions_total{outcome=partial,route=rules,surface=slack}"] == 2
    assert found["finops_questions_total{outcome=unread,route=none,surface=teams}"] == 1
    assert found["finops_gaps_total{surface=slack}"] == 4
    assert found["finops_sources_total{cached=yes}"] == 3
    assert found["finops_sources_total{cached=no}"] == 3
    assert found["finops_question_seconds_sum{surface=slack}"] == pytest.approx(0.84)
    assert found["finops_question_seconds_bucket{le=0.25,surface=slack}"] == 0
    assert found["finops_question_seconds_bucket{le=0.5,surface=slack}"] == 2


def test_a_call_is_counted_with_its_price() -> None:
    metrics = Metrics()
    call = Call("aws", "1111", "eu", "ce", "GetCostAndUsage", "ok", 250.0, Decimal("0.01"))
    denied = Call("aws", "1111", "eu", "ce", "GetCostAndUsage", "AccessDenied", 5.0)
    for one in (call, call, denied):
        metrics.called(one)
    text = metrics.page().decode()
    found = figures(text)
    labels = "cloud=aws,operation=GetCostAndUsage,service=ce"
    assert found["finops_api_calls_total{cloud=aws,ended=ok," + labels[10:] + "}"] == 2
    assert found[f"finops_api_price_usd_total{{{labels}}}"] == pytest.approx(0.02)
    assert found["finops_api_call_seconds_count{cloud=aws,service=ce}"] == 3
    assert "1111" not in text


def test_questions_over_http_are_counted_and_no_label_names_anybody(tmp_path: Path) -> None:
    access = {"tokens": [{"name": "secretive", "sha256": hashed("s")}]}
    with served(settings_for(tmp_path, [Charge("1")], access=access)) as client:
        client.ask("what did we spend last month")
        client.holding("s").ask("what did we spend last month")
        client.ask("xyzzy plugh")
        text = client.http.get("/metrics").text
    found = figures(text)
    assert found["finops_questions_total{outcome=partial,route=rules,surface=http}"] == 1
    assert found["finops_questions_total{outcome=refused,route=rules,surface=http}"] == 1
    assert "process_resident_memory_bytes{}" in found
    ours = [line for line in text.splitlines() if line.startswith("finops_")]
    assert {name for line in ours for name in re.findall(r'(\w+)="', line)} <= LABELS
    for secret in ("secretive", "prod", "xyzzy", "spend", TOKEN):
        assert secret not in text


def scrape(client: Client, token: str | None, **headers: str) -> int:
    return client.holding(token).send("GET", "/metrics", headers=headers).status_code


def test_from_afar_the_metrics_are_for_admins(tmp_path: Path) -> None:
    names = ("watcher", "other")
    access = {
        "tokens": [{"name": name, "sha256": hashed(name)} for name in names],
        "grants": [
            {"to": ["http:watcher"], "rights": ["admin"]},
            {"to": ["http:other"], "rights": ["cost", "inventory"]},
        ],
    }
    with served(settings_for(tmp_path, [], access=access)) as client:
        assert scrape(client, None) == 200
        # As through a proxy, and as a browser that was led to us by another name.
        for afar in ({"X-Forwarded-For": "127.0.0.1"}, {"Via": "1.1 x"}, {"Host": "evil.example"}):
            assert scrape(client, None, **afar) == 401
            assert scrape(client, "other", **afar) == 403
            assert scrape(client, "watcher", **afar) == 200
            assert scrape(client, TOKEN, **afar) == 200

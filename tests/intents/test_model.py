"""The real SDK against a scripted Messages API: what comes back, what it costs, what goes wrong."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from time import monotonic

import pytest

from demo.messages_api import (
    BROKEN,
    CUT,
    HANG,
    OVERLOADED,
    REFUSAL,
    Reply,
    error,
    message,
    serving,
    tool,
    words,
)
from intents.breaker import Breaker
from intents.model import Choice, Model, Prompt, Said, Tool
from intents.tokens import prices
from intents.trouble import Trouble

from .asking import NAME, NOW, Memory, asking

PROMPT = Prompt("be brief", "hello")
SLOW_DOWN = error(429, "rate_limit_error", "too fast", retry_after="1")


def trouble(*script: Reply, **choice: object) -> Trouble:
    with asking(*script, **choice) as (model, _):  # type: ignore[arg-type]
        found = model.ask(PROMPT)
    assert isinstance(found, Trouble)
    return found


def test_words_come_back_with_their_price() -> None:
    with asking(words("hello you")) as (model, _):
        found = model.ask(PROMPT)
    assert isinstance(found, Said)
    assert (found.text, found.usage.calls, found.usage.tokens) == ("hello you", 1, 1100)
    assert found.usage.price == Decimal("0.003")


def test_a_tool_comes_back_with_its_input_whatever_stands_before_it() -> None:
    call = {"type": "tool_use", "id": "t", "name": "read", "input": {"subject": "vm"}}
    thought = {"type": "thinking", "thinking": "hm", "signature": "s"}
    with asking(message(thought, {"type": "text", "text": "so"}, call)) as (model, _):
        found = model.ask(PROMPT)
    assert isinstance(found, Said)
    assert (found.tool, found.input) == ("read", {"subject": "vm"})


def test_what_is_the_same_for_every_question_is_marked_for_the_cache() -> None:
    tools = (Tool("read", "reads", {"type": "object"}),)
    with asking(words("x")) as (model, api):
        model.ask(Prompt("be brief", "hello", tools))
    (asked,) = api.asked
    assert asked.path == "/v1/messages"
    assert "a-key" in asked.headers.get("authorization", "") + asked.headers.get("x-api-key", "")
    assert asked.body["system"][0]["cache_control"] == {"type": "ephemeral"}
    assert asked.body["tools"] == [
        {"name": "read", "description": "reads", "input_schema": {"type": "object"}}
    ]
    # Newer models refuse each of these.
    assert not {"tool_choice", "temperature", "thinking"} & set(asked.body)


def test_cached_tokens_have_their_own_price() -> None:
    used = {"cache_creation_input_tokens": 4000, "cache_read_input_tokens": 8000}
    with asking(message({"type": "text", "text": "x"}, tokens=used)) as (model, _):
        found = model.ask(PROMPT)
    assert found.usage.price == Decimal("0.003") + Decimal("0.01") + Decimal("0.0008")


@pytest.mark.parametrize("first", [OVERLOADED, BROKEN, CUT, SLOW_DOWN])
def test_what_may_pass_is_tried_again(first: Reply) -> None:
    with asking(first, words("at last")) as (model, api):
        found = model.ask(PROMPT)
    assert isinstance(found, Said)
    assert len(api.asked) == 2


def test_it_waits_as_long_as_the_api_asks() -> None:
    started = monotonic()
    with asking(SLOW_DOWN, words("at last")) as (model, _):
        model.ask(PROMPT)
    assert monotonic() - started >= 1


def test_it_does_not_wait_longer_than_a_person_would() -> None:
    started = monotonic()
    found = trouble(error(429, "rate_limit_error", "too fast", retry_after="3600"))
    assert found.why == "overloaded"
    assert monotonic() - started < 3


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ([OVERLOADED] * 3, "overloaded"),
        ([BROKEN] * 3, "unreachable"),
        ([CUT] * 3, "unreachable"),
        ([REFUSAL], "refused"),
        ([words("half a sen", stop="max_tokens")], "garbled"),
        ([Reply(b"{no json")], "garbled"),
        ([Reply(b"{}")], "garbled"),
        ([Reply(b"[1]")], "garbled"),
        ([Reply(b"<html>a proxy</html>")], "garbled"),
        ([error(401, "authentication_error", "invalid x-api-key")], "rejected"),
        ([error(404, "not_found_error", "model: claude-next")], "rejected"),
        ([error(400, "invalid_request_error", "your credit is too low")], "rejected"),
    ],
)  # fmt: skip
def test_each_trouble_says_why_and_what_to_do(script: list[Reply], why: str) -> None:
    found = trouble(*script)
    assert found.why == why
    assert found.message.startswith("the language model")
    assert found.fix


def test_the_reason_of_a_rejection_is_the_apis_own() -> None:
    found = trouble(error(400, "invalid_request_error", "your credit\nis too low"))
    assert "your credit is too low" in found.message


def test_a_model_that_hangs_is_given_up_in_time() -> None:
    started = monotonic()
    found = trouble(HANG, timeout_s=0.5)
    assert found.why == "timed_out"
    assert monotonic() - started < 3


def test_nobody_listening_is_unreachable_and_costs_nothing() -> None:
    known, ledger = prices(NAME), Memory()
    assert known is not None
    with serving([]) as api:
        pass
    choice = Choice("anthropic", NAME, known, key="k", base_url=api.url, timeout_s=1)
    found = Model(choice, ledger, lambda: NOW).ask(PROMPT)
    assert isinstance(found, Trouble)
    assert found.why == "unreachable"
    assert ledger.spent(NOW.date()) == 0


# ---------------------------------------------------------------------------------- the budget


def test_what_a_call_cost_is_what_is_spent() -> None:
    ledger = Memory()
    with asking(OVERLOADED, words("x"), ledger=ledger) as (model, _):
        model.ask(PROMPT)
        assert model.spent_today() == Decimal("0.003")


def test_without_budget_nothing_is_asked() -> None:
    with asking(words("x"), daily_budget_usd=Decimal("0.0001")) as (model, api):
        found = model.ask(PROMPT)
    assert isinstance(found, Trouble)
    assert found.why == "budget"
    assert "today's $0.0001" in found.message
    assert api.asked == []


def test_the_budget_is_never_overrun_and_is_there_again_tomorrow() -> None:
    day = [NOW]
    budget = Decimal("0.08")
    ledger = Memory()
    replies = [words("x")] * 30
    with asking(*replies, ledger=ledger, now=lambda: day[0], daily_budget_usd=budget) as (
        model,
        api,
    ):
        found = [model.ask(PROMPT) for _ in range(20)]
        assert any(isinstance(one, Trouble) for one in found)
        assert ledger.spent(NOW.date()) <= budget
        assert len(api.asked) < 20
        day[0] = NOW + timedelta(days=1)
        assert isinstance(model.ask(PROMPT), Said)


def test_a_call_that_died_on_the_way_may_have_been_billed() -> None:
    ledger = Memory()
    with asking(HANG, ledger=ledger, timeout_s=0.3) as (model, _):
        model.ask(PROMPT)
    assert ledger.spent(NOW.date()) > Decimal("0.03")


# --------------------------------------------------------------------------------- the breaker


def test_after_failures_in_a_row_it_is_left_alone_and_then_tried_again() -> None:
    ticks = [0.0]
    breaker = Breaker(lambda: ticks[0], failures=3, rest_s=60)
    with asking(BROKEN, BROKEN, BROKEN, words("back"), breaker=breaker) as (model, api):
        model.ask(PROMPT)
        found = model.ask(PROMPT)
        assert isinstance(found, Trouble)
        assert (found.why, len(api.asked)) == ("resting", 3)
        assert model.spent_today() == 0
        ticks[0] = 61
        assert isinstance(model.ask(PROMPT), Said)
        assert isinstance(model.ask(PROMPT), Trouble)


def test_a_refusal_is_no_failure_of_the_model() -> None:
    breaker = Breaker(lambda: 0.0, failures=1, rest_s=60)
    with asking(REFUSAL, words("x"), breaker=breaker) as (model, _):
        model.ask(PROMPT)
        assert isinstance(model.ask(PROMPT), Said)


# ------------------------------------------------------------------------------------- bedrock


def bedrock(url: str, region: str = "eu-central-1", **choice: object) -> Model:
    name = "global.anthropic.claude-sonnet-5-5"
    known = prices(name)
    assert known is not None
    made = Choice(
        "bedrock", name, known, base_url=url, region=region,
        unsigned=lambda: (RuntimeError,), **choice,  # type: ignore[arg-type]
    )  # fmt: skip
    return Model(made, Memory(), lambda: datetime.now(UTC))


def test_bedrock_is_asked_in_its_own_form_signed_by_aws_credentials(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with serving([tool("read", {"subject": "vm"})]) as api:
        found = bedrock(api.url).ask(PROMPT)
    assert isinstance(found, Said)
    assert found.input == {"subject": "vm"}
    (asked,) = api.asked
    assert asked.path == "/model/global.anthropic.claude-sonnet-5-5/invoke"
    assert asked.headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
    assert "/eu-central-1/bedrock/aws4_request" in asked.headers["authorization"]
    assert "anthropic_version" in asked.body
    assert "model" not in asked.body


def test_bedrock_without_credentials_is_a_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    with serving([]) as api:
        # The SDK keeps a session a region, credentials and all.
        found = bedrock(api.url, "eu-west-3", timeout_s=5).ask(PROMPT)
    assert isinstance(found, Trouble)
    assert found.why == "rejected"
    assert api.asked == []

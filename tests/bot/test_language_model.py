"""The language model as people set it up, and what answers say about it."""

import json
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.ask import Bot
from bot.clock import clock
from bot.doctor import examine
from bot.language_model import chosen, told
from bot.settings import Llm, Settings, SettingsError, load, read
from demo.messages_api import BROKEN, Api, Reply, serving, words
from demo.messages_api import read as reads

QUESTION = "moolah that went to AWS in October"
GOOD = reads(
    {"subject": "cost", "analysis": "aggregate", "period": "2026-10", "clouds": ["aws"]},
    ("moolah that went", "subject"),
    ("to AWS", "clouds"),
    ("in October", "period"),
)
BY_SERVICE = "cost by service last month"


@pytest.fixture
def script() -> list[Reply]:
    return []


@pytest.fixture
def api(script: list[Reply], monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    """A scripted API that the environment names, with a key."""
    with serving(script) as served:
        monkeypatch.setenv("ANTHROPIC_API_KEY", "a-key")
        monkeypatch.setenv("ANTHROPIC_BASE_URL", served.url)
        yield served


def opened(**table: Any) -> Bot:
    settings = load().model_copy(update={"llm": Llm(**table)})
    return Bot(settings, clock(settings.now))


def audited(home: Path) -> dict[str, Any]:
    (file,) = home.glob("audit/*")
    lines: list[dict[str, Any]] = [json.loads(line) for line in file.read_text().splitlines()]
    return [line for line in lines if line["kind"] == "question"][-1]


def test_without_a_key_the_reply_says_what_one_would_add(bot: Bot) -> None:
    answer = bot.ask(QUESTION)
    assert answer.outcome == "unread"
    (gap,) = answer.gaps
    assert gap.where == "language model"
    assert "ANTHROPIC_API_KEY" in gap.fix
    assert all(gap.where != "language model" for gap in bot.ask(BY_SERVICE).gaps)


def test_what_rules_cannot_read_is_read_priced_and_audited(
    home: Path, api: Api, script: list[Reply]
) -> None:
    script.append(GOOD)
    with closing(opened()) as bot:
        answer = bot.ask(QUESTION)
    assert (answer.outcome, answer.route) == ("partial", "llm")
    assert answer.rows[0]["cost"] == 20
    assert "read by a language model" in answer.understood
    (source,) = [one for one in answer.sources if one.tokens]
    assert (source.name, source.calls, source.tokens) == ("Anthropic Messages API", 1, 1100)
    assert source.price == Decimal("0.003")
    line = audited(home)
    assert (line["route"], line["tokens"], line["price"]) == ("llm", 1100, 0.003)


def test_what_rules_can_read_costs_nothing(home: Path, api: Api) -> None:
    with closing(opened()) as bot:
        assert bot.ask(BY_SERVICE).route == "rules"
    assert api.asked == []


def test_a_question_with_a_secret_is_not_sent(home: Path, api: Api) -> None:
    with closing(opened()) as bot:
        answer = bot.ask(f"{QUESTION} password=hunter2")
    assert answer.outcome == "unread"
    assert "secret" in answer.gaps[-1].why
    assert api.asked == []


def test_a_spent_budget_is_said_and_stays_spent_after_a_restart(
    home: Path, api: Api, script: list[Reply]
) -> None:
    script += [GOOD, GOOD]
    budget = {"daily_budget_usd": "0.06"}
    with closing(opened(**budget)) as bot:
        while bot.ask(QUESTION).outcome == "partial":
            script.append(GOOD)
    with closing(opened(**budget)) as bot:
        answer = bot.ask(QUESTION)
    assert "today's $0.06" in answer.gaps[-1].why
    assert answer.suggestions


def test_a_model_that_fails_leaves_what_rules_have_to_say(
    home: Path, api: Api, script: list[Reply]
) -> None:
    script += [BROKEN] * 3
    with closing(opened()) as bot:
        answer = bot.ask(QUESTION)
    assert answer.outcome == "unread"
    assert "moolah" in answer.headline
    assert "failed (500)" in answer.gaps[-1].why


def test_a_summary_is_written_where_it_is_wanted_and_paid_for(
    home: Path, api: Api, script: list[Reply]
) -> None:
    script += [words("R1 costs $12.50. R2 costs $99."), BROKEN, BROKEN, BROKEN]
    with closing(opened(summaries=True)) as bot:
        answer, bare = bot.ask(BY_SERVICE), bot.ask(BY_SERVICE)
    assert answer.summary == "Amazon EC2 costs $12.50."
    assert any(source.tokens for source in answer.sources)
    assert "Amazon" not in api.asked[0].text
    assert (bare.summary, bare.outcome, bare.rows) == ("", "partial", answer.rows)


def test_summaries_are_off_unless_wanted(home: Path, api: Api) -> None:
    with closing(opened()) as bot:
        assert bot.ask(BY_SERVICE).summary == ""
    assert api.asked == []


# ---------------------------------------------------------------------------------- the settings


def test_bedrock_needs_no_key() -> None:
    choice = chosen(Llm(provider="bedrock", region="eu-west-1"), {})
    assert choice is not None
    assert choice.model == "global.anthropic.claude-sonnet-5-5"


def test_a_key_never_shows() -> None:
    assert "a-key" not in repr(chosen(Llm(), {"ANTHROPIC_API_KEY": "a-key"}))


def test_a_model_without_known_prices_is_refused_unless_they_are_given(home: Path) -> None:
    with pytest.raises(SettingsError, match="set prices"):
        read({"llm": {"model": "claude-next"}}, home)
    own = {"input": 1, "output": 2, "cache_write": 1, "cache_read": "0.1"}
    settings = read({"llm": {"model": "claude-next", "prices": own}}, home)
    choice = chosen(settings.llm, {"ANTHROPIC_API_KEY": "k"})
    assert choice is not None
    assert choice.prices.output == 2


def test_doctor_tells_which_model_is_asked_and_what_is_spent(settings: Settings) -> None:
    assert told(settings, {})[0] == (
        "model      none: ANTHROPIC_API_KEY is not set, so rules alone read questions"
    )
    line, well = told(settings, {"ANTHROPIC_API_KEY": "k"})
    assert "claude-sonnet-5-5 (Anthropic Messages API); $0.00 of $5 are spent today" in line
    assert well
    assert any("model      none" in line for line, _ in examine(settings, clock(settings.now)))

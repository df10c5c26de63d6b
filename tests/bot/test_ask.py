"""A question's whole way: words in, an Answer out, and what is remembered of it."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.access import Grant, Rights
from bot.ask import Bot, Person
from bot.settings import Settings
from finops.suggestions import _BY_SUBJECT as OFFERED
from intents.context import ReadContext
from intents.query import Query
from intents.router import read

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
CHARGES = """ProviderName,ChargePeriodStart,EffectiveCost,BilledCost,BillingCurrency,ServiceName,\
SubAccountId,SubAccountName
AWS,2026-10-01,100,100,USD,Amazon Elastic Compute Cloud,111111111111,prod
AWS,2026-10-02,20,20,USD,Amazon Simple Storage Service,222222222222,staging
AWS,2026-11-17,3,3,USD,Amazon Simple Storage Service,222222222222,staging
"""


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    (tmp_path / "charges.csv").write_text(CHARGES, "utf-8")
    told: dict[str, Any] = {
        "home": tmp_path / "home",
        "aws": {"enabled": False},
        "azure": {"enabled": False},
        "charges": [{"path": str(tmp_path / "charges.csv")}],
    }
    (tmp_path / "home").mkdir()
    with closing(Bot(Settings(**told), lambda: NOW)) as made:
        yield made


def lines(bot_home: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for file in bot_home.glob("audit/*")
        for line in file.read_text().splitlines()
    ]


def may(*rights: str, accounts: tuple[str, ...] = ()) -> Person:
    grant = Grant(to=("slack:U1",), rights=frozenset(rights), accounts=accounts)
    return Person("slack:U1", "slack", rights=Rights((grant,), "the cloud team"))


def test_a_question_is_answered_and_audited(bot: Bot, tmp_path: Path) -> None:
    answer = bot.ask("what did we spend last month", Person("me", "terminal", "t1"))
    assert (answer.outcome, answer.route) == ("answered", "rules")
    assert answer.rows[0]["cost"] == 120
    (line,) = lines(tmp_path / "home")
    assert (line["id"], line["asker"], line["outcome"]) == (answer.id, "me", "answered")


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("stop vm web-1", "refused"),
        ("what's the weather", "refused"),
        ("help", "howto"),
        ("VMs painted blue", "unread"),
        ("", "howto"),
    ],
)
def test_what_is_not_a_query_is_an_answer_too(bot: Bot, question: str, outcome: str) -> None:
    answer = bot.ask(question)
    assert answer.outcome == outcome
    assert answer.headline


def test_an_unread_question_names_its_words(bot: Bot) -> None:
    said = "I cannot place: “painted”, “blue”. “VMs” leaves out “painted blue”"
    assert bot.ask("VMs painted blue").headline == said


def test_what_was_asked_is_not_offered_again(bot: Bot) -> None:
    answer = bot.ask("cost by service last month")
    assert "cost by service last month" not in answer.suggestions
    assert len(answer.suggestions) == 3


@pytest.mark.parametrize("question", sorted({one for many in OFFERED.values() for one in many}))
def test_every_suggestion_can_be_read(question: str) -> None:
    assert isinstance(read(question, ReadContext(NOW.date())).reading, Query)


def test_a_person_sees_the_accounts_they_were_granted(bot: Bot) -> None:
    answer = bot.ask("what did we spend last month", may("cost", accounts=("staging",)))
    assert answer.rows[0]["cost"] == 20


def test_a_person_without_the_right_is_told_who_can_grant_it(bot: Bot) -> None:
    answer = bot.ask("what did we spend last month", may("inventory"))
    assert answer.outcome == "refused"
    assert "the cloud team can grant it" in answer.headline
    assert answer.rows == ()


def test_a_button_gives_what_the_rights_of_who_presses_it_allow(bot: Bot) -> None:
    asked = bot.ask("what did we spend last month")
    again = bot.again(asked.id, may("cost", accounts=("prod",)))
    assert again is not None
    assert again.rows[0]["cost"] == 100
    assert bot.again("nothing", Person()) is None


def test_feedback_is_kept_with_the_question(bot: Bot) -> None:
    answer = bot.ask("what did we spend last month")
    assert bot.rate(answer.id, Person("me"), "down", "too high")
    assert not bot.rate("nothing", Person("me"), "up")
    (only,) = bot.feedback()
    assert (only.asked.question, only.reason) == ("what did we spend last month", "too high")


def test_a_bug_is_an_answer_with_a_reference(
    bot: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bot.ask("what did we spend last month")
    bot._warehouse.close()
    for file in (tmp_path / "home/warehouse").glob("*/charges.duckdb"):
        file.write_bytes(b"overwritten by something else")
    answer = bot.ask("what did we spend last month")
    assert answer.outcome == "failed"
    assert answer.id in answer.headline
    assert answer.id in caplog.text

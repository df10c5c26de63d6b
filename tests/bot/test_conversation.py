"""Conversations: what a thread remembers, for whom, for how long, and what a number picks."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.access import Grant, Rights
from bot.ask import Bot, Person
from bot.conversation import LOOSE, Conversations, Turn, picked, wished
from bot.settings import Settings
from intents.query import Query

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
CHARGES = """ProviderName,ChargePeriodStart,EffectiveCost,BilledCost,BillingCurrency,ServiceName,\
SubAccountId,SubAccountName,RegionId
AWS,2026-10-01,100,100,USD,Amazon Elastic Compute Cloud,111111111111,prod,us-east-1
AWS,2026-10-02,20,20,USD,Amazon Simple Storage Service,222222222222,staging,eu-west-1
AWS,2026-09-02,10,10,USD,Amazon Simple Storage Service,222222222222,staging,eu-west-1
"""
ME = Person("me", "terminal", "t1")


class Time:
    """A clock that tests move."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def told(tmp_path: Path) -> Settings:
    (tmp_path / "charges.csv").write_text(CHARGES, "utf-8")
    (tmp_path / "home").mkdir()
    settings: dict[str, Any] = {
        "home": tmp_path / "home",
        "aws": {"enabled": False},
        "azure": {"enabled": False},
        "charges": [{"path": str(tmp_path / "charges.csv")}],
    }
    return Settings(**settings)


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def bot(told: Settings, clock: Time) -> Iterator[Bot]:
    with closing(Bot(told, clock)) as made:
        yield made


def test_words_go_on_from_the_last_answer_of_their_thread(bot: Bot) -> None:
    bot.ask("cost by service last month", ME)
    narrowed = bot.ask("only in eu-west-1", ME)
    assert [row["cost"] for row in narrowed.rows] == [20]
    assert "goes on from “cost by service last month”" in narrowed.understood
    again = bot.ask("by account instead", ME)
    assert [row["sub_account_name"] for row in again.rows] == ["staging"]


def test_another_thread_knows_nothing_of_it(bot: Bot) -> None:
    bot.ask("cost by service last month", ME)
    answer = bot.ask("only in eu-west-1", replace(ME, thread="t2"))
    assert answer.outcome == "clarify"
    assert answer.choices


def test_a_row_is_followed_by_its_place(bot: Bot) -> None:
    bot.ask("cost by service last month", ME)
    answer = bot.ask("the second one", ME)
    assert [row["service_name"] for row in answer.rows] == ["Amazon Simple Storage Service"]


def test_a_restart_forgets_nothing(told: Settings, clock: Time) -> None:
    with closing(Bot(told, clock)) as first:
        first.ask("cost by service last month", ME)
    with closing(Bot(told, clock)) as second:
        assert second.ask("top 1", ME).row_count == 1


def test_an_answer_of_long_ago_is_told_to_be_one(bot: Bot, clock: Time) -> None:
    bot.ask("cost by service last month", ME)
    clock.now = NOON + timedelta(hours=5)
    assert "of 5 hours ago" in bot.ask("top 1", ME).understood
    clock.now = NOON + timedelta(days=9)
    assert bot.ask("top 1", ME).outcome == "clarify"


def test_a_conversation_without_a_thread_lasts_for_minutes(bot: Bot, clock: Time) -> None:
    alone = Person("slack:U1", "slack", loose="slack:D1:U1")
    bot.ask("cost by service last month", alone)
    assert bot.ask("top 1", alone).row_count == 1
    clock.now = NOON + LOOSE + timedelta(minutes=1)
    assert bot.ask("top 1", alone).outcome == "clarify"


def test_a_reply_in_a_thread_goes_on_from_the_thread_and_not_from_what_was_said_since(
    bot: Bot,
) -> None:
    bot.ask("cost by service last month", Person("u", "slack", "one", loose="dm"))
    bot.ask("cost by account last month", Person("u", "slack", "two", loose="dm"))
    answer = bot.ask("top 1", Person("u", "slack", "one", loose="dm"))
    assert next(column.name for column in answer.columns) == "service_name"
    fresh = bot.ask("top 1", Person("u", "slack", "three", loose="dm"))
    assert next(column.name for column in fresh.columns) == "service_name"


def test_who_follows_another_gets_what_their_own_rights_allow(bot: Bot) -> None:
    def may(user: str, account: str) -> Person:
        grant = Grant(to=(user,), rights=frozenset({"cost"}), accounts=(account,))
        return Person(user, "slack", "shared", rights=Rights((grant,), "the cloud team"))

    bot.ask("cost by service last month", may("slack:U1", "111111111111"))
    answer = bot.ask("by account", may("slack:U2", "222222222222"))
    assert [row["sub_account_name"] for row in answer.rows] == ["staging"]
    nothing = bot.ask("the query", Person("slack:U3", "slack", "shared", rights=Rights((), "us")))
    assert "100" not in nothing.to_json()


def test_what_could_not_be_read_leaves_the_answer_before_to_go_on_from(bot: Bot) -> None:
    bot.ask("cost by service last month", ME)
    assert bot.ask("only frobnicated", ME).outcome == "unread"
    assert bot.ask("top 1", ME).row_count == 1


def test_the_query_is_shown_the_rows_are_given_and_all_is_forgotten(bot: Bot) -> None:
    bot.ask("cost by service last month", ME)
    shown = bot.ask("show me the query", ME)
    assert shown.outcome == "howto"
    assert "SELECT" in (shown.command or "")
    assert bot.ask("export that", ME).row_count == 2
    assert bot.ask("reset", ME).outcome == "howto"
    for wish in ("export that", "show me the query", "top 1"):
        assert bot.ask(wish, ME).outcome == "clarify"


def test_a_number_picks_what_was_offered(bot: Bot) -> None:
    unsure = bot.ask("top 5 VMs", ME)
    assert unsure.outcome == "clarify"
    turn = Turn(NOON, "a", "q", None, offered=unsure.choices, is_choice=True)
    for words in ("2", "the second", "number 2", "option 2", "the second one please", "#2"):
        assert picked(words, turn) == unsure.choices[1]
    assert picked("5", turn) == "5"
    assert picked("only prod", turn) == "only prod"


def test_after_an_answer_an_ordinal_is_of_its_rows_and_a_bare_number_of_what_is_suggested() -> None:
    turn = Turn(NOON, "a", "q", None, offered=("cost by team", "… cost by account"))
    assert picked("2", turn) == "cost by account"
    assert picked("the second one", turn) == "the second one"


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("Show me the query, please", "query"),
        ("export that", "export"),
        ("as csv?", "export"),
        ("forget that", "forget"),
        ("only prod", None),
        ("explain our bill", None),
    ],
)
def test_what_is_wished_is_said_in_whole_sentences(words: str, wish: str | None) -> None:
    assert wished(words) == wish


def test_a_query_that_holds_a_secret_is_not_kept(tmp_path: Path) -> None:
    kept = Conversations(tmp_path)
    query = Query.model_validate(
        {"subject": "vm", "where": [{"field": "tags.password", "op": "eq", "value": "hunter22"}]}
    )
    kept.keep("t", Turn(NOON, "a", "VMs tagged password=hunter22", query, ({"name": "x"},), 1))
    turn = kept.last("t", NOON, LOOSE)
    assert turn is not None
    assert turn.query is None
    assert not turn.rows
    assert b"hunter22" not in b"".join(f.read_bytes() for f in tmp_path.glob("state.sqlite*"))

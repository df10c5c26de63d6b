"""A summary says only what the table says, and its writer never sees a name."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.render import render as in_slack
from bot.summary import _holds, summary
from bot.teams.render import draw as in_teams
from bot.terminal.render import render as in_terminal
from demo.messages_api import BROKEN, REFUSAL, Reply, serving, words
from finops.answer import Answer, Column
from intents.model import Choice, Model
from intents.tokens import prices
from tests.intents.asking import NAME, NOW, Memory

ANSWER = Answer(
    id="a1",
    outcome="answered",
    headline="$311.04 in all",
    query={"subject": "vm"},
    columns=(
        Column(name="name", type="text"),
        Column(name="tags.zebra", type="text"),
        Column(name="cpu", type="number", unit="percent"),
        Column(name="cost", type="money", unit="USD"),
    ),
    rows=(
        {"name": "web-secret", "tags.zebra": "team-secret", "cpu": Decimal("7.214"),
         "cost": Decimal("300.04")},
        {"name": "db-secret", "tags.zebra": "team-secret", "cpu": None, "cost": Decimal("11")},
    ),
    row_count=2,
    totals={"cost": Decimal("311.04")},
)  # fmt: skip


def told(*script: Reply, answer: Answer = ANSWER) -> tuple[str, list[Any]]:
    known = prices(NAME)
    assert known is not None
    with serving(script) as api:
        choice = Choice("anthropic", NAME, known, key="k", base_url=api.url, timeout_s=5)
        found = summary(answer, Model(choice, Memory(), lambda: NOW))
    return found.text, api.asked


def test_names_are_put_in_after_the_model_has_spoken() -> None:
    text, (asked,) = told(words("R1 costs $300.04 and runs at 7.2% CPU. R3 costs $11."))
    assert text == "web-secret costs $300.04 and runs at 7.2% CPU. db-secret costs $11."
    for name in ("secret", "zebra"):
        assert name not in asked.text


@pytest.mark.parametrize(
    "sentence",
    [
        "R1 costs $300.05.",
        "R1 costs 96% of it.",
        "R1 costs twice as much as R3.",
        "R9 costs $11.",
        "R0 costs $11.",
        "There are seven of them.",
        "Half of the cost is of R1.",
        "R1 costs $0.3k.",
        "It was 2026 when R1 cost $300.04.",
    ],
)
def test_a_sentence_with_what_the_table_has_not_is_dropped(sentence: str) -> None:
    text, _ = told(words(f"{sentence} R3 costs $11."))
    assert text == "db-secret costs $11."


def test_at_most_three_sentences_are_shown() -> None:
    text, _ = told(words(" ".join(["R1 costs $300.04."] * 5)))
    assert text.count("web-secret") == 3


@pytest.mark.parametrize("reply", [REFUSAL, BROKEN, words(""), Reply(b"{}")])
def test_a_model_that_fails_leaves_no_summary(reply: Reply) -> None:
    assert told(reply, reply, reply)[0] == ""


def test_an_answer_without_a_table_is_not_summarised() -> None:
    single = ANSWER.model_copy(update={"rows": ANSWER.rows[:1]})
    assert told(words("R1 costs $300.04."), answer=single)[1] == []


@given(st.decimals(0, 10_000, places=2))
def test_only_the_tables_numbers_hold(number: Decimal) -> None:
    numbers = {Decimal("300.04"), Decimal(11)}
    assert _holds(f"R1 costs ${number:,}.", 1, numbers) == (number in numbers)


def test_every_surface_says_who_wrote_it() -> None:
    written = ANSWER.model_copy(update={"summary": "web-1 costs $300.04."})
    for drawn in (
        in_terminal(written, 100, colour=False),
        str(in_slack(written).blocks),
        str(in_teams(written).card),
    ):
        assert drawn.index("web-1 costs $300.04.") > drawn.index("$311.04 in all")
        assert "written by a language model" in drawn

"""A script's answer on every surface: its code one click away, and harmless to read."""

import json

from bot.slack.render import MOST_JSON, code_shown
from bot.slack.render import render as on_slack
from bot.teams.render import BUDGET, draw
from bot.teams.text import size
from bot.terminal.render import render as on_terminal
from finops.answer import Answer, Column, Script

CODE = "import boto3\nfor one in range(3):\n    print(one)\nresult = {}"


def answered(code: str = CODE, outcome: str = "answered") -> Answer:
    return Answer.model_validate(
        {
            "id": "a7f3a7f3a7f3",
            "outcome": outcome,
            "headline": "A script computed this: 1 row",
            "route": "script",
            "columns": (Column(name="n", type="number"),) if outcome == "answered" else (),
            "rows": ({"n": 1},) if outcome == "answered" else (),
            "row_count": 1,
            "script": Script(code=code, sha256="00", tier="A", ending="finished"),
        }
    )


def test_slack_has_a_button_for_the_code_and_not_the_code_itself() -> None:
    blocks = json.dumps(on_slack(answered()).blocks)
    assert "Show code" in blocks
    assert "import boto3" not in blocks
    assert "for one in range(3):\\n    print(one)" in json.dumps(code_shown(answered()).blocks)


def test_a_long_script_keeps_within_slacks_limits_and_says_what_is_left_out() -> None:
    message = code_shown(answered("x = '<&>' # \u202e\n" * 2_000))
    drawn = json.dumps(message.blocks)
    assert len(drawn) < MOST_JSON
    assert "more lines: finops explain shows all of it" in drawn
    assert "\\u202e" not in drawn


def test_teams_has_the_code_behind_a_button_with_its_indentation() -> None:
    card = draw(answered()).card
    assert card is not None
    drawn = json.dumps(card, ensure_ascii=False)
    assert "Show code" in drawn
    assert "\u00a0\u00a0\u00a0\u00a0print(one)" in drawn


def test_a_long_script_keeps_within_a_cards_budget() -> None:
    card = draw(answered("x = 'ü{{DATE(1)}}'\n" * 1_000)).card
    assert card is not None
    assert size(card) <= BUDGET
    assert "The whole code: explain a7f3a7f3a7f3" in json.dumps(card)
    alone = draw(answered("x = 1\n" * 3_000, "howto")).card
    assert alone is not None
    assert size(alone) <= BUDGET


def test_a_terminal_says_how_to_read_the_code_and_shows_it_when_asked() -> None:
    text = on_terminal(answered(), 80, colour=False)
    assert "the script: explain a7f3a7f3a7f3" in text
    assert "import boto3" not in text
    shown = on_terminal(answered(f"{CODE}\n\x1b[31m", "howto"), 40, colour=False)
    assert "    print(one)" in shown
    assert "\x1b" not in shown

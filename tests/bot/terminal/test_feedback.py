"""`finops feedback`: newest first, whole, and harmless to a terminal."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.ask import Bot, Person
from bot.clock import clock
from bot.settings import Settings, load

QUESTION = "what did we spend last month"


def rate(settings: Settings, question: str, thumb: str, reason: str, now: str) -> None:
    at = settings.model_copy(update={"now": load().now.fromisoformat(now)})  # type: ignore[union-attr]
    with closing(Bot(at, clock(at.now))) as bot:
        answer = bot.ask(question, Person("slack:U1", "slack"))
        assert bot.rate(answer.id, Person("slack:U2", "slack"), thumb, reason)  # type: ignore[arg-type]


@pytest.fixture
def rated(settings: Settings) -> None:
    rate(settings, QUESTION, "up", "", "2026-11-17T10:00:00+00:00")
    rate(settings, "un\x1b[31mread", "down", "\u202eno", "2026-11-18T10:00:00+00:00")


@pytest.mark.usefixtures("rated")
def test_a_table_of_them_newest_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feedback"]) == 0
    heading, newer, older = capsys.readouterr().out.splitlines()
    assert heading.split()[:3] == ["when", "thumb", "question"]
    assert newer.startswith("2026-11-18 10:00  down")
    assert "un␛[31mread" in newer
    assert "<U+202E>no" in newer
    assert "slack:U2" in older
    assert '"subject":"cost"' in older


@pytest.mark.usefixtures("rated")
def test_the_same_as_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feedback", "--json"]) == 0
    newer, older = map(json.loads, capsys.readouterr().out.splitlines())
    assert (newer["thumb"], newer["query"]) == ("down", None)
    assert older["query"]["subject"] == "cost"
    assert (older["asker"], older["asked_by"], older["surface"]) == (
        "slack:U2",
        "slack:U1",
        "slack",
    )
    assert older["given_at"] == "2026-11-17T10:00:00+00:00"


def test_before_anybody_rated_it_says_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feedback"]) == 0
    assert capsys.readouterr().out == "nobody has rated an answer yet\n"
    assert main(["feedback", "--json"]) == 0
    assert not capsys.readouterr().out

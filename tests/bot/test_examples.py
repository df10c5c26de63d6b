"""A correction becomes an example only when somebody with the right confirms it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.access import Rights
from bot.examples import Examples
from bot.learning import Decider, Undecidable, decided, meant
from bot.state import Asked, Feedback
from intents.context import ReadContext
from intents.query import Query
from intents.router import read

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
CONTEXT = ReadContext(date(2026, 11, 18))
ASKED = Asked("a1", NOW, "U1", "slack", None, 'our "big\\spend"\x7f for Q3', "unread", None)
DOWN = Feedback(ASKED, "U1", NOW, "down", "cost by team in Q3")


def test_a_confirmed_correction_is_read_as_confirmed_when_asked_again(tmp_path: Path) -> None:
    examples = Examples(tmp_path)
    assert examples.candidates([DOWN]) == (DOWN,)
    query = meant(DOWN.reason, CONTEXT)
    examples.decide(decided("a1", (DOWN,), Decider("ann"), NOW, query))
    assert examples.candidates([DOWN]) == ()
    assert examples.decisions()[0].by == "ann"
    assert [one.ask for one in examples.confirmed()] == [ASKED.question]
    knowing = ReadContext(CONTEXT.today, confirmed=examples.meanings())
    again = read(ASKED.question.upper().replace("BIG\\SPEND", "big\\spend"), knowing)
    assert again.reading == query
    assert again.notes
    assert not isinstance(read(ASKED.question + " today", knowing).reading, Query)


def test_a_rejected_correction_is_not_offered_again(tmp_path: Path) -> None:
    examples = Examples(tmp_path)
    examples.decide(decided("a1", (DOWN,), Decider(), NOW, None))
    assert (examples.candidates([DOWN]), examples.confirmed()) == ((), ())


def test_only_a_down_with_a_reason_is_a_candidate(tmp_path: Path) -> None:
    up = Feedback(ASKED, "U1", NOW, "up", "cost by team")
    silent = Feedback(ASKED, "U1", NOW, "down", " ")
    assert Examples(tmp_path).candidates([up, silent]) == ()


def test_who_is_no_admin_may_not_decide() -> None:
    with pytest.raises(Undecidable, match="admin"):
        decided("a1", (DOWN,), Decider("bob", Rights((), "the cloud team")), NOW, None)


def test_what_cannot_be_read_cannot_be_confirmed() -> None:
    with pytest.raises(Undecidable, match="--meaning"):
        meant("no, the other thing", CONTEXT)

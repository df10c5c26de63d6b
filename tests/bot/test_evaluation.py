"""The figures of an evaluation: coverage, accuracy, and the classifier's risk."""

from datetime import UTC, date, datetime

from bot.evaluation import evaluate
from bot.terminal.evaluated import as_json, as_png, as_text
from intents.context import ReadContext
from intents.gold import Gold, GoldQuestion
from intents.query import Query

COST = Query(subject="cost", analysis="aggregate", period="last_month")
GOLD = Gold(
    datetime(2026, 11, 18, 12, tzinfo=UTC),
    (
        GoldQuestion("cost last month", "answered", (COST,)),
        GoldQuestion("what's the damage for last month", "answered", (COST,)),
        GoldQuestion("cost of the blue things", "answered", (COST,)),
        GoldQuestion("cost this month", "clarify"),
    ),
)
FOUND = evaluate(GOLD, ReadContext(date(2026, 11, 18)))


def test_an_answer_where_there_should_be_none_counts_as_wrong() -> None:
    everything, rules, second = FOUND.figures()
    assert (everything.questions, everything.in_scope, everything.answered) == (4, 3, 3)
    assert (everything.right, rules.right, second.right) == (2, 1, 1)
    assert [case.gold.ask for case in FOUND.wrong()] == ["cost this month"]


def test_the_curve_is_of_what_the_rules_left() -> None:
    assert [(one.read, one.wrong, one.left) for one in FOUND.curve] == [(1, 0, 2)]


def test_it_is_told_as_text_as_json_and_as_a_picture() -> None:
    assert "1 answered wrongly" in as_text(FOUND)
    assert '"came":"answered"' in as_json(FOUND)
    assert as_png(FOUND.curve, 0.1).startswith(b"\x89PNG")

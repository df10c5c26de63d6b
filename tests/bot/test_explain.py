"""A past answer can be replayed: how it was read and run, and what differs today."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.access import Grant, Rights
from bot.ask import Bot, Person
from bot.explain import asked_for
from bot.settings import Settings

THEN = datetime(2026, 11, 18, 12, tzinfo=UTC)
LATER = datetime(2027, 2, 3, 9, tzinfo=UTC)
HEADER = "ProviderName,ChargePeriodStart,EffectiveCost,BilledCost,BillingCurrency,ServiceName"


class Clock:
    now = THEN

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bot(tmp_path: Path, clock: Clock) -> Iterator[Bot]:
    export(tmp_path, "AWS,2026-10-01,100,100,USD,EC2", "AWS,2026-10-02,20,20,USD,S3")
    told: dict[str, Any] = {
        "home": tmp_path / "home",
        "aws": {"enabled": False},
        "azure": {"enabled": False},
        "charges": [{"path": str(tmp_path / "charges.csv")}],
    }
    (tmp_path / "home").mkdir()
    with closing(Bot(Settings(**told), clock)) as made:
        yield made


def export(folder: Path, *rows: str) -> None:
    (folder / "charges.csv").write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")


def test_nothing_differs_while_nothing_changed_although_time_passes(bot: Bot, clock: Clock) -> None:
    answer = bot.ask("cost by service last month")
    clock.now = LATER
    found = bot.explain(answer.id, Person())
    assert found
    assert found.differences == ()
    assert found.now.rows == answer.rows
    assert "2026-10-01" in found.statements[0]


def test_what_the_next_export_changed_is_told_row_by_row(bot: Bot, tmp_path: Path) -> None:
    answer = bot.ask("cost by service last month")
    export(tmp_path, "AWS,2026-10-01,101.5,100,USD,EC2", "AWS,2026-10-02,7,7,USD,SQS")
    bot.sync()
    found = bot.explain(answer.id, Person())
    assert found
    assert found.differences == (
        "total cost: $120.00 then, $108.50 now",
        "EC2: cost: $100.00 then, $101.50 now",
        "SQS was not there",
        "S3 is not there any more",
    )


def test_the_words_explain_and_an_id_are_understood_on_every_surface(bot: Bot) -> None:
    answer = bot.ask("cost by service last month")
    told = bot.ask(f"explain {answer.id}")
    assert told.outcome == "howto"
    assert f"it said: {answer.headline}" in told.insights
    assert "nothing differs today" in told.insights
    assert "FROM charges" in str(told.command)
    assert bot.ask("explain 0123456789ab").headline.startswith("There is no answer")
    assert asked_for("explain the jump in S3") is None


def test_what_another_person_was_told_is_not_shown(bot: Bot) -> None:
    answer = bot.ask("cost by service last month")
    grant = Grant(to=("slack:U1",), rights=frozenset({"cost"}), accounts=("prod",))
    found = bot.explain(answer.id, Person("slack:U1", "slack", rights=Rights((grant,), "ops")))
    assert found
    assert (found.then, found.differences) == (None, None)
    assert "100" not in json.dumps(json.loads(found.to_json())["now"]["rows"])


def test_a_question_that_was_not_read_has_nothing_to_explain(bot: Bot) -> None:
    assert bot.explain(bot.ask("colourless green ideas").id, Person()) is None

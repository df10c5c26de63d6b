"""What was kept of findings in the embedded estate: what is new, what is gone, what that saved."""

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.ask import Bot
from bot.settings import read
from demo.run import STATE, Running
from finops.answer import Answer
from finops.waste.finding import identifier
from intents.query import parse


@pytest.fixture(scope="module")
def remembering(served: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """A bot that has the estate's past."""
    home = tmp_path_factory.mktemp("past")
    shutil.copytree(served.truth.parent / STATE, home, dirs_exist_ok=True)
    settings = read({**served.settings, "home": str(home)}, Path("the embedded estate"))
    asking = Bot(settings, lambda: served.estate.now)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in served.env.items():
            patch.setenv(name, value)
        yield asking
    asking.close()


def saved(truth: dict[str, Any], period: str) -> Decimal:
    return sum((Decimal(one["saved"][period]) for one in truth["acted_on"]), Decimal(0))


def near(cell: object, amount: Decimal) -> bool:
    return abs(Decimal(str(cell)) - amount) < Decimal("0.000001")


@pytest.mark.parametrize("period", ["this_quarter", "last_month", "this_month"])
def test_what_was_saved_in_a_period_is_true(
    remembering: Bot, truth: dict[str, Any], period: str
) -> None:
    answer = remembering.ask(f"what did we save {period.replace('_', ' ')}")
    assert answer.outcome == "answered"
    assert near(answer.rows[0]["realised_saving"], saved(truth, period))
    assert saved(truth, period) > 0
    assert "by effective cost" in answer.understood


def test_what_was_saved_by_team_adds_up(remembering: Bot, truth: dict[str, Any]) -> None:
    answer = remembering.ask("savings realised last month by team")
    teams = {one["tags"]["team"] for one in truth["acted_on"]}
    assert {row["tags.team"] for row in answer.rows} == teams
    whole = sum((Decimal(str(row["realised_saving"])) for row in answer.rows), Decimal(0))
    assert near(whole, saved(truth, "last_month"))


def test_each_that_is_gone_is_told_with_its_day_and_no_more_than_it_cost(
    remembering: Bot, truth: dict[str, Any]
) -> None:
    answer = remembering.ask("which findings are gone")
    told = {str(row["resource"]): row for row in answer.rows}
    assert {name: str(row["gone_on"]) for name, row in told.items()} == {
        one["resource"]: one["gone_on"] for one in truth["acted_on"]
    }
    for one in truth["acted_on"]:
        row = told[one["resource"]]
        # None went before this quarter: what it saved in it is all.
        assert near(row["realised_saving"], Decimal(one["saved"]["this_quarter"]))
        assert near(row["monthly_saving"], Decimal(one["monthly_cost"]))


def test_before_the_past_begins_what_was_saved_is_not_known(remembering: Bot) -> None:
    answer = remembering.ask("what did we save in January 2026")
    assert answer.outcome == "partial"
    assert any("kept since 2 Mar 2026" in gap.why for gap in answer.gaps)


def test_keeping_the_same_estate_again_finds_nothing_new_and_loses_nothing(
    remembering: Bot, truth: dict[str, Any]
) -> None:
    before = new(remembering)
    lately = {
        identifier("unused_public_ip", one["cloud"], one["id"])
        for one in truth["waste"]["unused_public_ip"]
        if one["flagged"]
    }
    lab = {str(row["id"]) for row in before.rows if str(row["account"]).endswith("-lab")}
    assert lab == lately
    assert any("not looked for before" in gap.why for gap in before.gaps)
    first = remembering.keep_findings()
    assert (first.gone, first.new > 0) == (0, True)
    again = remembering.keep_findings()
    assert (again.open, again.new, again.gone) == (first.open, 0, 0)
    assert lately <= {str(row["id"]) for row in new(remembering).rows}


def new(bot: Bot) -> Answer:
    asked = bot.ask("what is new since last week").query
    assert asked is not None
    return bot.query(parse({**asked, "select": ["id", "account", "first_seen"]}))

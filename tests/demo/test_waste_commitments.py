"""Rules about commitments: what is used is told by the whole bill, and what ends by the day."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.ask import Bot
from bot.settings import read
from demo.run import Running
from finops.answer import Answer
from intents.query import parse

MOST = 80


def findings(bot: Bot, rule: str) -> Mapping[str, Mapping[str, Any]]:
    """By the commitment's name."""
    where = [{"field": "rule", "op": "eq", "value": rule}]
    found: Answer = bot.query(parse({"subject": "finding", "where": where}))
    return {str(row["resource"]): row for row in found.rows}


def test_what_is_less_than_80_percent_used_is_found_with_what_was_lost(bot: Bot) -> None:
    listed = bot.query(parse({"subject": "commitment"}))
    lost = {str(row["name"]): row["unused_cost"] for row in listed.rows}
    used = {str(row["name"]): row["utilisation"] for row in listed.rows}
    found = findings(bot, "unused_commitment")
    assert found.keys() == {
        name for name, share in used.items() if share is not None and Decimal(str(share)) < MOST
    }
    assert Decimal(str(used["prod-compute-plan"])) > MOST
    assert found["d8s-v5-reservation"]["monthly_saving"] == lost["d8s-v5-reservation"]
    assert "66.67% of it was used" in str(found["d8s-v5-reservation"]["why"])


@pytest.fixture
def later(
    served: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[datetime], Bot]]:
    """A bot whose day is another."""
    for name, value in served.env.items():
        monkeypatch.setenv(name, value)
    made: list[Bot] = []

    def at(now: datetime) -> Bot:
        home = {"home": str(tmp_path / now.date().isoformat())}
        made.append(
            Bot(read({**served.settings, **home}, Path("the embedded estate")), lambda: now)
        )
        return made[-1]

    yield at
    for one in made:
        one.close()


@pytest.mark.parametrize(
    ("day", "ending"),
    [
        (datetime(2026, 12, 31, tzinfo=UTC), set()),
        (datetime(2027, 1, 2, tzinfo=UTC), {"prod-compute-plan"}),
        (datetime(2027, 1, 31, tzinfo=UTC), {"prod-compute-plan", "d8s-v5-reservation"}),
        (datetime(2027, 2, 2, tzinfo=UTC), {"d8s-v5-reservation"}),
    ],
)
def test_what_ends_within_30_days_is_found_and_what_has_ended_is_not(
    later: Callable[[datetime], Bot], day: datetime, ending: set[str]
) -> None:
    found = findings(later(day), "expiring_commitment")
    assert {name for name in found if not name.startswith("cp-")} == ending

"""What an answer of charges alone is kept by: the generation, what is missing of it, the day."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from finops import again as limits_of
from finops.again import Again
from finops.answer import Answer
from finops.warehouse import Warehouse
from intents.query import parse
from providers.context import Allowed, Context
from providers.dimension import Dimension
from providers.model import Row

from .estate import NOW, Cloud, charge, exports, vm, warehouse

CONTEXT = Context(now=NOW)
COST = parse({"subject": "cost", "analysis": "aggregate", "period": "last_30_days"})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Warehouse]:
    with closing(warehouse(tmp_path, charge("2026-11-16", "1"), charge("2026-11-17", "2"))) as made:
        yield made


def cost(answer: Answer) -> object:
    return answer.rows[0]["cost"]


def test_what_the_next_sync_brings_is_in_the_next_answer(store: Warehouse, tmp_path: Path) -> None:
    again = Again((), store)
    assert cost(again.reply(COST, CONTEXT)) == 3
    assert again.reply(COST, CONTEXT).rows is again.reply(COST, CONTEXT).rows
    exports(tmp_path, charge("2026-11-17", "5"))
    changed = again.reply(COST, CONTEXT)
    assert cost(changed) == 3
    assert any("since the last sync" in gap.why for gap in changed.gaps)
    store.sync(NOW)
    assert cost(again.reply(COST, CONTEXT)) == 5


def test_a_generation_that_another_process_made_is_seen(store: Warehouse, tmp_path: Path) -> None:
    again = Again((), store)
    assert cost(again.reply(COST, CONTEXT)) == 3
    with closing(warehouse(tmp_path, charge("2026-11-17", "7"))) as other:
        other.sync(NOW)
    assert cost(again.reply(COST, CONTEXT)) == 7


def test_the_next_day_asks_about_other_days(store: Warehouse) -> None:
    again = Again((), store)
    yesterday = parse({"subject": "cost", "analysis": "aggregate", "period": "yesterday"})
    assert cost(again.reply(yesterday, CONTEXT)) == 2
    before = replace(CONTEXT, now=NOW - timedelta(days=1))
    assert cost(again.reply(yesterday, before)) == 1
    assert cost(again.reply(yesterday, CONTEXT)) == 2


def test_rights_and_dimensions_are_part_of_the_question(store: Warehouse) -> None:
    again = Again((), store)
    assert cost(again.reply(COST, CONTEXT)) == 3
    elsewhere = replace(CONTEXT, limits=((Allowed(accounts=("2",)),),))
    assert cost(again.reply(COST, elsewhere)) is None
    grouped = COST.model_copy(update={"group_by": ("dimensions.team",)})
    wheres = {gap.where for gap in again.reply(grouped, CONTEXT).gaps}
    known = replace(CONTEXT, dimensions=(Dimension("team", tag="squad"),))
    now = {gap.where for gap in again.reply(grouped, known).gaps}
    assert wheres - now == {"dimension team"}


def test_who_looks_at_the_statements_has_them_run(store: Warehouse) -> None:
    again = Again((), store)
    again.reply(COST, CONTEXT)
    told: list[str] = []
    again.reply(COST, replace(CONTEXT, trace=told.append))
    assert told


ROWS: Sequence[Row] = (vm("a"), vm("b"))


def test_what_no_cache_holds_is_read_every_time(store: Warehouse) -> None:
    cloud = Cloud(rows=ROWS)
    again = Again((cloud,), store)
    listed = parse({"subject": "vm", "clouds": ["aws"]})
    assert len(again.reply(listed, CONTEXT).rows) == 2
    cloud.rows = ROWS[:1]
    assert len(again.reply(listed, CONTEXT).rows) == 1


def test_what_was_not_asked_for_long_makes_room(
    store: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits_of, "MOST_ANSWERS", 2)
    again = Again((), store)
    first = again.reply(COST, CONTEXT)
    others = [COST.model_copy(update={"period": f"last_{n}_days"}) for n in (3, 4)]
    kept = again.reply(others[0], CONTEXT)
    assert again.reply(COST, CONTEXT).rows is first.rows
    again.reply(others[1], CONTEXT)
    assert again.reply(COST, CONTEXT).rows is first.rows
    assert again.reply(others[0], CONTEXT).rows is not kept.rows

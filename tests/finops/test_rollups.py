"""Roll-ups change how fast an answer is, never what it says."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from finops.plan import Plan
from finops.source import source
from finops.warehouse import Warehouse, rollups
from finops.warehouse.manifest import current
from finops.warehouse.rollups import ROLLUPS, smallest
from intents.period import Calendar
from intents.query import parse
from providers.context import Allowed, Limits

from .estate import HEADER, NOW, ask, charge, warehouse

ALL = frozenset(rollup.name for rollup in ROLLUPS)
TODAY = date(2026, 11, 18)


def table(limits: Any = None, **query: Any) -> str:
    asked = parse({"subject": "cost", "period": "last_month", **query})
    return source(Plan(asked, TODAY, Calendar(), limits), ALL)


def test_sums_over_whole_months_are_read_from_the_smallest_that_has_the_columns() -> None:
    assert table(group_by=["service_name"]) == "rollups.services_by_month"
    assert table(group_by=["service_name", "region_id"]) == "rollups.charges_by_month"
    assert table(group_by=["resource_id"], limit=20) == "rollups.resources_by_month"
    assert table(group_by=["tags.team"]) == "rollups.resources_by_month"
    service = {"group_by": ["service_name"]}
    quarters = table(analysis="trend", grain="quarter", period="2025", **service)
    assert quarters == "rollups.services_by_month"


def test_resources_are_numbers_there_which_can_be_told_from_none_but_not_read() -> None:
    def where(op: str, value: object = None) -> str:
        return table(where=[{"field": "resource_id", "op": op, "value": value}])

    assert where("exists") == where("missing") == "rollups.resources_by_month"
    assert where("eq", "i-1") == where("contains", "i-") == "charges"


def test_sums_over_any_days_by_account_are_read_from_the_one_by_day() -> None:
    assert table(period="last_30_days") == "rollups.charges_by_day"
    assert table(analysis="trend", grain="day", group_by=["cloud"]) == "rollups.charges_by_day"


@pytest.mark.parametrize(
    "query",
    [
        {"period": "last_30_days", "group_by": ["service_name"]},
        {"analysis": "trend", "grain": "day", "group_by": ["service_name"]},
        {"analysis": "list"},
        {"where": [{"field": "tags", "op": "exists"}]},
        {"group_by": ["tags.team"], "period": "last_30_days"},
        {"group_by": ["sku_meter"]},
        {"where": [{"field": "charge_class", "op": "missing"}]},
        {"measures": [{"name": "n", "agg": "count"}]},
        {"measures": [{"name": "n", "agg": "avg", "field": "cost"}]},
        {"having": [{"field": "count", "op": "gt", "value": 3}], "group_by": ["service_name"]},
        {"period_on": "billing"},
        {"compare_to": "2026-09-02/2026-10-01", "group_by": ["service_name"]},
        {"order_by": ["-consumed_quantity"], "group_by": ["service_name"]},
    ],
)
def test_what_they_do_not_know_is_read_from_the_charges(query: dict[str, Any]) -> None:
    assert table(**query) == "charges"


def test_a_grant_to_tags_needs_one_that_has_them() -> None:
    assert table(limits=((Allowed(tags=(("team", "a"),)),),)) == "rollups.resources_by_month"
    assert table(limits=((Allowed(accounts=("1",)),),)) == "rollups.charges_by_day"
    assert smallest((), (), by_day=False) == "charges"


def month(number: int, times: int = 1) -> list[str]:
    """A month's charges: resources in every order, tags in two spellings, and none."""
    lines = [
        charge(
            f"2026-{number:02d}-{day:02d}",
            str(day * number * times),
            f"i-{(day * 7) % 5}" if day % 6 else "",
            service=f"s{day % 3}",
            tags=('{"team":"a","Team":"x"}', '{"team":"A"}', "", '{"team":""}')[day % 4],
        )
        for day in range(1, 29)
    ]
    return [*lines, charge(f"2026-{number:02d}-06", "3", currency="EUR", service="s9")]


@pytest.fixture
def stores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Warehouse, Warehouse]]:
    lines = [line for number in (8, 9, 10) for line in month(number)]
    lines += [charge("2026-10-05", "-7", category="Credit", service="s1")]
    # Two that cost the same: which is first is told by their ids.
    lines += [charge("2026-10-07", "900", one) for one in ("z-1", "a-1")]
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    plain = warehouse(tmp_path / "a", *lines)
    plain.manifest()
    monkeypatch.setattr(rollups, "LEAST_ROWS", 1)
    rolled = warehouse(tmp_path / "b", *lines)
    rolled.manifest()
    yield plain, rolled
    plain.close()
    rolled.close()


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"group_by": ["service_name"]},
        {"group_by": ["service_name"], "limit": 1, "others": True},
        {"group_by": ["resource_id"]},
        {"group_by": ["resource_id"], "limit": 1},
        {"group_by": ["resource_id"], "limit": 2},
        {"group_by": ["resource_id"], "limit": 2, "others": True},
        {"group_by": ["service_name", "resource_id"], "limit": 1, "limit_per": ["service_name"]},
        {"group_by": ["resource_id"], "order_by": ["resource_id"], "limit": 3},
        {"where": [{"field": "resource_id", "op": "missing"}]},
        {"where": [{"field": "resource_id", "op": "eq", "value": "i-3"}]},
        {"group_by": ["tags.team"]},
        {"group_by": ["tags.team", "resource_id"], "limit": 3},
        {"group_by": ["resource_id"], "where": [{"field": "tags.team", "op": "eq", "value": "a"}]},
        {"where": [{"field": "tags.team", "op": "missing"}]},
        {"where": [{"field": "tags.team", "op": "ne", "value": "a"}]},
        {"where": [{"field": "tags.owner", "op": "missing"}]},
        {"analysis": "trend", "grain": "month", "period": "2026-08/2026-10"},
        {"analysis": "trend", "grain": "day"},
        {"group_by": ["charge_category"], "cost_basis": "list"},
        {"compare_to": "previous", "group_by": ["service_name"]},
    ],
)
def test_an_answer_is_the_same_with_them_and_without(
    stores: tuple[Warehouse, Warehouse], query: dict[str, Any]
) -> None:
    assert not stores[0].rollups()
    assert stores[1].rollups() == ALL
    for limits in (None, ((Allowed(tags=(("team", "a"),)),),)):
        same_answers(stores, query, limits)


def same_answers(
    stores: tuple[Warehouse, Warehouse], query: dict[str, Any], limits: Limits = None
) -> None:
    period = {"period": "2026-08-01/2026-11-01"} if "grain" in query else {"period": "last_month"}
    asked = {"subject": "cost", **query, **period}
    plain, rolled = (ask(asked, store, limits=limits) for store in stores)
    same = {"sources": (), "id": ""}
    assert rolled.model_copy(update=same) == plain.model_copy(update=same)


class Exports:
    """A file of charges for each month, and a warehouse of them that has roll-ups."""

    def __init__(self, folder: Path) -> None:
        self.files = folder / "e"
        self.files.mkdir()
        for number in (8, 9, 10):
            self.put(number, month(number))
        self.place = folder / "w"
        self.store = Warehouse(self.place, [str(self.files)], NOW)
        self.store.sync(NOW)

    def put(self, name: object, lines: list[str]) -> None:
        (self.files / f"{name}.csv").write_text("\n".join((HEADER, *lines)) + "\n", "utf-8")

    def mark(self) -> None:
        """Make the list cost 0 in every roll-up that is there."""
        self.store.close()
        folder = current(self.place)
        assert folder
        with duckdb.connect(str(folder / rollups.DATABASE)) as connection:
            for name in ALL:
                connection.execute(f"UPDATE {name} SET list_cost = 0")

    def marked(self) -> set[int]:
        """The months of roll-ups with that mark."""
        with self.store.connection() as connection:
            found = [
                connection.execute(
                    f"SELECT month(charge_period_start) FROM rollups.{name} "
                    "GROUP BY 1 HAVING sum(list_cost) = 0"
                ).fetchall()
                for name in ALL
            ]
        assert all(sorted(one) == sorted(found[0]) for one in found)
        return {number for (number,) in found[0]}

    def check(self) -> None:
        """What each resource and set of tags cost in a month is as the charges say."""
        of = (
            "rollups.resources_by_month rows "
            "LEFT JOIN rollups.resources ON resources.number = rows.resource_id "
            "JOIN rollups.tag_sets ON tag_sets.number = tag_set"
        )
        assert self._sums("resources.resource_id, tags,", of) == self._sums(
            "resource_id, tags,", "charges"
        )
        whole = self._sums("", "charges")
        assert all(self._sums("", f"rollups.{name}") == whole for name in ALL)

    def _sums(self, by: str, of: str) -> list[tuple[Any, ...]]:
        with self.store.connection() as connection:
            return connection.execute(
                f"SELECT date_trunc('month', charge_period_start) AS month, {by} billing_currency, "
                f"sum(effective_cost), sum(billed_cost) FROM {of} GROUP BY ALL ORDER BY ALL"
            ).fetchall()


@pytest.fixture
def rolled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exports:
    monkeypatch.setattr(rollups, "LEAST_ROWS", 1)
    return Exports(tmp_path)


def test_of_months_that_did_not_change_the_sums_are_taken_over(rolled: Exports) -> None:
    rolled.mark()
    # A new resource, before all others: those that stay have other numbers than they had.
    rolled.put(10, [*month(10, times=2), charge("2026-10-03", "5", "a-0")])
    rolled.store.sync(NOW)
    assert rolled.marked() == {8, 9}
    rolled.check()


def test_nothing_is_made_where_nothing_changed(rolled: Exports) -> None:
    rolled.mark()
    rolled.store.sync(NOW)
    assert rolled.marked() == {8, 9, 10}


def test_a_month_is_made_anew_when_a_file_of_it_comes_or_goes(rolled: Exports) -> None:
    rolled.put("more", [charge("2026-09-30", "1", "i-1"), charge("2026-07-01", "1", "i-9")])
    rolled.mark()
    rolled.store.sync(NOW)
    assert rolled.marked() == {8, 10}
    rolled.check()
    (rolled.files / "more.csv").unlink()
    rolled.mark()
    rolled.store.sync(NOW)
    assert rolled.marked() == {8, 10}
    rolled.check()


def test_a_month_stays_whose_file_has_got_a_copy(rolled: Exports) -> None:
    shutil.copy(rolled.files / "9.csv", rolled.files / "9 (1).csv")
    rolled.mark()
    rolled.store.sync(NOW)
    assert rolled.marked() == {8, 9, 10}
    (rolled.files / "9.csv").unlink()
    rolled.store.sync(NOW)
    assert rolled.marked() == {8, 10}, "the copy counts, and is another file"
    rolled.check()


def test_all_are_made_anew_where_most_files_changed(rolled: Exports) -> None:
    rolled.mark()
    for number in (8, 9, 10):
        rolled.put(number, month(number, times=3))
    rolled.store.sync(NOW)
    assert rolled.marked() == set()
    rolled.check()


def test_sets_of_tags_that_the_first_hash_confuses_are_told_apart_by_the_next(
    rolled: Exports, monkeypatch: pytest.MonkeyPatch
) -> None:
    *_, digest = rollups._HASHES
    rolled.mark()
    monkeypatch.setattr(rollups, "_HASHES", ("CAST(1 AS UBIGINT)", digest))
    rolled.put(10, month(10, times=2))
    rolled.store.sync(NOW)
    # No number of before is one of now, so that no month can be taken over.
    assert rolled.marked() == set()
    rolled.check()
    monkeypatch.setattr(rollups, "_HASHES", ("CAST(1 AS UBIGINT)",))
    rolled.put(9, month(9, times=2))
    rolled.store.sync(NOW)
    assert not rolled.store.rollups(), "without numbers there are no roll-ups, only slower answers"


def test_no_question_can_reach_a_file(stores: tuple[Warehouse, Warehouse], tmp_path: Path) -> None:
    with stores[1].connection() as connection:
        with pytest.raises(duckdb.Error, match=r"disabled|locked"):
            connection.execute("SET enable_external_access = true")
        with pytest.raises(duckdb.Error, match="disabled"):
            connection.execute(f"ATTACH '{tmp_path / 'x.duckdb'}'")
        with pytest.raises(duckdb.Error, match="read-only"):
            connection.execute("CREATE TABLE rollups.x (a INTEGER)")

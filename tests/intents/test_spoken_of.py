"""Follow-ups about "them", and what is said in so many words."""

from datetime import date

import pytest

from intents.context import Previous, ReadContext
from intents.query import HowTo, Query
from intents.router import read

TODAY = ReadContext(date(2026, 11, 18))


def after(first: str, then: str, shown: int = 3, count: int | None = None) -> object:
    """What a follow-up is read as, where so many rows were shown."""
    before = read(first, TODAY).reading
    assert isinstance(before, Query)
    names = before.group_by or ("name",)
    rows = tuple({name: f"{name}-{at}" for name in names} for at in range(shown))
    previous = Previous(before, first, rows, shown if count is None else count)
    return read(then, ReadContext(TODAY.today, previous=previous)).reading


def said(first: str, then: str, **shown: int) -> dict[str, object]:
    found = after(first, then, **shown)
    assert isinstance(found, Query), found
    return {**found.as_said()}


UNATTACHED = [{"field": "attached", "op": "eq", "value": False}]


@pytest.mark.parametrize(
    ("then", "columns"),
    [
        ("how big are those", "size_gib"),
        ("when were they created", "created_at"),
        ("who owns them", "tags.owner"),
        ("and what do they cost", "cost"),
        ("how old are they?", "age_days"),
    ],
)
def test_what_is_asked_of_them_is_a_column_beside(then: str, columns: str) -> None:
    found = said("list unattached disks", then)
    assert found["where"] == UNATTACHED
    select = found["select"]
    assert isinstance(select, list)
    assert columns in select
    assert "name" in select


def test_together_is_one_amount_of_the_same_things() -> None:
    found = said("list unattached disks", "how much do they cost us together?")
    assert found["where"] == UNATTACHED
    assert found["measures"] == [{"name": "cost", "agg": "sum", "field": "cost"}]


@pytest.mark.parametrize(
    "then", ["how many of them are older than 90 days", "how many of those are older than 90 days"]
)
def test_some_of_them_are_of_what_was_asked_about(then: str) -> None:
    found = said("list unattached disks", then)
    older = {"field": "age_days", "op": "gt", "value": 90}
    assert found["where"] == [*UNATTACHED, older]
    assert found["analysis"] == "aggregate"


def test_of_a_first_few_those_that_were_shown_are_meant() -> None:
    found = said("top 3 VMs by cost", "which of those are in prod")
    shown = {"field": "name", "op": "in", "value": ["name-0", "name-1", "name-2"]}
    assert found["where"] == [shown, {"field": "tags.env", "op": "eq", "value": "prod"}]
    assert "limit" not in found


def test_of_a_first_few_that_are_not_remembered_nothing_is_read() -> None:
    assert not isinstance(after("top 30 VMs by cost", "which of those are in prod", 3, 30), Query)


@pytest.mark.parametrize(
    ("then", "grain", "groups"),
    [
        ("when did it start", "day", ["service_name"]),
        ("since when is that?", "day", ["service_name"]),
        ("when did the increase start", "day", ["service_name"]),
    ],
)
def test_since_when_is_told_by_days(then: str, grain: str, groups: list[str]) -> None:
    found = said("why did cost go up last month by service", then)
    assert (found["analysis"], found["grain"], found["group_by"]) == ("trend", grain, groups)
    assert found["period"] == "last_month"


@pytest.mark.parametrize(
    ("then", "op"),
    [
        ("hide anything under $10", "ge"),
        ("leave out those below $10 please", "ge"),
        ("skip everything over $10", "le"),
        ("only those over $10", "gt"),
    ],
)
def test_what_is_left_out_by_its_amount(then: str, op: str) -> None:
    found = said("cost by service last month", then)
    assert found["having"] == [{"field": "cost", "op": op, "value": 10}]


@pytest.mark.parametrize(
    ("then", "period"),
    [
        ("what about the month before that", "2026-09"),
        ("the week before that?", "2026-09-24/2026-10-01"),
        ("and the quarter before that", "2026-Q3"),
    ],
)
def test_the_period_before_that_has_dates(then: str, period: str) -> None:
    assert said("cost by service last month", then)["period"] == period


@pytest.mark.parametrize(
    "then", ["as a chart", "plot it", "as a bar chart please", "can you draw that", "chart it"]
)
def test_a_picture_is_of_the_same(then: str) -> None:
    first = "cost by service last month"
    assert after(first, then) == read(first, TODAY).reading
    assert isinstance(after("list unattached disks", then), HowTo)


def test_which_of_its_parts_was_the_highest() -> None:
    found = said("cost by month this year", "which month was the highest?")
    assert (found["group_by"], found["limit"], found["period"]) == (["month"], 1, "this_year")


@pytest.mark.parametrize("then", ["who made them happy", "how tall are they", "paint it blue"])
def test_what_nobody_can_tell_of_them_is_not_read(then: str) -> None:
    assert not isinstance(after("list unattached disks", then), Query)


@pytest.mark.parametrize(
    ("first", "then", "where"),
    [
        ("cost of team payments last month", "and team web?", ("tags.team", "web")),
        ("cost of resource group rg-a last month", "what about rg-b", ("resource_group", "rg-b")),
        ("average CPU of VM web-01 last week", "and web-02", ("name", "web-02")),
    ],
)
def test_another_of_its_kind_takes_its_place(first: str, then: str, where: tuple[str, str]) -> None:
    field, value = where
    assert said(first, then)["where"] == [{"field": field, "op": "eq", "value": value}]


def test_a_name_beside_an_account_is_one() -> None:
    assert said("cost of account shop-prod last month", "and sub-dev")["accounts"] == ["sub-dev"]


def test_a_month_beside_last_year_is_beside_the_same_days() -> None:
    assert said("cost by service last month", "vs last year")["compare_to"] == "year_before"


@pytest.mark.parametrize(
    ("then", "test"),
    [
        ("drop tax", {"field": "charge_category", "op": "ne", "value": "Tax"}),
        ("now lose the credits", {"field": "charge_category", "op": "ne", "value": "Credit"}),
        ("drop the support charges",
         {"field": "service_name", "op": "not_matches", "value": "*support*"}),
    ],
)  # fmt: skip
def test_to_drop_something_is_to_leave_it_out_and_no_decrease(
    then: str, test: dict[str, object]
) -> None:
    found = said("cost by service last month", then)
    assert (found["analysis"], found["where"]) == ("aggregate", [test])


def test_a_part_of_the_question_that_is_dropped_is_taken_away() -> None:
    assert "group_by" not in said("cost by service last month", "drop the service breakdown")
    assert "limit" not in said("top 5 services by cost", "drop the limit")

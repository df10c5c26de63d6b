"""A Query is data: it survives being written and read, and says in words what cannot be."""

import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.phrases import phrases
from intents.query import InvalidQuery, Query, parse

TODAY = date(2026, 11, 18)
CONDITIONS = st.sampled_from(
    [
        {"field": "cpu", "op": "lt", "value": 20},
        {"field": "cpu", "op": "ge", "value": 0.5, "agg": "max", "period": "last_7_days"},
        {"field": "cost", "op": "gt", "value": 99.99, "period": "last_month"},
        {"field": "state", "op": "in", "value": ["stopped", "deallocated"]},
        {"field": "region", "op": "ne", "value": "us-east-1"},
        {"field": "tags.owner", "op": "missing"},
        {"field": "name", "op": "starts_with", "value": "web-"},
        {
            "any": [
                {"field": "cpu", "op": "lt", "value": 5},
                {"field": "cost", "op": "gt", "value": 1},
            ]
        },
    ]
)
PERIODS = st.sampled_from([None, "last_month", "this_quarter", "since:2026-03-01", "2026-Q3",
                           "2026-03-01/2026-04-15"])  # fmt: skip
LISTS = st.fixed_dictionaries(
    {
        "subject": st.just("vm"),
        "where": st.lists(CONDITIONS, max_size=4),
        "select": st.lists(st.sampled_from(["name", "cost", "cpu.max", "tags.env"]), unique=True),
        "period": PERIODS,
        "limit": st.none() | st.integers(1, 100_000),
        "clouds": st.lists(st.sampled_from(["aws", "azure"]), unique=True),
        "regions": st.lists(st.sampled_from(["eu-west-1", "westeurope"]), unique=True),
        "order_by": st.lists(st.sampled_from(["-cost", "name"]), unique=True),
    }
)


@given(LISTS)
def test_a_query_survives_being_written(data: dict[str, object]) -> None:
    query = parse(data)
    assert parse(query.as_said()) == query
    assert parse(json.loads(json.dumps(query.as_said()))) == query


def test_every_query_of_the_phrases_survives_being_written_and_resolved() -> None:
    for phrase in phrases():
        if phrase.query is not None:
            query = parse(phrase.query)
            assert parse(query.as_said()) == query
            resolved = query.resolve(TODAY)
            assert resolved.resolve(TODAY) == resolved


@given(LISTS)
def test_a_resolved_query_names_days_alone(data: dict[str, object]) -> None:
    resolved = parse(data).resolve(TODAY)
    texts = [resolved.period, *(condition.period for condition in resolved.conditions())]
    assert all(text is None or len(text) == len("2026-03-01/2026-04-15") for text in texts)


def test_defaults_are_filled_in_where_a_metric_or_a_cost_is_asked() -> None:
    cpu = {"field": "cpu", "op": "lt", "value": 20}
    cost = {"field": "cost", "op": "gt", "value": 100}
    query = parse({"subject": "vm", "where": [cpu, cost]})
    resolved = query.resolve(TODAY)
    assert resolved.period == "2026-10-19/2026-11-18"
    assert [c.period for c in resolved.conditions()] == ["2026-11-04/2026-11-18", None]


def test_an_inventory_has_no_period() -> None:
    assert parse({"subject": "vm"}).resolve(TODAY).period is None


def test_cost_without_an_analysis_is_a_sum() -> None:
    assert parse({"subject": "cost"}).analysis == "aggregate"
    assert parse({"subject": "cost", "grain": "day"}).analysis == "trend"


def test_since_this_year_is_a_valid_period() -> None:
    assert parse({"subject": "cost", "period": "since:2026-03-01"}).period == "since:2026-03-01"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "subject"),
        ({"subject": "unicorn"}, "is not a subject"),
        ({"subject": "vm", "colour": "blue"}, "not a part of a query"),
        ({"subject": "vm", "select": ["colour"]}, "have no field"),
        ({"subject": "vm", "group_by": ["month"]}, "only cost can"),
        ({"subject": "vm", "where": [{"field": "cpu", "op": "lt", "value": "low"}]}, "is a number"),
        ({"subject": "vm", "where": [{"field": "name", "op": "lt", "value": 5}]}, "has no order"),
        ({"subject": "vm", "where": [{"field": "cpu", "op": "in", "value": 5}]}, "takes a list"),
        ({"subject": "vm", "where": [{"field": "cpu", "op": "missing", "value": 5}]}, "no value"),
        ({"subject": "vm", "where": [{"field": "state", "op": "eq", "value": "x"}]}, "is one of"),
        ({"subject": "disk", "where": [{"field": "attached", "op": "eq", "value": "no"}]}, "true"),
        ({"subject": "vm", "where": [{"field": "name", "op": "eq", "value": "a", "agg": "max"}]},
         "for metrics and costs"),
        ({"subject": "cost", "having": [{"field": "x", "op": "gt", "value": 1}]}, "not a measure"),
        ({"subject": "cost", "period": "whenever"}, "is not a period"),
        ({"subject": "cost", "limit": 0}, "limit"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_a_sentence(data: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidQuery) as caught:
        parse(data)
    assert said in str(caught.value)
    assert caught.value.problems


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=20),
                    lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(list(Query.model_fields)), inner, max_size=4),
                    max_leaves=8))  # fmt: skip
def test_any_json_is_a_query_or_an_invalid_one(data: object) -> None:
    with suppress(InvalidQuery):
        assert isinstance(parse(data), Query)


@pytest.mark.parametrize("value", [10**400, -(10**15), "1e300", float("inf")])
def test_a_number_that_nobody_can_mean_is_refused(value: object) -> None:
    condition = {"field": "cost", "op": "gt", "value": value}
    with pytest.raises(InvalidQuery):
        parse({"subject": "vm", "where": [condition]})


@pytest.mark.parametrize(
    ("measures", "says"),
    [
        ([{"name": "a", "agg": "sum", "field": "service_name"}], "service_name is a text"),
        ([{"name": "a", "agg": "avg", "field": "charge_period_end"}], "is a datetime"),
        ([{"name": "a", "agg": "sum", "field": "cost", "per": "a"}], "a is made of itself"),
        (
            [
                {"name": "a", "agg": "sum", "field": "cost", "per": "b"},
                {"name": "b", "agg": "sum", "field": "cost", "minus": "a"},
            ],
            "a is made of itself",
        ),
    ],
)
def test_what_cannot_be_measured_is_refused_before_it_is_computed(
    measures: list[dict[str, str]], says: str
) -> None:
    with pytest.raises(InvalidQuery, match=says):
        parse({"subject": "cost", "measures": measures})


def test_in_a_list_a_measure_is_arithmetic_over_fields() -> None:
    with pytest.raises(InvalidQuery, match="in a list it is of a field"):
        parse({"subject": "cost", "analysis": "list", "measures": [{"name": "a", "agg": "count"}]})


def test_a_property_of_a_sku_may_be_added_up_and_a_moment_compared() -> None:
    cores = {"name": "cores", "agg": "sum", "field": "sku_price_details.core_count"}
    last = {"name": "last", "agg": "max", "field": "charge_period_end"}
    assert len(parse({"subject": "cost", "measures": [cores, last]}).measures) == 2


def test_a_text_that_looks_like_a_number_stays_a_text() -> None:
    test = {"field": "engine_version", "op": "in", "value": ["5.7", "8", "1e3"]}
    asked = parse({"subject": "database", "where": [test]})
    assert asked.as_said()["where"] == [test]
    assert parse(asked.as_said()) == asked

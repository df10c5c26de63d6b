"""A question that goes on from another, read by a language model: what it sees, what it may do."""

from dataclasses import replace
from typing import Any

import pytest

from demo.messages_api import Api, Reply, tool
from intents.context import KnownAccount, Previous
from intents.hidden import hidden
from intents.llm import ModelReader
from intents.phrases import phrases
from intents.query import Query, Read, Unread, parse
from intents.router import read as read_by_all

from .asking import asking
from .reading import CONTEXT

BEFORE: dict[str, Any] = {
    "subject": "vm",
    "where": [
        {"field": "name", "op": "eq", "value": "mercury-db-01"},
        {"field": "cost", "op": "gt", "value": 100},
    ],
    "accounts": ["mercury-prod"],
    "period": "2026-10",
}
NAMED = "«1»"
STATE = {"field": "state", "op": "eq", "value": "running"}
LOUD = "the loud ones"


def going_on(query: object, *parts: tuple[str, str], goes_on: object = True) -> Reply:
    told = [{"words": words, "place": place} for words, place in parts]
    return tool("read", {"query": query, "accounted": told, "goes_on": goes_on})


def asked(question: str, *script: Reply, before: dict[str, Any] = BEFORE) -> tuple[Read, Api]:
    previous = Previous(parse(before), "the VMs of mercury")
    with asking(*script) as (model, api):
        return ModelReader(model)(question, replace(CONTEXT, previous=previous)), api


def marked(**changes: object) -> dict[str, Any]:
    """The Query as the model sees it, with changes."""
    return {**hidden(parse(BEFORE)).data, **changes}


def test_the_query_before_is_laid_under_what_is_said_now() -> None:
    query = marked(where=[*marked()["where"], STATE])
    found, _ = asked(LOUD, going_on(query, ("the loud ones", "where.2")))
    assert isinstance(found.reading, Query)
    assert found.reading.as_said() == {
        **parse(BEFORE | {"where": [*BEFORE["where"], STATE]}).as_said()
    }
    assert found.notes[:2] == ("goes on from “the VMs of mercury”", "read by a language model")
    assert "“loud ones” is taken as state = running" in found.notes


def test_no_name_of_the_query_before_is_sent() -> None:
    _, api = asked(LOUD, *[tool("decline", {"why": "not_expressible"})])
    sent = str(api.asked[0].body)
    assert "mercury" not in sent
    assert "«1»" in sent
    assert "2026-10" in sent


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"where": [STATE]}, "has a condition on name"),
        ({"period": None}, "period of the question before is gone"),
        ({"accounts": []}, "accounts of the question before is gone"),
        ({"subject": "disk"}, "about another is no follow-up"),
        (
            {"where": [*marked()["where"], STATE, {"field": "cpu", "op": "lt", "value": 5}]},
            "number",
        ),
        ({"regions": ["us-east-1"]}, "does not name the region"),
        ({}, "changes nothing"),
    ],
)
def test_what_was_said_before_is_not_lost_and_nothing_is_made_up(
    changes: dict[str, Any], why: str
) -> None:
    query = marked(**{"where": [*marked()["where"], STATE]} | changes) if changes else marked()
    wrong = going_on(
        {k: v for k, v in query.items() if v is not None}, ("the loud ones", "where.2")
    )
    found, api = asked(LOUD, wrong, wrong)
    assert isinstance(found.reading, Unread)
    assert why in api.asked[1].body["messages"][0]["content"]


def test_a_condition_gives_way_to_another_on_the_same_field() -> None:
    name, _ = marked()["where"]
    pricey = {"field": "cost", "op": "gt", "value": 500}
    found, _ = asked("beyond 500 bucks tho", going_on(marked(where=[name, pricey]),
                     ("beyond 500 bucks", "where.1"), ("tho", "noise")))  # fmt: skip
    assert isinstance(found.reading, Query)
    assert [test.value for test in found.reading.conditions()] == ["mercury-db-01", 500]


def test_a_question_that_names_its_subject_goes_on_from_nothing() -> None:
    query = marked(where=[*marked()["where"], STATE])
    wrong = going_on(query, ("loud", "where.2"), ("VMs", "subject"))
    found, api = asked("list the loud VMs", wrong, wrong)
    assert isinstance(found.reading, Unread)
    assert "it goes on from nothing" in api.asked[1].body["messages"][0]["content"]


def test_without_a_question_before_it_is_held_to_be_whole() -> None:
    query = {"subject": "vm", "where": [STATE]}
    with asking(going_on(query, ("loud", "where.0"), ("list VMs", "subject"))) as (model, _):
        found = ModelReader(model)("list the loud VMs", CONTEXT)
    assert isinstance(found.reading, Query)
    assert not any("goes on" in note for note in found.notes)


def test_the_router_asks_for_a_follow_up_that_rules_cannot_read() -> None:
    query = marked(where=[*marked()["where"], STATE])
    previous = Previous(parse(BEFORE), "the VMs of mercury")
    with asking(going_on(query, ("the loud ones", "where.2"))) as (model, _):
        found = read_by_all(LOUD, replace(CONTEXT, previous=previous), (ModelReader(model),))
    assert isinstance(found.reading, Query)
    assert found.route == "llm"


# --------------------------------------------------------------------------- marks and examples


def test_a_query_of_the_phrases_hides_nothing_and_any_query_comes_back_whole() -> None:
    for phrase in phrases():
        if phrase.query:
            query = parse(phrase.query)
            assert parse(hidden(query).shown(hidden(query).data)) == query
            assert hidden(query).names == {}


def test_accounts_tags_and_values_are_hidden_numbers_and_regions_are_not() -> None:
    query = parse({
        "subject": "vm", "regions": ["us-east-1"], "accounts": ["777777777777"],
        "group_by": ["tags.Mercury-Cost"], "where": [{"field": "tags.Mercury-Cost", "op": "in",
        "value": ["Blue", "us-east-1"]}, {"field": "cpu", "op": "lt", "value": 20.5}],
    })  # fmt: skip
    found = hidden(query)
    assert set(found.names.values()) == {"777777777777", "tags.Mercury-Cost", "Blue"}
    assert parse(found.shown(found.data)) == query


def test_confirmed_examples_are_shown_unless_they_hold_a_name() -> None:
    confirmed = {
        "what did the frobnicated beast burn": parse({"subject": "cost", "period": "last_month"}),
        "frobnicated beast of mercury": parse({"subject": "cost", "accounts": ["mercury-prod"]}),
    }
    context = replace(
        CONTEXT, confirmed=confirmed, accounts=(KnownAccount("aws", "1", "mercury-prod"),)
    )
    with asking(tool("decline", {"why": "not_expressible"})) as (model, api):
        ModelReader(model)("how frobnicated is the beast", context)
    sent = api.asked[0].body["messages"][0]["content"]
    assert '"what did the frobnicated beast burn" → ' in sent
    assert "mercury" not in sent

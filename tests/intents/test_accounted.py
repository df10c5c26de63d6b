"""A Query that a model gives is held to the question: every word of it, and nothing besides."""

from typing import Any

import pytest

from intents.accounted import problems
from intents.phrases import Phrase, phrases
from intents.placed import Part, notes
from intents.prompt import tools
from intents.query import parse
from intents.similar import similar

from .reading import CONTEXT

READABLE = [phrase for phrase in phrases() if phrase.query]
SAMPLE = READABLE[::12]
# Each changes what is asked, whatever stands before it.
ADDED = (
    " under 37%", " in jakarta", " since 3 march 2019", " excluding spot", " except prod",
    " without 'Blue Team'", " painted", " tagged colour=mauve", " named web-77", " top 77",
    " running windows", " with no colour tag", " older than 77 days", " with CPU above 37%",
)  # fmt: skip


def wrong(question: str, query: dict[str, Any], *parts: tuple[str, str]) -> tuple[str, ...]:
    told = tuple(Part(*part) for part in parts or ((question, "subject"),))
    return problems(question, parse(query), told, CONTEXT)


def held(phrase: Phrase, added: str = "") -> bool:
    """Whether a phrase's Query is taken for the phrase with words added, by a model that lies."""
    query = phrase.query or {}
    places = [f"{key}.{at}" for key in ("where", "having") for at in range(len(query.get(key, ())))]
    parts = [(phrase.ask, place) for place in ("subject", *places)]
    return not wrong(phrase.ask + added, query, *parts, *([(added, "subject")] if added else []))


def test_what_is_right_is_nearly_always_accepted() -> None:
    accepted = sum(held(phrase) for phrase in READABLE)
    assert accepted / len(READABLE) > 0.95


@pytest.mark.parametrize("added", ADDED)
def test_no_added_word_leaves_a_reading_accepted(added: str) -> None:
    word = added.rsplit(maxsplit=1)[-1]
    # "Non-production" says "except prod" already.
    silent = [one for one in SAMPLE if word not in f"{one.ask} {one.query}".casefold()]
    assert not [phrase.ask for phrase in silent if held(phrase) and held(phrase, added)]


@pytest.mark.parametrize(
    ("question", "query", "why"),
    [
        ("VMs older than 90 days", {"subject": "vm"}, "90"),
        ("VMs in Frankfurt", {"subject": "vm", "regions": ["eu-central-1"]}, "not all of these"),
        ("VMs on azure", {"subject": "vm"}, "azure"),
        ("VMs on azure", {"subject": "vm", "clouds": ["aws"]}, "azure"),
        ("cost last month", {"subject": "cost"}, "last_month"),
        ("cost last month", {"subject": "cost", "period": "last_week"}, "last_month"),
        ("VMs", {"subject": "vm", "regions": ["eu-west-1"]}, "does not name the region"),
        ("VMs", {"subject": "vm", "accounts": ["prod"]}, "names no account"),
        ("VMs", {"subject": "vm", "limit": 5}, "asks for no 5"),
        ("VMs", {"subject": "vm", "where": [{"field": "cpu", "op": "lt", "value": 5}]}, "number"),
        (
            "VMs tagged env=prod",
            {"subject": "vm", "where": [{"field": "tags.env", "op": "eq", "value": "dev"}]},
            "'dev' is not in the question",
        ),
        (
            "VMs not in us-east-1",
            {"subject": "vm", "regions": ["us-east-1"]},
            "excludes; the query does not",
        ),
        (
            "VMs not in us-east-1 and not spot",
            {"subject": "vm", "where": [{"field": "region", "op": "ne", "value": "us-east-1"}]},
            "not spot' excludes",
        ),
        (
            "disks larger than 1 TB",
            {"subject": "disk", "where": [{"field": "size_gib", "op": "gt", "value": 1}]},
            "size_gib gt 1024",
        ),
        (
            "cost of EC2 last month",
            {"subject": "cost", "period": "last_month",
             "where": [{"field": "service_name", "op": "eq", "value": "AmazonEC2"}]},
            "EC2 - Other",
        ),
    ],
)  # fmt: skip
def test_what_the_query_does_not_say_is_told(
    question: str, query: dict[str, Any], why: str
) -> None:
    found = wrong(question, query)
    assert any(why in sentence for sentence in found), found


def test_each_content_word_needs_a_place_that_is_there() -> None:
    query = {"subject": "vm", "limit": 5, "order_by": ["-cost"]}
    good = (("5", "limit"), ("priciest", "order_by.0"), ("boxen", "subject"))
    assert wrong("the 5 priciest boxen", query, *good) == ()
    assert "boxen" in wrong("the 5 priciest boxen", query, *good[:2])[0]
    assert "no place" in wrong("the 5 priciest boxen", query, *good[:2], ("boxen", "where.3"))[0]


@pytest.mark.parametrize("place", ["noise", "subject", "limit", "order_by.0"])
def test_a_word_that_is_unknown_has_no_part_in_what_known_words_say(place: str) -> None:
    query = {"subject": "vm", "limit": 5, "order_by": ["-cost"]}
    good = (("5", "limit"), ("priciest", "order_by.0"), ("VMs", "subject"))
    assert wrong("the 5 priciest VMs", query, *good) == ()
    assert wrong("the 5 priciest painted VMs", query, *good, ("painted", place))


def test_a_condition_that_no_word_asks_for_is_told() -> None:
    running = {"field": "state", "op": "eq", "value": "running"}
    query = {"subject": "vm", "where": [running]}
    assert "asks for where.0" in wrong("the boxen", query, ("boxen", "subject"))[0]
    assert "asks for where.0" in wrong("the VMs", query, ("VMs", "subject"), ("VMs", "where.0"))[0]
    assert wrong("the running VMs", query, ("running", "where.0"), ("VMs", "subject")) == ()


def test_only_fillers_may_say_nothing() -> None:
    query = {"subject": "vm"}
    assert (
        wrong("gimme VMs basically", query, ("gimme basically", "noise"), ("VMs", "subject")) == ()
    )
    assert wrong("only VMs", query, ("only", "noise"), ("VMs", "subject"))


def test_how_unknown_words_were_taken_is_told() -> None:
    query = parse({"subject": "vm", "where": [{"field": "state", "op": "eq", "value": "stopped"}]})
    parts = (Part("asleep", "where.0"), Part("boxen", "subject"))
    assert notes("boxen asleep", query, parts, CONTEXT) == (
        "read by a language model",
        "“asleep” is taken as state = stopped",
        "“boxen” is taken as VMs",
    )


def test_examples_are_like_the_question() -> None:
    found = similar("show me unattached disks bigger than 500 GB please", 5)
    assert found
    assert all((phrase.query or {})["subject"] == "disk" for phrase in found[:2])
    assert similar("zxq", 5) == ()


def test_the_tools_are_derived_from_the_query_and_small() -> None:
    schema = tools()[0].schema
    query = schema["properties"]["query"]
    assert "vm" in query["properties"]["subject"]["enum"]
    assert len(str(schema)) < 5_000

"""Follow-ups: every example is a test, every word of it counts, and nothing is widened unsaid."""

import itertools
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents import followup
from intents.context import Previous, ReadContext
from intents.phrases import phrases
from intents.phrases.followups import Followup, answered, followups
from intents.query import Clarify, HowTo, Query, Read, Refuse, Unread, parse
from intents.router import read

from .reading import CONTEXT, TODAY

ANSWERED = [one for one in followups() if one.query]
RARE = ("zyzzyva", "quokka")


def before(question: str) -> Previous:
    found = read(question, CONTEXT).reading
    assert isinstance(found, Query), question
    return answered(found, question)


def after(question: str, ask: str, **changed: object) -> Read:
    previous = replace(before(question), **changed)  # type: ignore[arg-type]
    return read(ask, replace(CONTEXT, previous=previous))


def asks(question: str, ask: str) -> Query:
    found = after(question, ask).reading
    assert isinstance(found, Query), found
    return found


@pytest.mark.parametrize("one", followups(), ids=lambda one: f"{one.after} → {one.ask}")
def test_a_follow_up_is_read_as_it_says(one: Followup) -> None:
    found = after(one.after, one.ask).reading
    if one.query is not None:
        assert found == parse(one.query)
    else:
        assert type(found).__name__.lower() == one.outcome


def test_there_are_hundreds_of_them_and_none_twice() -> None:
    said = [(one.after, one.ask) for one in followups()]
    assert len(said) == len(set(said)) >= 400


@pytest.mark.parametrize("rare", RARE)
def test_an_unknown_word_anywhere_never_leaves_a_reading_as_it_was(rare: str) -> None:
    for one in ANSWERED[:: 5 if rare == RARE[0] else 7]:
        words = one.ask.split()
        for at in range(len(words) + 1):
            ask = " ".join([*words[:at], rare, *words[at:]])
            found = after(one.after, ask).reading
            if isinstance(found, Query):
                assert rare in found.model_dump_json(), (one.after, ask)


def test_leaving_out_a_value_changes_the_reading() -> None:
    for ask in ("only prod in eu-west-1 without tax", "top 5 by region for Azure last week"):
        whole, words = asks("cost by service last month", ask), ask.split()
        for at, word in enumerate(words):
            if word in ("only", "in", "for", "by"):
                continue
            left = " ".join([*words[:at], *words[at + 1 :]])
            assert after("cost by service last month", left).reading != whole, left


@pytest.mark.parametrize("one", ANSWERED[::3], ids=lambda one: f"{one.after} → {one.ask}")
def test_what_is_made_of_two_questions_can_be_resolved(one: Followup) -> None:
    assert parse(one.query).resolve(TODAY)


def test_conditions_of_before_hold_unless_the_words_or_a_note_say_otherwise() -> None:
    question = "AWS cost in us-east-1 by service last month excluding tax"
    for ask in ("by account", "top 3", "per day", "why", "only prod", "what about October"):
        found = asks(question, ask)
        assert found.clouds == ("aws",)
        assert found.regions == ("us-east-1",)
        assert {"field": "charge_category", "op": "ne", "value": "Tax"} in found.as_said()["where"]


def test_what_takes_the_place_of_something_is_told() -> None:
    found = after("cost by account last month for env prod", "what about dev")
    assert "env = dev in place of env = prod" in found.notes
    assert "goes on from “cost by account last month for env prod”" in found.notes


def test_how_old_the_answer_is_that_is_gone_on_from_is_told() -> None:
    found = after("cost by service last month", "only prod", since="3 hours ago")
    assert "goes on from “cost by service last month” of 3 hours ago" in found.notes


@pytest.mark.parametrize(
    "ask",
    ["top 5 services by cost", "list all disks", "how many VMs by region", "why did cost go up"],
)
def test_a_question_that_names_a_subject_of_its_own_is_a_new_one(ask: str) -> None:
    assert after("AWS cost by account in October", ask) == read(ask, CONTEXT)


@pytest.mark.parametrize("ask", ["stop the second one", "delete it", "terminate those"])
def test_an_action_on_a_row_is_refused(ask: str) -> None:
    assert isinstance(after("list VMs with CPU < 20%", ask).reading, Refuse)


@pytest.mark.parametrize(
    "ask", ["only prod", "by region instead", "and for Azure?", "the second one", "top 5", "why?",
            "sort by cost", "what about last month"],
)  # fmt: skip
def test_a_follow_up_with_nothing_to_follow_is_said_to_be_one(ask: str) -> None:
    found = read(ask, CONTEXT).reading
    assert isinstance(found, Clarify)
    assert found.question.startswith(followup.NOTHING_BEFORE)
    for choice in found.choices:
        assert isinstance(read(choice, CONTEXT).reading, Query), choice


def test_whole_questions_are_read_alike_within_a_conversation() -> None:
    whole = [one.ask for one in phrases() if one.query and one.show]
    previous = before("cost by service last month")
    for ask in whole:
        alone = read(ask, CONTEXT)
        found = read(ask, replace(CONTEXT, previous=previous))
        goes_on = any(note.startswith("goes on") for note in found.notes)
        assert found == alone or goes_on, ask


class TestRows:
    def test_first_without_an_article_is_no_row(self) -> None:
        assert isinstance(after("cost by service last month", "what changed first").reading, Unread)

    def test_a_place_is_what_tells_that_row_from_the_others(self) -> None:
        found = asks("list VMs with CPU < 20%", "the third one").as_said()["where"][1:]
        assert [(one["field"], one["value"]) for one in found] == [
            ("name", "db-1"), ("account", "data"), ("region", "eu-west-1"),
        ]  # fmt: skip

    def test_an_unknown_value_is_missing_and_not_the_word_none(self) -> None:
        found = after("cost by team last month", "the first one", rows=({"tags.team": None},))
        assert isinstance(found.reading, Query)
        assert found.reading.as_said()["where"] == [{"field": "tags.team", "op": "missing"}]

    def test_a_row_that_there_is_not_is_no_row(self) -> None:
        found = after("cost by service last month", "the ninth one").reading
        assert isinstance(found, HowTo)
        assert "3 rows" in found.text

    def test_rows_that_look_alike_are_not_taken_for_one_another(self) -> None:
        row = {"name": "web", "account": "shop", "region": "us-east-1"}
        found = after("list all VMs", "the first one", rows=(row, row), row_count=2).reading
        assert isinstance(found, HowTo)

    def test_that_vm_is_the_only_one_shown_or_has_to_be_told(self) -> None:
        row = {"name": "web", "account": "shop", "region": "us-east-1"}
        one = after("list all VMs", "that VM", rows=(row,), row_count=1).reading
        assert isinstance(one, Query)
        assert isinstance(after("list all VMs", "that VM").reading, Clarify)

    def test_what_the_biggest_is_broken_down_by_is_of_the_biggest_alone(self) -> None:
        biggest = asks("cost by account last month", "the biggest one")
        previous = Previous(biggest, "the biggest one", ({"sub_account_name": "shop"},), 1)
        found = read("break it down by service", replace(CONTEXT, previous=previous)).reading
        assert isinstance(found, Query)
        assert found.limit is None
        assert found.as_said()["where"] == [
            {"field": "sub_account_name", "op": "eq", "value": "shop"}
        ]

    def test_a_name_that_was_shown_is_one(self) -> None:
        found = asks("list VMs with CPU < 20%", "what about web-2")
        assert {"field": "name", "op": "eq", "value": "web-2"} in found.as_said()["where"]


SOME = sorted({one.ask for one in followups()})


FIRST = ("cost by service last month", "list VMs with CPU < 20%", "how many VMs by region")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SOME), min_size=1, max_size=4), st.sampled_from(FIRST))
def test_any_chain_of_follow_ups_stays_readable_as_data(asked: list[str], first: str) -> None:
    context: ReadContext = replace(CONTEXT, previous=before(first))
    for ask in asked:
        found = read(ask, context).reading
        if isinstance(found, Query):
            assert parse(json.loads(found.model_dump_json(exclude_defaults=True)) | {
                "subject": found.subject, "analysis": found.analysis}) == found  # fmt: skip
            found.resolve(TODAY)
            context = replace(context, previous=answered(found, ask))


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["", "what about ", "the ", "only ", "remove the "]))
def test_any_text_has_an_outcome(text: str, lead: str) -> None:
    found = after("cost by service last month", lead + text)
    assert isinstance(found.reading, Query | Clarify | Refuse | HowTo | Unread)


def test_words_alone_in_any_order_never_break_it() -> None:
    words = ("the", "second", "one", "remove", "filter", "compare", "it", "by", "list")
    previous = before("list VMs with CPU < 20%")
    for said in itertools.permutations(words, 3):
        read(" ".join(said), replace(CONTEXT, previous=previous))

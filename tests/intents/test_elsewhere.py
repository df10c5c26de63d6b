"""What is not among what the bot reads is said to be so, with questions that it can read."""

from datetime import date

import pytest

from intents.context import ReadContext
from intents.elsewhere import topics
from intents.query import Query, Unread
from intents.router import read

CONTEXT = ReadContext(date(2026, 11, 18))


@pytest.mark.parametrize("question", [one for topic in topics() for one in topic.instead])
def test_what_is_offered_instead_can_be_read(question: str) -> None:
    assert isinstance(read(question, CONTEXT).reading, Query)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("How many critical alerts do I have?", "Azure Monitor"),
        ("Which resources are noncompliant?", "Azure Policy"),
        ("which K8s namespaces are most expensive?", "OpenCost"),
        ("Do I have an outstanding payment balance?", "billing consoles"),
        ("what is our FinOps score", "no scores"),
        ("which VMs lack patches", "Update Manager"),
        ("VMs in GCP", "AWS and Azure alone"),
    ],
)
def test_a_topic_is_named_with_where_it_is_to_be_had(question: str, says: str) -> None:
    found = read(question, CONTEXT).reading
    assert isinstance(found, Unread)
    assert says in found.elsewhere
    assert found.words


def test_no_topic_is_told_where_other_words_could_not_be_placed() -> None:
    found = read("cost of the frobnicator", CONTEXT).reading
    assert isinstance(found, Unread)
    assert not found.elsewhere


@pytest.mark.parametrize("question", ["was the AWS invoice for october paid?", "is the bill paid"])
def test_whether_something_was_paid_is_no_question_for_an_amount(question: str) -> None:
    found = read(question, CONTEXT).reading
    assert isinstance(found, Unread)
    assert "billing consoles" in found.elsewhere

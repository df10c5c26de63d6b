"""What is offered in an unread question's place: a question, which says what it leaves out."""

import pytest

from intents.phrases import phrases
from intents.query import Query, Unread

from .reading import reading

UNREAD = tuple(phrase.ask for phrase in phrases() if phrase.outcome == "unread")


def unread(question: str) -> Unread:
    found = reading(question)
    assert isinstance(found, Unread), f"{question!r} is {found}"
    return found


@pytest.mark.parametrize(
    ("question", "offered", "left_out"),
    [
        ("VMs painted blue", "VMs", "painted blue"),
        ("painted VMs in Azure", "VMs in Azure", "painted"),
        ("cost by region for the serverless crowd",
         "cost by region", "for the serverless crowd"),
        ("reservations by term and payment option", "reservations by term",
         "and payment option"),
        ("VMs stopped in AWS and running in Azure", "VMs stopped in AWS", "and running in Azure"),
    ],
)  # fmt: skip
def test_a_whole_phrase_is_left_out_and_told(question: str, offered: str, left_out: str) -> None:
    found = unread(question)
    assert (found.nearest[0], found.left_out) == (offered, left_out)


@pytest.mark.parametrize(
    "question",
    [
        "services that cost more than 2 smackers last month",
        "volumes larger than 100 GB that nobody attached",
        "VMs with CPU around 20%",
        "Azure OpenAI spend by month",
        "which account had the most anomalies this quarter",
        "median cost of App Service this month",
        "cost of t3.medium or smaller instances",
        "bill spiked on the 12th, what happened",
        "forecast for the end of November please, by colour or shape",
        "VMs tagged env=prod and env=dev",
        "which subnets are nearly out of IPs",
    ],
)
def test_no_other_question_is_offered_as_this_one(question: str) -> None:
    assert not unread(question).left_out


def test_what_is_offered_is_a_question_that_reads_and_keeps_the_words() -> None:
    for question in UNREAD:
        found = reading(question)
        if not isinstance(found, Unread):
            continue
        assert all(isinstance(reading(one), Query) for one in found.nearest[:1]), question
        if found.left_out:
            kept = "".join(f"{found.nearest[0]}{found.left_out}".split())
            assert len(kept) <= len(question), question

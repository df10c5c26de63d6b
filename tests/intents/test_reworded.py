"""Questions in other words than the rules', and two questions at once."""

from datetime import date

import pytest

from intents.context import ReadContext
from intents.query import Clarify, Query
from intents.router import read

CONTEXT = ReadContext(date(2026, 11, 18))


@pytest.mark.parametrize(
    ("question", "in_theirs"),
    [
        ("What services are we running on AWS?", "cost by service in AWS"),
        ("what services did we use last month", "cost by service last month"),
        ("What instance types did we use last month?", "cost by instance type last month"),
        ("Show me per-resource EC2 costs", "EC2 cost by resource"),
        ("cost per team for leadership", "cost per team"),
        ("Show unified spend by provider and month", "cost by cloud and month"),
        ("Which provider has the highest data transfer costs?", "data transfer cost by cloud"),
        ("Report application cost month over month", "cost by app month over month"),
        ("Analyze service costs by region", "cost by service and region"),
        ("Did we have an unusual spike or drop last week?", "cost anomalies last week"),
        ("How much cost is unattributed because tags are blank?", "untagged cost"),
        ("Show me 30 days of history for AWS EC2", "EC2 cost by day over the last 30 days"),
        ("Compare current vs previous period", "cost this month vs last month"),
    ],
)
def test_it_means_what_the_rules_words_mean(question: str, in_theirs: str) -> None:
    found, theirs = read(question, CONTEXT), read(in_theirs, CONTEXT)
    assert isinstance(theirs.reading, Query)
    assert found.reading == theirs.reading


def test_the_answer_says_what_it_was_asked_as() -> None:
    notes = read("What services are we running?", CONTEXT).notes
    assert "asked as “cost by service”" in notes


def test_two_questions_are_asked_back_one_by_one() -> None:
    found = read("List public buckets and stopped VMs", CONTEXT).reading
    assert isinstance(found, Clarify)
    assert found.choices == ("List public buckets", "stopped VMs")
    assert all(isinstance(read(one, CONTEXT).reading, Query) for one in found.choices)


@pytest.mark.parametrize(
    "question",
    ["What services are we running from", "cost per team for the mars rover review board and me",
     "what songs are we running", "idle VMs and poetry"],
)  # fmt: skip
def test_what_the_rules_cannot_read_of_it_is_not_read(question: str) -> None:
    assert not isinstance(read(question, CONTEXT).reading, Query | Clarify)

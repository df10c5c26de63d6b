"""The second reader reads what the rules cannot, and is never silently wrong."""

import pytest

from intents.classifier import guesses, judged, read
from intents.phrases import phrases
from intents.query import Clarify, Query, Refuse, Unread, parse
from intents.router import read as route
from tests.intents.reading import CONTEXT, asked, reading


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("how much are we burning on RDS", "how much are we spending on RDS"),
        ("what's the damage for last month", "what's the cost for last month"),
        ("which services are hogging our money", "which services cost the most"),
        ("gimme ec2 boxes sans tag owner", "show ec2 instances without tag owner"),
        ("which boxes in eu-west-1 are powered off", "which servers in eu-west-1 are stopped"),
        ("ec2 boxes aside from prod", "ec2 instances except prod"),
        ("our azure bill for october, sliced by service", "our azure bill for october by service"),
        ("cost last month, not counting credits", "cost last month excluding credits"),
        ("how has our azure bill evolved over the last 6 months",
         "azure cost trend over the last 6 months"),
        ("where did all our money go last month", "cost by service last month"),
        ("show VMs, but don't include stopped ones", "show VMs excluding stopped ones"),
        ("dangling disks north of 100 GB", "unattached disks larger than 100 GB"),
        ("quick question, any idea what we spent on lambda in september?",
         "what did we spend on lambda in september"),
        ("forecst next quarter by team", "forecast next quarter by team"),
    ],
)  # fmt: skip
def test_reads_what_means_the_same_as_the_rules_own_words(said: str, means: str) -> None:
    right, found = reading(means), reading(said)
    assert isinstance(right, Query)
    assert isinstance(found, Query), found
    assert found.model_dump(exclude={"limit"}) == right.model_dump(exclude={"limit"})


def test_says_what_was_read_as_what_and_who_read_it() -> None:
    found = asked("what's the damage for last month")
    assert found.route == "classifier"
    assert found.notes == ("'damage' is read as 'cost'",)


@pytest.mark.parametrize(
    "question",
    [
        "VMs named burning",
        "cost of team burning last month",
        "break down the cost of team burning",
        "VMs not burning",
        "how much did we not burn",
        "our AWS bill without burning",
        "what is our carbon footprint",
        "what's the disk footprint of S3",
        "which VMs hog cpu",
        "roughly burned cost",
        "roughly what we burn",
        "what should we burn on RDS",
        "how much are we burning per customer",
        "what would we burn without spot",
        "damage excluding the legacy stuff",
        "which boxes were powered off by Bob",
        "blue boxes",
        "dangling pointers",
    ],
)
def test_leaves_unread_what_it_cannot_account_for(question: str) -> None:
    found = asked(question).reading
    assert isinstance(found, Unread), found
    assert found.words


@pytest.mark.parametrize("name", ["burning", "damage", "footprint", "identify", "actually"])
def test_a_name_keeps_its_meaning(name: str) -> None:
    for form in (f"VMs tagged team={name}", f'cost of tag team "{name}"', f"VMs named '{name}'"):
        found = reading(form)
        if isinstance(found, Query):
            assert name in found.model_dump_json()


@pytest.mark.parametrize(
    "question",
    ["write a haiku about autumn leaves", "who won the world cup", "what is the capital of Peru",
     "book me a table for two tonight", "how do I center a div in CSS"],
)  # fmt: skip
def test_declines_what_is_none_of_ours(question: str) -> None:
    found = asked(question).reading
    assert isinstance(found, Refuse)
    assert found.why == "off_topic"


@pytest.mark.parametrize(
    "question",
    ["who won the S3 budget", "why is my cluster unhappy", "how do I make our bill smaller",
     "what should I optimize first", "is my reservation working last month"],
)  # fmt: skip
def test_never_declines_where_something_of_ours_is_named(question: str) -> None:
    assert not isinstance(asked(question).reading, Refuse)


def test_a_higher_threshold_only_reads_less() -> None:
    question = "what's the damage for last month"
    assert isinstance(judged(question, CONTEXT, 0.0).reading, Query)
    assert not isinstance(judged(question, CONTEXT, 1.1).reading, Query)
    (guess,) = {guess.chance for guess in guesses(question, CONTEXT)}
    assert 0 < guess <= 1


def test_agrees_with_the_rules_wherever_it_can_read_a_phrase_at_all() -> None:
    for phrase in phrases():
        found = read(phrase.ask, CONTEXT).reading
        if isinstance(found, Query) and phrase.query:
            assert found == parse(phrase.query), phrase.ask


def test_does_not_answer_what_must_stay_unread() -> None:
    for phrase in phrases():
        if phrase.outcome == "unread":
            assert isinstance(route(phrase.ask, CONTEXT).reading, Unread | Clarify), phrase.ask

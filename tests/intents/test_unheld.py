"""Words that a slot knows, and that would change nothing where they stand, are unread."""

import pytest

from intents.query import Query, Unread

from .reading import reading, said


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("how many findings by rule versus", ("versus",)),
        ("versus how many VMs by region", ("versus",)),
        ("new services vs azure this quarter", ("vs",)),
        ("what pushed spend up lately double", ("double",)),
        ("which accounts are going to biggest exceed $10k this month", ("biggest",)),
        ("anomalies in tax last month hourly", ("hourly",)),
        ("anomalies in tax last month monthly", ("monthly",)),
        ("cost by week nor in october", ("nor",)),
        ("running nor stopped VMs", ("nor",)),
        ("which resources are idle list", ("list",)),
        ("VMs with total CPU below 5%", ("total",)),
        ("what changed last month by account dropped", ("dropped",)),
        ("spend between next quarter", ("between",)),
        ("cost for region 111111111111 last month", ("region",)),
        ("cost last month vs the quarter before", ("vs", "the", "quarter", "before")),
        ("which teams spent more last month than the week before",
         ("than", "the", "week", "before")),
        ("VMs with CPU around 20%", ("20%",)),
    ],
)  # fmt: skip
def test_a_word_that_changes_nothing_is_unread(question: str, words: tuple[str, ...]) -> None:
    found = reading(question)
    assert isinstance(found, Unread), found
    assert set(words) <= set(found.words)


@pytest.mark.parametrize(
    "question",
    [
        "top 5 services by cost",
        "daily anomalies last month",
        "spend by account biggest this month",
        "compare EC2 and S3 cost last month",
        "AWS cost last month vs Azure",
        "why did costs go up compared to last month",
        "VMs in neither us-east-1 nor eu-west-1",
        "regions with the steepest decrease in october",
        "cost in october vs the month before",
    ],
)
def test_what_another_word_says_too_is_no_word_too_many(question: str) -> None:
    assert isinstance(reading(question), Query)


def test_last_and_least_are_not_first_and_most() -> None:
    assert said("bottom 3 recommendations")["order_by"] == ["monthly_saving"]
    assert said("top 3 recommendations")["order_by"] == ["-monthly_saving"]
    assert said("biggest refunds by account")["order_by"] == ["cost"]
    assert said("smallest refunds by account")["order_by"] == ["-cost"]


def test_a_name_of_one_cloud_beside_a_word_for_both_is_of_that_cloud() -> None:
    assert said("EC2 list all VMs")["clouds"] == ["aws"]
    assert said("spot instances EC2")["clouds"] == ["aws"]
    assert "clouds" not in said("EC2 instances and VMs")


def test_an_address_is_on_the_side_that_is_said() -> None:
    assert not isinstance(reading("which VM has the public IP 10.1.2.3"), Query)
    assert said("which VM has the private IP 10.1.2.3")["where"][0]["field"] == "private_ip"


def test_a_day_that_no_month_has_is_no_period() -> None:
    assert not isinstance(reading("cost from 1 nov to 31 nov"), Query)

"""Names that only the company's own charges tell: services, publishers, tag keys."""

from datetime import date

import pytest

from intents.context import ReadContext
from intents.query import Query, Read
from intents.rules import read

CONTEXT = ReadContext(
    date(2026, 11, 18),
    services=("Datadog Pro", "Bandwidth", "Amazon Bedrock"),
    publishers=("AWS", "Datadog", "Snowflake Inc.", "Over"),
    tag_keys=("Customer", "team"),
)


def asked(question: str) -> Read:
    return read(question, CONTEXT)


def conditions(question: str) -> tuple[tuple[str, str, object], ...]:
    reading = asked(question).reading
    assert isinstance(reading, Query), f"{question!r} is {reading}"
    return tuple((test.field, test.op, test.value) for test in reading.conditions())


@pytest.mark.parametrize(
    ("question", "test"),
    [
        ("how much did datadog cost us", ("publisher_name", "eq", "Datadog")),
        ("what is snowflake costing us", ("publisher_name", "eq", "Snowflake Inc.")),
        ("snowflake inc. spend last month", ("publisher_name", "eq", "Snowflake Inc.")),
        ("datadog pro costs by month", ("service_name", "eq", "Datadog Pro")),
        ("spend excluding datadog", ("publisher_name", "ne", "Datadog")),
        ("spend on datadog and snowflake",
         ("publisher_name", "in", ("Datadog", "Snowflake Inc."))),
    ],
)  # fmt: skip
def test_what_charges_name_is_read_by_its_name(
    question: str, test: tuple[str, str, object]
) -> None:
    assert conditions(question) == (test,)


def test_a_name_is_told_as_what_it_was_taken_for() -> None:
    assert asked("datadog cost").notes == ("Datadog is read as the publisher of charges",)


def test_what_a_cloud_or_the_grammar_is_called_is_no_publisher() -> None:
    assert conditions("AWS cost over the last 30 days") == ()


def test_a_service_known_by_heart_has_all_its_names() -> None:
    ((field, op, names),) = conditions("amazon bedrock cost")
    assert (field, op) == ("service_name", "in")
    assert isinstance(names, tuple)
    assert len(names) > 1


def test_what_no_charge_names_is_not_read() -> None:
    unknown = ReadContext(date(2026, 11, 18))
    assert not isinstance(read("how much did datadog cost us", unknown).reading, Query)


def test_cost_is_grouped_by_a_key_that_charges_have() -> None:
    reading = asked("cost by customer last month").reading
    assert isinstance(reading, Query)
    assert reading.group_by == ("tags.Customer",)

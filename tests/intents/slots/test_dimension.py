"""A company's own dimensions are read by their names, and a showback by their rule."""

from datetime import date

import pytest

from intents.context import KnownDimension, ReadContext
from intents.query import Query, Read
from intents.rules import read

CONTEXT = ReadContext(
    date(2026, 11, 18),
    dimensions=(
        KnownDimension("Cost Center", "dimensions.cost_center", "proportional"),
        KnownDimension("team", "tags.team", "even"),
        KnownDimension("product line", "dimensions.product_line"),
    ),
)


def said(question: str) -> Query:
    found: Read = read(question, CONTEXT)
    assert isinstance(found.reading, Query), found.reading
    return found.reading


@pytest.mark.parametrize(
    "words",
    ["cost center", "cost centers", "cost centre", "cost-center", "cost-centre"],
)
def test_what_cost_is_grouped_by_is_the_dimension_before_a_tag_of_that_name(words: str) -> None:
    assert said(f"cost by {words} last month").group_by == ("dimensions.cost_center",)


def test_a_dimension_stands_where_a_subject_does() -> None:
    assert said("top 3 product lines by cost").group_by == ("dimensions.product_line",)


@pytest.mark.parametrize(
    ("question", "op", "value"),
    [
        ("cost of cost center CC-1 last month", "eq", "CC-1"),
        ('cost where product line is "Web Shop"', "eq", "Web Shop"),
        ("cost without a cost center", "missing", None),
        ("cost not in cost center CC-1", "ne", "CC-1"),
    ],
)
def test_a_dimension_is_a_condition(question: str, op: str, value: str | None) -> None:
    (test,) = said(question).where
    assert (test.op, test.value) == (op, value)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("chargeback by cost center last month", "proportional"),
        ("showback by team", "even"),
        ("showback by product line", "none"),
        ("allocate shared cost proportionally by team", "proportional"),
        ("cost by cost center with shared cost spread evenly", "even"),
    ],
)
def test_a_showback_follows_the_setting_unless_the_question_says_how(
    question: str, rule: str
) -> None:
    assert said(question).spread == rule


def test_dimensions_are_of_cost_alone() -> None:
    assert not isinstance(read("VMs by product line", CONTEXT).reading, Query)

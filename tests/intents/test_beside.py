"""Another beside what was named: a row for each, all else as before, and nothing guessed."""

from dataclasses import replace

import pytest

from intents.phrases.followups import answered
from intents.query import Clarify, Query
from intents.router import read

from .reading import CONTEXT


def after(question: str, ask: str) -> object:
    before = read(question, CONTEXT).reading
    assert isinstance(before, Query)
    return read(ask, replace(CONTEXT, previous=answered(before, question))).reading


def test_another_cloud_joins_the_one_before_and_the_period_and_the_groups_stay() -> None:
    found = after("AWS cost by service last month", "compare with Azure")
    assert isinstance(found, Query)
    assert (found.clouds, found.period) == (("aws", "azure"), "last_month")
    assert found.group_by == ("service_name", "cloud")


def test_another_value_of_a_tag_has_a_row_of_its_own() -> None:
    found = after("how many VMs are in prod", "versus dev")
    assert isinstance(found, Query)
    assert found.as_said()["where"] == [{"field": "tags.env", "op": "in", "value": ["prod", "dev"]}]
    assert found.group_by == ("tags.env",)


def test_another_service_frees_the_cloud_that_only_the_first_had() -> None:
    found = after("EC2 cost last month", "compare with AKS")
    assert isinstance(found, Query)
    assert found.clouds == ()
    assert found.group_by == ("service_name",)


@pytest.mark.parametrize("question", ["cost last month", "VMs in prod", "cost by month this year"])
def test_with_nothing_of_its_kind_before_it_is_asked_back(question: str) -> None:
    assert isinstance(after(question, "compare with dev"), Clarify)


def test_a_period_is_compared_in_time() -> None:
    found = after("AWS cost last month", "compare with August")
    assert isinstance(found, Query)
    assert (found.analysis, found.compare_to) == ("change", "2026-08")

"""Columns by pronoun, advisers, services of commitments and quotas, nearness to limits."""

from itertools import product

import pytest

from intents.query import Unread
from tests.intents.reading import reading, said

THINGS = (("VMs", "vm"), ("our databases", "database"), ("disks in eu-west-1", "disk"))
ASKED = (
    ("how much they cost", "cost"),
    ("what each costs", "cost"),
    ("how old they are", "age_days"),
    ("where they run", "region"),
    ("how much each one costs us", "cost"),
)
SIZES = {"VMs": "size", "our databases": "storage_gib", "disks in eu-west-1": "size_gib"}


@pytest.mark.parametrize("joined", [" and ", ", ", " with ", ", including "])
def test_what_is_asked_of_them_is_a_column(joined: str) -> None:
    for (things, subject), (words, field) in product(THINGS, ASKED):
        found = said(f"{things}{joined}{words}")
        assert (found["subject"], found["select"][-1]) == (subject, field), words


def test_how_big_they_are_is_as_their_kind_has_it() -> None:
    for things, field in SIZES.items():
        assert said(f"{things} and how big they are")["select"][-1] == field


def test_what_they_have_not_is_no_column() -> None:
    assert isinstance(reading("databases and what they are attached to"), Unread)


ADVISERS = {
    "Trusted Advisor": [("source", "Trusted Advisor")],
    "Cost Optimization Hub": [("source", "Cost Optimization Hub")],
    "Compute Optimizer": [("source", "Compute Optimizer"), ("found_by", "Compute Optimizer")],
    "Cost Explorer": [("found_by", "Cost Explorer")],
}


@pytest.mark.parametrize("adviser", ADVISERS)
def test_whose_advice_is_asked_for_is_kept(adviser: str) -> None:
    for question in (
        f"recommendations from {adviser}",
        f"{adviser} recommendations",
        f"what does {adviser} recommend",
        f"what does {adviser} say",
    ):
        found = said(question)
        (test,) = found["where"]
        tests = test.get("any", [test])
        assert found["subject"] == "recommendation"
        assert [(one["field"], one["value"]) for one in tests] == ADVISERS[adviser], question


@pytest.mark.parametrize(
    ("question", "subject", "services"),
    [
        ("EC2 commitments", "commitment", ["EC2"]),
        ("RDS reservations", "commitment", ["RDS"]),
        ("reservations for ElastiCache", "commitment", ["ElastiCache"]),
        ("OpenSearch and Redshift reservations", "commitment", ["OpenSearch", "Redshift"]),
        ("EC2 quotas", "quota", ["ec2"]),
        ("lambda and RDS quotas", "quota", ["lambda", "rds"]),
    ],
)
def test_a_service_of_commitments_or_quotas_is_kept(
    question: str, subject: str, services: list[str]
) -> None:
    found = said(question)
    named = [test for test in found["where"] if test["field"] == "service"]
    values = named[0]["value"] if isinstance(named[0]["value"], list) else [named[0]["value"]]
    assert (found["subject"], values) == (subject, services)


def test_a_service_of_commitments_may_be_left_out() -> None:
    assert {"field": "service", "op": "ne", "value": "RDS"} in said("reservations except RDS")[
        "where"
    ]


@pytest.mark.parametrize("lead", ["how close are we to", "how near are we to"])
def test_how_close_asks_for_the_most_used_first(lead: str) -> None:
    found = said(f"{lead} the vCPU limit")
    assert found["order_by"] == ["-used_percent"]


@pytest.mark.parametrize("words", ["are we close to", "are we near", "are we about to hit"])
def test_what_is_close_is_used_for_the_most_part(words: str) -> None:
    assert said(f"which limits {words}")["where"] == [
        {"field": "used_percent", "op": "ge", "value": 80}
    ]


def test_without_a_limit_nothing_is_close() -> None:
    assert isinstance(reading("VMs close to web-1"), Unread)

"""Metrics: a column of each thing, one number of a group, and statistics of the measurements."""

import pytest

from intents.query import Clarify, Query, Unread
from tests.intents.reading import reading, said

from .tables import conditions, differing

BOUNDS = (
    ("VMs whose CPU never goes above 20%", "max cpu le 20"),
    ("VMs that never exceed 40% CPU", "max cpu le 40"),
    ("VMs whose CPU never drops below 50%", "min cpu ge 50"),
    ("databases with CPU always under 10%", "max cpu lt 10"),
    ("VMs with CPU always over 90%", "min cpu gt 90"),
    ("VMs that average under 5% CPU and never go above 20%", "cpu lt 5; max cpu le 20"),
    ("VMs that peaked above 90%", "max cpu gt 90"),
    ("memory usage of VMs over 90%", "memory gt 90"),
)
SHOWN = (
    ("max CPU of VM web-1", ["cpu.max"]),
    ("p95 memory of VMs", ["memory.p95"]),
    ("cpu of VM web-1, avg and max", ["cpu", "cpu.max"]),
    ("lambda errors yesterday", ["errors"]),
    ("how much memory do our VMs use", ["memory"]),
    ("network traffic of VMs", ["network_in_gib", "network_out_gib"]),
    ("requests handled by the load balancers", ["requests"]),
)
IDENTITY = ["name", "cloud", "account", "region"]


def test_what_is_never_crossed_is_a_bound_on_the_highest_or_the_lowest() -> None:
    assert differing(BOUNDS, conditions) == ""


@pytest.mark.parametrize(("question", "columns"), SHOWN)
def test_a_metric_is_a_column_of_each(question: str, columns: list[str]) -> None:
    assert said(question)["select"] == [*IDENTITY, *columns]


def test_the_highest_of_a_group_is_that_of_its_measurements_not_of_its_means() -> None:
    measure = said("max CPU by account last week")["measures"][0]
    assert (measure["agg"], measure["field"]) == ("max", "cpu.max")


@pytest.mark.parametrize(
    "question",
    ["p95 memory by region", "p95 CPU of VMs above 80%", "avg cpu by region, max",
     "VMs with CPU over 80%, max", "VMs close to the limit"],
)  # fmt: skip
def test_a_statistic_that_no_query_can_hold_is_unread(question: str) -> None:
    assert isinstance(reading(question), Unread)


@pytest.mark.parametrize(
    "question",
    ["cpu of VMs in the last 4 hours", "hourly CPU of VM web-1", "VMs with very high CPU",
     "top 5 VMs by network traffic"],
)  # fmt: skip
def test_what_is_asked_back_has_choices_that_read(question: str) -> None:
    found = reading(question)
    assert isinstance(found, Clarify)
    assert all(isinstance(reading(choice), Query) for choice in found.choices)

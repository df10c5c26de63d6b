"""Figures in the sentence that says why: with their unit, and never nothing where there is some."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from finops.waste.worded import figure, singular
from intents.catalog import Field

SIZE = Field("size_gib", "number", "size", "GiB")
CALLS = Field("invocations", "number", "calls", "count")
SHARE = Field("cpu", "number", "CPU", "percent")
AGE = Field("age_days", "number", "age", "days")
MADE = Field("created_at", "datetime", "when it was made")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        (SIZE, 1900, "1,900 GiB"),
        (SIZE, 0.3, "0.3 GiB"),
        (SIZE, 0.05, "51 MiB"),
        (SIZE, 0.003, "3.1 MiB"),
        (SIZE, 1e-6, "1 KiB"),
        (SIZE, 1e-9, "under 1 KiB"),
        (SIZE, 0, "0 GiB"),
        (CALLS, 2519.31, "2,519"),
        (CALLS, 2.5, "2.5"),
        (CALLS, 0.001, "under 0.01"),
        (SHARE, 0.001, "under 0.01%"),
        (SHARE, Decimal("1.034"), "1.03%"),
        (AGE, 1, "1 day"),
        (AGE, 30, "30 days"),
        (MADE, None, "an unknown day"),
        (SHARE, None, "unknown"),
    ],
)
def test_a_figure_is_short_and_has_its_unit(field: Field, value: object, said: str) -> None:
    assert figure(field, value) == said


@given(some.floats(min_value=1e-30, max_value=1e9))
def test_what_is_there_is_never_told_as_nothing(value: float) -> None:
    for field in (SIZE, CALLS, SHARE, AGE):
        assert not figure(field, value).startswith("0 ")
        assert figure(field, value) not in ("0", "0%")


def test_one_of_a_kind_is_told_in_the_singular() -> None:
    template = "{subnets} network interfaces, {targets} targets of {size} costs"
    told = singular(template, {"subnets": "1", "targets": "2", "size": "1"})
    assert told == "{subnets} network interface, {targets} targets of {size} cost"
    assert singular("{a} operations a second", {"a": "10"}) == "{a} operations a second"

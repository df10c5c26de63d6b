"""Prices: what the lists tell is asked of them, and what they do not is said."""

import pytest

from intents.query import Clarify, Query, Unread
from tests.intents.reading import reading, said

SIZES = (
    ("price of D4s v5 in westeurope", "d4s_v5"),
    ("how much is a B2ms in westeurope", "standard_b2ms"),
    ("m5 large price in us-east-1", "m5.large"),
    ("standard D8s v5 hourly price in northeurope", "standard_d8s_v5"),
)


@pytest.mark.parametrize(("question", "size"), SIZES)
def test_sizes_are_read_as_people_write_them(question: str, size: str) -> None:
    assert {"field": "size", "op": "eq", "value": size} in said(question)["where"]


@pytest.mark.parametrize(
    "question",
    ["spot price of m5.large in us-east-1", "3 year reserved price of m5.large in us-east-1",
     "price of db.r6g.large", "how much would it cost to store 1 PB in S3", "price per GB of gp3",
     "how much would 10 t3.xlarge cost in us-east-1", "price of m5.large per year in us-east-1"],
)  # fmt: skip
def test_what_no_list_tells_is_asked_back_with_choices_that_read(question: str) -> None:
    found = reading(question)
    assert isinstance(found, Clarify)
    assert all(isinstance(reading(choice), Query) for choice in found.choices)


@pytest.mark.parametrize(
    "question", ["what is our FinOps score", "which cluster is most efficient", "my AKS price tier"]
)
def test_what_has_no_price_is_not_given_one(question: str) -> None:
    assert isinstance(reading(question), Unread)

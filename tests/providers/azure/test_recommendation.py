"""What Azure Advisor recommends: one of each purchase, savings from text, what was dismissed."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from providers.azure.arm import Reader
from providers.azure.graph import Found
from providers.azure.recommendation import RECOMMENDATIONS, recommendation, rows
from providers.azure.session import Session
from providers.context import Context
from providers.model import Account
from providers.schema import table

from .conftest import NOW


@pytest.fixture
def reader(prod: Account) -> Reader:
    """One that reads nothing."""
    return Reader(Session("http://127.0.0.1:1"), Context(NOW), prod)


def found(items: list[Any], account: Account, reader: Reader) -> Found:
    return Found({RECOMMENDATIONS: [(item, account) for item in items]}, reader)


def test_of_a_recorded_purchase_in_several_terms_the_best_is_kept(
    recorded: Callable[..., Any], prod: Account, reader: Reader
) -> None:
    raw = recorded("AdvisorRecommendationTest.test_find_by_category")["value"]
    read = found(raw, prod, reader)
    kept = list(rows(read))
    table("recommendation", kept).validate(full=True)
    bought = [row for row in kept if row["recommended"]]
    assert [(row["monthly_saving"], row["action"]) for row in bought] == [
        (Decimal(68), "buy savings plan"),
        (Decimal(75), "buy reservation"),
    ]
    assert bought[0]["recommended"] == "Compute_Savings_Plan, 0.097 an hour, P3Y"
    assert bought[1]["lookback_days"] == 30
    assert len(kept) == len(raw) - 6
    (gap,) = [gap for part in read.beside for gap in part.gaps]
    assert (gap.matters, gap.why.startswith("left out: 6 ")) == (False, True)


def test_a_recorded_disk_is_the_resource_and_its_saving_unknown(
    recorded: Callable[..., Any], prod: Account
) -> None:
    raw = recorded("AdvisorRecommendationTest.test_find_by_category")["value"]
    row = recommendation(raw[-1], prod)
    assert str(row["resource"]).endswith("/microsoft.compute/disks/jamisonscmkdisk")
    assert (row["resource_group"], row["category"], row["impact"]) == (
        "jamison-policy-testing", "cost", "medium",
    )  # fmt: skip
    assert (row["monthly_saving"], row["currency"], row["region"]) == (None, None, None)


def item(**more: object) -> Any:
    return {"id": "/subscriptions/s/r", "properties": {"extendedProperties": more}}


def test_a_saving_is_the_months_or_a_twelfth_of_the_years_or_unknown(prod: Account) -> None:
    def saved(**more: object) -> object:
        return recommendation(item(**more), prod)["monthly_saving"]

    assert saved(savingsAmount="12.5", annualSavingsAmount="999") == Decimal("12.5")
    assert saved(annualSavingsAmount="100") == Decimal("8.33")
    assert saved(savingsAmount=7) == Decimal(7)
    for odd in ("", "much", None, "NaN"):
        assert saved(savingsAmount=odd) is None


def test_what_is_not_told_is_unknown(prod: Account) -> None:
    row = recommendation({"id": "/subscriptions/s/r", "properties": None}, prod)
    told = {"id", "cloud", "account", "account_id", "source", "found_by", "resource_count"}
    assert {name for name, cell in row.items() if cell is not None} == told


def test_what_was_dismissed_is_left_out_and_said(prod: Account, reader: Reader) -> None:
    known = {"id": "/a", "properties": {"suppressionIds": ["x"]}}
    read = found([known, item()], prod, reader)
    assert len(list(rows(read))) == 1
    assert "1 recommendations that were dismissed" in read.beside[0].gaps[0].why

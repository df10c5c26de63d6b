"""Budgets of the settings: their words become a Query, or a reason why not."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.budgets import own_budgets
from bot.settings import SettingsError, read
from intents.context import KnownAccount, ReadContext
from providers.own_budget import OwnBudget
from providers.settings import BudgetSettings

CONTEXT = ReadContext(
    date(2026, 11, 18), accounts=(KnownAccount("aws", "111111111111", "shop-prod"),)
)


def own(of: str) -> OwnBudget:
    settings = BudgetSettings.model_validate({"name": "b", "amount": 100, "of": of})
    (found,) = own_budgets((settings,), CONTEXT)
    return found


def test_words_become_the_cost_that_a_budget_is_for() -> None:
    found = own("cost of team payments in aws")
    assert found.cost is not None
    said = found.cost.as_said()
    assert said["clouds"] == ["aws"]
    assert said["where"] == [{"field": "tags.team", "op": "eq", "value": "payments"}]
    assert own("cost of account shop-prod").cost is not None
    assert own("cost").cost is not None


@pytest.mark.parametrize(
    "of",
    ["cost by team", "cost last month", "list VMs", "forecast cost", "top 5 services by cost"],
)
def test_what_is_no_one_amount_of_any_period_is_kept_with_a_reason(of: str) -> None:
    found = own(of)
    assert found.cost is None
    assert "no cost in one amount" in found.why


def test_words_that_are_not_understood_are_named() -> None:
    found = own("cost of zyzzyva quokka")
    assert found.cost is None
    assert "zyzzyva" in found.why


@pytest.mark.parametrize(
    ("budgets", "why"),
    [
        ([{"name": "a", "amount": 0}], "greater than 0"),
        ([{"name": "a", "amount": 1, "currency": "euro"}], "currency"),
        ([{"name": "a", "amount": 1, "period": "weekly"}], "period"),
        ([{"name": "a", "amount": 1}, {"name": "A", "amount": 2}], "two budgets are called a"),
        ([{"name": "a", "amount": 1, "for": "x"}], "is not a setting"),
    ],
)
def test_a_wrong_setting_is_refused(tmp_path: Path, budgets: list[Any], why: str) -> None:
    with pytest.raises(SettingsError, match=why):
        read({"home": str(tmp_path / "home"), "budgets": budgets}, tmp_path / "finops.toml")

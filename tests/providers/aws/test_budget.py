"""AWS Budgets, through the real SDK against moto."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from providers.aws.budget import row
from providers.aws.place import Place
from providers.aws.provider import AwsProvider
from providers.base import Scope
from providers.budget_period import running
from providers.context import Context
from providers.model import Account, Call

from .conftest import OWN, Rim

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
PLACE = Place(Account("aws", OWN, "prod"), "us-east-1")


def created(client: Any, name: str, **more: object) -> None:
    limit = {"Amount": "100", "Unit": "USD"}
    budget = {"BudgetName": name, "BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": limit}
    client("budgets").create_budget(AccountId=OWN, Budget={**budget, **more})


def test_budgets_of_cost_are_read_and_the_others_are_said(
    provider: Callable[..., AwsProvider], client: Any
) -> None:
    created(client, "monthly", CalculatedSpend={
        "ActualSpend": {"Amount": "40.25", "Unit": "USD"},
        "ForecastedSpend": {"Amount": "90", "Unit": "USD"},
    }, CostFilters={"Service": ["Amazon EC2"], "LinkedAccount": ["1", "2"]})  # fmt: skip
    created(client, "hours", BudgetType="USAGE")
    calls: list[Call] = []
    found = provider().inventory("budget", Scope(), Context(NOW, record=calls.append))
    (table,) = found.items
    (held,) = table.to_pylist()
    assert (held["name"], held["account_id"], held["source"]) == ("monthly", OWN, "AWS Budgets")
    assert (held["amount"], held["spent"], held["forecast"]) == (100, Decimal("40.25"), 90)
    assert held["covers"] == "Service: Amazon EC2; LinkedAccount: 1, 2"
    assert any("not of cost: 1 of its budgets" in gap.why for gap in found.gaps)
    assert [call.operation for call in calls if call.service == "budgets"] == ["DescribeBudgets"]


def test_a_refusal_names_the_permission_that_iam_knows(
    provider: Callable[..., AwsProvider], aws: Rim
) -> None:
    body = b'{"__type": "AccessDeniedException", "Message": "no"}'
    aws.answer("DescribeBudgets", "*", body, "application/x-amz-json-1.1", 400)
    found = provider().inventory("budget", Scope(), Context(NOW))
    assert found.items == ()
    assert any("budgets:ViewBudget" in gap.why and gap.matters for gap in found.gaps)


def test_planned_limits_hold_from_their_month_on() -> None:
    def limit(amount: str) -> dict[str, str]:
        return {"Amount": amount, "Unit": "USD"}

    planned = {
        str(int(datetime(2026, month, 1, tzinfo=UTC).timestamp())): limit(str(month))
        for month in (10, 11, 12)
    }
    found = row({"BudgetName": "b", "PlannedBudgetLimits": planned}, PLACE, NOW)
    assert found["amount"] == 11
    assert (found["spent"], found["forecast"]) == (None, None)


def test_a_period_that_does_not_follow_the_calendar_is_unknown() -> None:
    since = datetime(2025, 2, 1, tzinfo=UTC)
    assert running("yearly", since, None, NOW).start is None
    assert running("yearly", datetime(2025, 1, 1, tzinfo=UTC), None, NOW).start == datetime(
        2026, 1, 1, tzinfo=UTC
    )
    quarter = running("quarterly", datetime(2025, 4, 1, tzinfo=UTC), None, NOW)
    assert quarter.end == datetime(2027, 1, 1, tzinfo=UTC)


def test_a_budget_whose_time_is_over_has_ended() -> None:
    gone = running("monthly", datetime(2025, 1, 1, tzinfo=UTC), NOW, NOW)
    assert gone.ended
    assert gone.end == NOW

"""Budgets of subscriptions, over HTTP, through the pipeline that only reads."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from providers.azure.budget import budget as read
from providers.azure.budget import rows
from providers.base import Scope
from providers.model import Account

from .conftest import PROD, budget


def test_a_budget_has_azures_own_figures_and_the_month_that_runs(cloud: Any, prod: Account) -> None:
    (row,) = rows(cloud.reader(), prod).items
    assert row["amount"] == Decimal("1000.5")
    assert (row["spent"], row["forecast"]) == (Decimal("412.07"), Decimal("950.25"))
    assert (row["currency"], row["recurs"], row["ended"]) == ("EUR", "monthly", False)
    assert row["start"] == datetime(2026, 11, 1, tzinfo=UTC)
    assert row["end"] == datetime(2026, 12, 1, tzinfo=UTC)
    assert row["covers"] == "ResourceGroupName: web, app; tag team: payments"


def test_every_call_is_recorded_and_named(cloud: Any) -> None:
    found = cloud.provider().inventory("budget", Scope(), cloud.context)
    assert {source.name for source in found.sources} >= {"Azure Consumption budgets"}
    asked = [call for call in cloud.calls if call.service == "Microsoft.Consumption"]
    assert {(call.operation, call.ended) for call in asked} == {("budgets/read", "ok")}


def test_a_denied_subscription_is_a_gap(cloud_of: Any) -> None:
    cloud = cloud_of(denied=frozenset({PROD}))
    found = cloud.provider().inventory("budget", Scope(), cloud.context)
    (gap,) = [one for one in found.gaps if one.matters]
    assert "AuthorizationFailed: Microsoft.Consumption/budgets/read" in gap.why


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"currentSpend": None}, {"spent": None}),
        ({"forecastSpend": None}, {"forecast": None}),
        ({"forecastSpend": {"amount": 9, "unit": "USD"}}, {"forecast": None}),
        ({"timeGrain": "BillingMonth"}, {"recurs": "monthly", "start": None, "end": None}),
        ({"filter": {}}, {"covers": None}),
        (
            {
                "timePeriod": {
                    "startDate": "2024-01-01T00:00:00Z",
                    "endDate": "2025-01-01T00:00:00Z",
                }
            },
            {"ended": True},
        ),
    ],
)
def test_what_azure_leaves_out_is_unknown(
    cloud: Any, prod: Account, properties: dict[str, object], expected: dict[str, object]
) -> None:
    row = read(budget(PROD, **properties), prod, cloud.reader())
    assert {name: row[name] for name in expected} == expected


def test_a_budget_of_usage_is_no_budget_of_cost(cloud_of: Any, prod: Account) -> None:
    kinds = {"Microsoft.Consumption/budgets": (budget(PROD, category="Usage"),)}
    cloud = cloud_of(resources={PROD: kinds})
    assert rows(cloud.reader(), prod).items == ()

"""Azure's own forecast, over real HTTP with the real SDK, of a stand-in for Cost Management."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from intents.period import Span
from providers.azure.provider import AzureProvider
from providers.azure.subjects import needs
from providers.cache import Cache
from providers.context import Context
from providers.model import Account
from providers.settings import Azure

from .loopback import Reply, answering

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
PROD = Account("azure", "aaaaaaaa-0000-4000-8000-000000000000", "prod")
MONTH = Span(date(2026, 11, 18), date(2026, 12, 1))
COLUMNS = [{"name": name} for name in ("UsageDate", "Cost", "CostStatus", "Currency")]


@dataclass
class CostManagement:
    """Answers every question with the same rows."""

    rows: list[list[object]] = field(default_factory=list)
    status: int = 200
    later: list[list[object]] = field(default_factory=list)
    asked: list[tuple[str, Any]] = field(default_factory=list)
    base: str = ""

    def answer(self, path: str, body: Any) -> Reply:
        self.asked.append((path, body))
        is_first = "$skiptoken" not in path
        found = self.rows if is_first else self.later
        onward = f"{self.base}{path}&$skiptoken=1" if is_first else None
        told = {"nextLink": onward if self.later else None}
        answer = {"properties": {"columns": COLUMNS, "rows": found, **told}}
        return self.status, {}, answer


@pytest.fixture
def management() -> Iterator[CostManagement]:
    stand_in = CostManagement()
    with answering(lambda path, _, body: stand_in.answer(path, json.loads(body))) as base:
        stand_in.base = base
        yield stand_in


@pytest.fixture
def provider(management: CostManagement, tmp_path: Path) -> AzureProvider:
    return AzureProvider(Azure(endpoint=management.base), Cache(tmp_path))


def test_the_days_to_come_are_added_up_and_those_that_are_over_are_not(
    provider: AzureProvider, management: CostManagement
) -> None:
    management.rows = [
        [20261117, 999.0, "Actual", "USD"],
        [20261118, 100.25, "Forecast", "USD"],
        [20261119, 101.5, "Forecast", "USD"],
    ]
    fetched = provider.forecast(PROD, MONTH, "effective", Context(NOW))
    (found,) = fetched.items
    assert (found.cost, found.currency, found.low) == (Decimal("201.75"), "USD", None)
    ((path, asked),) = management.asked
    assert path.lower().startswith(
        f"/subscriptions/{PROD.id}/providers/microsoft.costmanagement/forecast"
    )
    assert asked["type"] == "AmortizedCost"
    assert asked["timePeriod"]["to"].startswith("2026-11-30")
    assert asked["includeActualCost"] is False
    assert fetched.sources[0].calls == 1


@pytest.mark.parametrize("status", [200, 204])
def test_nothing_foreseen_is_a_gap_not_zero(
    provider: AzureProvider, management: CostManagement, status: int
) -> None:
    management.status = status
    fetched = provider.forecast(PROD, MONTH, "billed", Context(NOW))
    assert fetched.items == ()
    assert fetched.gaps[0].why.startswith("NoForecast")


def test_the_permission_is_declared() -> None:
    assert "Microsoft.CostManagement/forecast/read" in needs()


def test_a_second_page_is_read_too(provider: AzureProvider, management: CostManagement) -> None:
    management.rows = [[20261118, 100.25, "Forecast", "USD"]]
    management.later = [[20261119, 101.5, "Forecast", "USD"]]
    fetched = provider.forecast(PROD, MONTH, "effective", Context(NOW))
    assert fetched.items[0].cost == Decimal("201.75")
    assert sum(source.calls for source in fetched.sources) == 2


def test_a_row_without_a_cost_is_a_gap(provider: AzureProvider, management: CostManagement) -> None:
    management.rows = [[20261118, None, "Forecast", "USD"]]
    fetched = provider.forecast(PROD, MONTH, "effective", Context(NOW))
    assert fetched.items == ()
    assert "cannot be read" in fetched.gaps[0].why

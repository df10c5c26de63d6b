"""AWS's own forecast, asked over real HTTP with the real SDK of a stand-in for Cost Explorer."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from intents.period import Span
from providers.aws.subjects import needs
from providers.context import Context
from providers.model import Account

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
OWN = Account("aws", "123456789012", "prod")
MONTH = Span(date(2026, 11, 18), date(2026, 12, 1))


@dataclass
class Forecaster:
    """Gives a month a part, or refuses."""

    refusal: tuple[int, str, str] | None = None
    asked: list[Any] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        assert environ["HTTP_X_AMZ_TARGET"].endswith(".GetCostForecast")
        asked = json.loads(environ["wsgi.input"].read())
        self.asked.append(asked)
        status, answer = 200, self.answer(asked)
        if self.refusal:
            status, code, message = self.refusal
            answer = {"__type": code, "message": message}
        body = json.dumps(answer).encode()
        kind = "application/x-amz-json-1.1"
        start(f"{status} X", [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    def answer(self, asked: Any) -> Any:
        first, end = (date.fromisoformat(asked["TimePeriod"][name]) for name in ("Start", "End"))
        months = (end.year - first.year) * 12 + end.month - first.month or 1
        part = {
            "MeanValue": "9150.25",
            "PredictionIntervalLowerBound": "8900.5",
            "PredictionIntervalUpperBound": "9400",
        }
        return {
            "Total": {"Amount": str(Decimal("9150.25") * months), "Unit": "USD"},
            "ForecastResultsByTime": [{"TimePeriod": asked["TimePeriod"], **part}] * months,
        }


@pytest.fixture
def forecaster(aws: Any, monkeypatch: pytest.MonkeyPatch) -> Forecaster:
    stand_in = Forecaster()
    monkeypatch.setattr(aws, "inner", stand_in)
    return stand_in


def test_a_forecast_is_of_this_account_alone_with_an_80_percent_interval_for_a_cent(
    provider: Callable[..., Any], forecaster: Forecaster
) -> None:
    fetched = provider().forecast(OWN, MONTH, "effective", Context(NOW))
    (found,) = fetched.items
    assert (found.cost, found.currency) == (Decimal("9150.25"), "USD")
    assert (found.low, found.high) == (Decimal("8900.5"), Decimal(9400))
    (asked,) = forecaster.asked
    assert asked["TimePeriod"] == {"Start": "2026-11-18", "End": "2026-12-01"}
    assert asked["Metric"] == "NET_AMORTIZED_COST"
    assert asked["PredictionIntervalLevel"] == 80
    assert asked["Filter"]["Dimensions"]["Values"] == [OWN.id]
    (source,) = fetched.sources
    assert (source.calls, source.price) == (1, Decimal("0.01"))


def test_several_months_have_a_sum_and_no_interval(
    provider: Callable[..., Any], forecaster: Forecaster
) -> None:
    quarter = Span(date(2026, 12, 1), date(2027, 3, 1))
    (found,) = provider().forecast(OWN, quarter, "billed", Context(NOW)).items
    assert found.cost == Decimal("27450.75")
    assert (found.low, found.high) == (None, None)
    assert forecaster.asked[0]["Metric"] == "NET_UNBLENDED_COST"


def test_too_young_an_account_is_a_gap(
    provider: Callable[..., Any], forecaster: Forecaster
) -> None:
    forecaster.refusal = (400, "DataUnavailableException", "Insufficient amount of historical data")
    fetched = provider().forecast(OWN, MONTH, "effective", Context(NOW))
    assert fetched.items == ()
    assert "DataUnavailable" in fetched.gaps[0].why


def test_the_permission_is_declared() -> None:
    assert "ce:GetCostForecast" in needs()

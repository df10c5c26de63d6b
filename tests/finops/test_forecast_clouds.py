"""The clouds' own forecasts stand beside ours, over the same days, or it is said why not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from finops.answer import Answer
from finops.reply import reply
from finops.warehouse import Warehouse
from intents.period import Span
from intents.query import parse
from providers.context import Context
from providers.forecast import Basis, Foreseen
from providers.model import Account, Fetched, Gap, Source
from providers.settling import Settling

from .estate import NOW, Cloud, charge, warehouse

FORECAST = {"subject": "cost", "analysis": "forecast", "select": ["cloud_forecast"]}


SETTLING = Settling(13, 14, 3, 7)


@dataclass
class Foreseeing(Cloud):
    """A cloud that foresees $1,500 for each account, but for those it refuses."""

    settling: Settling | None = SETTLING
    refused: Sequence[str] = ()
    spans: list[Span] = field(default_factory=list)

    def accounts(self, context: Context) -> Fetched[Account]:
        return Fetched((Account("aws", "1", "prod"), Account("aws", "2", "dev")))

    def forecast(
        self, account: Account, span: Span, basis: Basis, context: Context
    ) -> Fetched[Foreseen]:
        self.spans.append(span)
        if account.id in self.refused:
            return Fetched((), (Gap(f"aws {account.name}", "AccessDenied", "grant it"),))
        source = Source("CE GetCostForecast", context.now, calls=1, price=Decimal("0.01"))
        found = Foreseen(account, span, Decimal(1500), "USD", Decimal(1400), Decimal(1600))
        return Fetched((found,), sources=(source,))


def _store(folder: Path) -> Warehouse:
    days = [NOW.date() - timedelta(days=n) for n in range(200, 0, -1)]
    return warehouse(folder, *(charge(str(day), "100") for day in days))


def _ask(store: Warehouse, cloud: Foreseeing, **more: object) -> Answer:
    return reply(parse({**FORECAST, **more}), (cloud,), store, Context(now=NOW))


def test_a_cloud_is_asked_for_the_days_to_come_and_ours_is_of_the_same(tmp_path: Path) -> None:
    cloud = Foreseeing()
    answer = _ask(_store(tmp_path), cloud, accounts=["prod"])
    days = "18–30 Nov 2026 (13 days)"
    assert answer.insights[:2] == (
        f"AWS's own forecast for {days}: $1,500.00 (80%: $1,400.00 to $1,600.00)",
        f"ours for {days}: $1,300.00",
    )
    assert [span.text for span in cloud.spans] == ["2026-11-18/2026-12-01"]
    assert answer.sources[0].price == Decimal("0.01")


def test_an_account_that_is_refused_is_a_gap_and_is_told(tmp_path: Path) -> None:
    answer = _ask(_store(tmp_path), Foreseeing(refused=("2",)))
    assert answer.insights[0].endswith("$1,600.00), of 1 of 2 accounts")
    assert answer.outcome == "partial"


def test_conditions_that_a_cloud_cannot_have_are_said_and_nothing_is_asked(tmp_path: Path) -> None:
    cloud = Foreseeing()
    where = [{"field": "service_name", "op": "eq", "value": "EC2"}]
    answer = _ask(_store(tmp_path), cloud, where=where)
    assert cloud.spans == []
    assert "a cloud forecasts whole accounts" in answer.gaps[0].why


def test_a_cloud_whose_cost_api_is_off_is_not_asked(tmp_path: Path) -> None:
    cloud = Foreseeing(settling=None)
    answer = _ask(_store(tmp_path), cloud)
    assert cloud.spans == []
    assert "no cloud is set up" in answer.gaps[0].why


def test_without_being_asked_for_no_cloud_is_paid(tmp_path: Path) -> None:
    cloud = Foreseeing()
    _ask(_store(tmp_path), cloud, select=[])
    assert cloud.spans == []

"""Forecasts as an answer: what is known, what is expected, and how sure it is."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from .estate import NOW, ask, charge, warehouse

TODAY = NOW.date()
FORECAST = {"subject": "cost", "analysis": "forecast"}


def _steady(cost: int, ago: int = 200, until: int = 1, **more: str) -> list[str]:
    days = [TODAY - timedelta(days=n) for n in range(ago, until - 1, -1)]
    return [charge(str(day), str(cost), **more) for day in days]


def test_a_month_ends_at_what_was_and_what_will_be(tmp_path: Path) -> None:
    answer = ask(FORECAST, warehouse(tmp_path, *_steady(100)))
    assert answer.outcome == "answered"
    assert answer.totals == {"cost": Decimal(3000), "low": Decimal(3000), "high": Decimal(3000)}
    assert answer.headline == (
        "November will end at about $3,000 (80%: $3,000 to $3,000); $1,700.00 so far until 17 Nov"
    )
    kinds = [row["kind"] for row in answer.rows]
    assert (len(kinds), kinds.count("actual"), kinds.count("forecast")) == (30, 17, 13)
    assert [column.name for column in answer.columns] == ["day", "cost", "low", "high", "kind"]
    assert any(line.startswith("backtest: ") for line in answer.insights)
    assert "0.0% more than October, which cost $3,100.00" not in answer.insights
    assert "3.2% less than October, which cost $3,100.00" in answer.insights


def test_a_period_ahead_is_expected_by_month(tmp_path: Path) -> None:
    answer = ask({**FORECAST, "period": "next_2_months"}, warehouse(tmp_path, *_steady(100)))
    assert [(row["month"], row["cost"]) for row in answer.rows] == [
        ("2026-12-01", Decimal(3100)),
        ("2027-01-01", Decimal(3100)),
    ]
    assert answer.headline.startswith("Dec 2026 to Jan 2027 will cost about $6,200 (80%")
    assert answer.gaps == ()


def test_groups_add_up_to_the_whole(tmp_path: Path) -> None:
    lines = [*_steady(100), *_steady(37, service="S3"), *_steady(5, ago=20, service="new")]
    store = warehouse(tmp_path, *lines)
    whole = ask({**FORECAST, "grain": "month"}, store)
    by = ask({**FORECAST, "group_by": ["service_name"]}, store)
    assert [row["service_name"] for row in by.rows] == ["EC2", "S3", "new"]
    assert by.totals == whole.totals
    summed = sum(Decimal(str(row["cost"])) for row in by.rows)
    assert abs(summed - Decimal(str(whole.totals["cost"]))) < Decimal("0.05")


def test_a_team_that_is_spelt_otherwise_since_is_the_same_which_is_said(tmp_path: Path) -> None:
    was = _steady(100, until=21, tags='{"team": "Web"}')
    store = warehouse(tmp_path, *was, *_steady(100, ago=20, tags='{"team": "web"}'))
    answer = ask({**FORECAST, "group_by": ["tags.team"]}, store)
    assert [(row["tags.team"], row["cost"]) for row in answer.rows] == [("Web", Decimal(3000))]
    assert "Web, web differ only in case and are one series" in answer.understood


def test_monthly_charges_come_on_their_day_and_single_ones_do_not(tmp_path: Path) -> None:
    fees = [
        charge(f"2026-{month:02}-20", "50", category="Purchase", service="Support")
        for month in (7, 8, 9, 10)
    ]
    once = charge("2026-11-03", "9000", category="Purchase", service="Plan")
    store = warehouse(tmp_path, *_steady(100), *fees, once)
    answer = ask(FORECAST, store)
    by_day = {row["day"]: row["cost"] for row in answer.rows}
    assert by_day["2026-11-03"] == Decimal(9100)
    assert by_day["2026-11-20"] == Decimal(150)
    later = ask({**FORECAST, "period": "next_month"}, store)
    assert later.totals["cost"] == Decimal(3150)


def test_a_refund_is_not_carried_on(tmp_path: Path) -> None:
    back = charge("2026-11-05", "-700", category="Credit")
    store = warehouse(tmp_path, *_steady(100), back)
    assert ask({**FORECAST, "period": "next_month"}, store).totals["cost"] == Decimal(3100)


@pytest.mark.parametrize(
    ("op", "limit", "start"),
    [("lt", 5000, "Yes, below $5,000: "), ("lt", 2000, "No, not below $2,000: "),
     ("gt", 2000, "Yes, above $2,000: ")],
)  # fmt: skip
def test_a_bound_is_answered_with_yes_or_no(
    tmp_path: Path, op: str, limit: int, start: str
) -> None:
    having = [{"field": "cost", "op": op, "value": limit}]
    answer = ask({**FORECAST, "having": having}, warehouse(tmp_path, *_steady(100)))
    assert answer.headline.startswith(start + "November will end at")


def test_a_bound_inside_the_interval_is_only_probable(tmp_path: Path) -> None:
    random, days = Random(7), [TODAY - timedelta(days=n) for n in range(300, 0, -1)]
    lines = [charge(str(day), f"{random.uniform(80, 120):.2f}") for day in days]
    store = warehouse(tmp_path, *lines)
    told = ask({**FORECAST, "period": "next_week"}, store).totals
    middle = (Decimal(str(told["cost"])) + Decimal(str(told["high"]))) / 2
    having = [{"field": "cost", "op": "lt", "value": float(middle)}]
    answer = ask({**FORECAST, "period": "next_week", "having": having}, store)
    assert answer.headline.startswith("Probably below")


def test_groups_outside_a_bound_are_left_out(tmp_path: Path) -> None:
    store = warehouse(tmp_path, *_steady(100), *_steady(10, service="S3"))
    having = [{"field": "cost", "op": "gt", "value": 1000}]
    answer = ask({**FORECAST, "group_by": ["service_name"], "having": having}, store)
    assert [row["service_name"] for row in answer.rows] == ["EC2"]
    assert answer.headline.startswith("1 will be above $1,000; November will end at about $3,300")


def test_too_little_history_is_refused_and_said(tmp_path: Path) -> None:
    answer = ask(FORECAST, warehouse(tmp_path, *_steady(100, ago=9)))
    assert answer.outcome == "partial"
    assert answer.headline.startswith("No forecast for 1–30 Nov 2026 (30 days): charges are known")
    assert answer.rows == ()


def test_a_short_history_has_no_interval(tmp_path: Path) -> None:
    answer = ask({**FORECAST, "period": "next_month"}, warehouse(tmp_path, *_steady(100, ago=30)))
    assert answer.totals["cost"] == Decimal(3100)
    assert answer.totals["low"] is None
    assert "too little history to test a forecast of 44 days: it has no interval" in answer.insights


def test_days_that_are_not_all_there_yet_are_expected_not_taken(tmp_path: Path) -> None:
    late = charge(str(TODAY - timedelta(days=1)), "12")
    answer = ask(FORECAST, warehouse(tmp_path, *_steady(100, until=2), late))
    assert answer.totals["cost"] == Decimal(3000)
    assert "$1,600.00 so far until 16 Nov" in answer.headline


def test_the_slowest_cloud_says_until_when_it_is_known(tmp_path: Path) -> None:
    lines = [*_steady(100), *_steady(50, until=4, provider="Microsoft")]
    answer = ask(FORECAST, warehouse(tmp_path, *lines))
    assert answer.totals["cost"] == Decimal(4500)
    assert "until 14 Nov" in answer.headline


def test_missing_days_of_the_period_are_told(tmp_path: Path) -> None:
    lines = [line for line in _steady(100) if "2026-11-07" not in line and "2026-11-08" not in line]
    answer = ask(FORECAST, warehouse(tmp_path, *lines))
    assert answer.outcome == "partial"
    assert answer.gaps[0].why.startswith("2 days of the period so far have no charges")


def test_currencies_are_apart(tmp_path: Path) -> None:
    store = warehouse(tmp_path, *_steady(100), *_steady(7, currency="EUR"))
    answer = ask({**FORECAST, "grain": "month"}, store)
    assert {(row["billing_currency"], row["cost"]) for row in answer.rows} == {
        ("USD", Decimal(3000)),
        ("EUR", Decimal(210)),
    }
    assert answer.totals == {}


def test_a_month_that_is_over_is_a_total(tmp_path: Path) -> None:
    answer = ask({**FORECAST, "period": "2026-10"}, warehouse(tmp_path, *_steady(100)))
    assert answer.headline == "October is over: $3,100.00"


def test_too_far_ahead_is_refused(tmp_path: Path) -> None:
    answer = ask({**FORECAST, "period": "2035"}, warehouse(tmp_path, *_steady(100)))
    assert "two years at most" in answer.headline


@pytest.mark.parametrize("day", [date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1)])
def test_any_day_of_the_month_can_ask(tmp_path: Path, day: date) -> None:
    lines = [charge(str(day - timedelta(days=n)), "100") for n in range(200, 0, -1)]
    now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    answer = ask(FORECAST, warehouse(tmp_path, *lines), now=now)
    days = 31 if day.month == 12 else 30
    assert answer.totals["cost"] == Decimal(100 * days)

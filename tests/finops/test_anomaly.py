"""Anomalies as an answer: in money, by group, and honest about what could not be judged."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from .estate import NOW, ask, charge, warehouse

TODAY = NOW.date()


def _days(ago: int, until: int = 1) -> list[date]:
    return [TODAY - timedelta(days=n) for n in range(ago, until - 1, -1)]


def _steady(cost: int, ago: int = 100, **more: str) -> list[str]:
    return [charge(str(day), str(cost + day.day % 3), **more) for day in _days(ago)]


def test_a_spike_is_found_with_its_money_and_days(tmp_path: Path) -> None:
    extra = [charge(str(TODAY - timedelta(days=n)), "400") for n in (9, 8, 7)]
    store = warehouse(tmp_path, *_steady(100), *extra, *_steady(50, service="S3"))
    answer = ask({"subject": "cost", "analysis": "anomalies"}, store)
    (row,) = answer.rows
    assert row["day"] == str(TODAY - timedelta(days=9))
    assert (row["service_name"], row["sub_account_name"], row["days"]) == ("EC2", "prod", 3)
    assert row["cost"] == Decimal(1503)
    assert abs(float(str(row["excess"])) - 1200) < 10
    assert Decimal(str(row["cost"])) - Decimal(str(row["expected"])) == row["excess"]
    assert answer.headline.startswith(
        "1 anomaly over 19 Oct–17 Nov 2026 (30 days): EC2 in prod +$1,"
    )
    assert "over 3 days from 9 Nov (expected $10" in answer.headline
    assert answer.totals["excess"] == row["excess"]


def test_nothing_odd_says_over_what_was_looked(tmp_path: Path) -> None:
    store = warehouse(tmp_path, *_steady(100), *_steady(5, ago=6, service="new"))
    answer = ask({"subject": "cost", "analysis": "anomalies"}, store)
    assert answer.rows == ()
    assert answer.headline == (
        "No anomalies over 19 Oct–17 Nov 2026 (30 days), in 1 series by service and account"
    )
    assert "1 series has too few days to be judged" in answer.insights
    assert "the largest of these is new in prod: $36.00" in answer.insights


def test_all_too_short_is_not_nothing_found(tmp_path: Path) -> None:
    answer = ask({"subject": "cost", "analysis": "anomalies"}, warehouse(tmp_path, *_steady(9, 8)))
    assert answer.headline.startswith("Nothing could be judged over")


def test_cents_raise_no_alarm(tmp_path: Path) -> None:
    tiny = [charge(str(day), "0.02", service="KMS") for day in _days(100)]
    more = charge(str(TODAY - timedelta(days=3)), "0.90", service="KMS")
    answer = ask(
        {"subject": "cost", "analysis": "anomalies"},
        warehouse(tmp_path, *_steady(100), *tiny, more),
    )
    assert answer.rows == ()


def test_tax_credits_and_corrections_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    tax = [charge(str(day), "20", category="Tax") for day in _days(100)]
    odd = charge(str(TODAY - timedelta(days=5)), "900", category="Tax")
    store = warehouse(tmp_path, *_steady(100), *tax, odd)
    assert ask({"subject": "cost", "analysis": "anomalies"}, store).rows == ()
    where = [{"field": "charge_category", "op": "eq", "value": "Tax"}]
    assert len(ask({"subject": "cost", "analysis": "anomalies", "where": where}, store).rows) == 1


def test_the_largest_come_first_and_bounds_are_on_the_excess(tmp_path: Path) -> None:
    day = str(TODAY - timedelta(days=5))
    lines = [*_steady(100), *_steady(50, service="S3")]
    store = warehouse(tmp_path, *lines, charge(day, "200"), charge(day, "700", service="S3"))
    answer = ask({"subject": "cost", "analysis": "anomalies"}, store)
    assert [row["service_name"] for row in answer.rows] == ["S3", "EC2"]
    having = [{"field": "excess", "op": "gt", "value": 300}]
    bound = ask({"subject": "cost", "analysis": "anomalies", "having": having}, store)
    assert [row["service_name"] for row in bound.rows] == ["S3"]
    one = ask({"subject": "cost", "analysis": "anomalies", "limit": 1}, store)
    assert [row["service_name"] for row in one.rows] == ["S3"]
    assert one.headline.startswith("2 anomalies")


def test_currencies_are_apart_and_have_floors_of_their_own(tmp_path: Path) -> None:
    day = str(TODAY - timedelta(days=5))
    lines = [*_steady(10_000), *_steady(10, currency="EUR")]
    store = warehouse(tmp_path, *lines, charge(day, "40", currency="EUR"))
    answer = ask({"subject": "cost", "analysis": "anomalies"}, store)
    (row,) = answer.rows
    assert row["billing_currency"] == "EUR"
    assert answer.totals == {}
    assert "+€" in answer.headline


def test_another_grouping_is_judged_on_its_own_series(tmp_path: Path) -> None:
    tags = '{"team": "web"}'
    day = str(TODAY - timedelta(days=4))
    store = warehouse(tmp_path, *_steady(100, tags=tags), charge(day, "500", tags=tags))
    answer = ask({"subject": "cost", "analysis": "anomalies", "group_by": ["tags.team"]}, store)
    assert [row["tags.team"] for row in answer.rows] == ["web"]


def test_only_days_of_the_period_count(tmp_path: Path) -> None:
    extra = [charge(str(TODAY - timedelta(days=n)), "400") for n in (3, 2, 1)]
    store = warehouse(tmp_path, *_steady(100), *extra)
    answer = ask({"subject": "cost", "analysis": "anomalies", "period": "yesterday"}, store)
    (row,) = answer.rows
    assert (row["day"], row["days"]) == ("2026-11-17", 1)


def test_spellings_of_a_tag_that_differ_in_case_are_one_series(tmp_path: Path) -> None:
    days = _days(100)
    lines = [
        charge(str(day), "100", tags=f'{{"team": "{"Web" if day.day % 2 else "web"}"}}')
        for day in days
    ]
    odd = charge(str(days[-4]), "500", tags='{"team": "WEB"}')
    store = warehouse(tmp_path, *lines, odd)
    answer = ask({"subject": "cost", "analysis": "anomalies", "group_by": ["tags.team"]}, store)
    assert len(answer.rows) == 1
    assert abs(float(str(answer.rows[0]["expected"])) - 100) < 1
    assert "WEB differ only in case and are one series" in answer.understood


def test_nothing_is_said_to_be_learnt_from_days_before_the_first_charge(tmp_path: Path) -> None:
    store = warehouse(tmp_path, *_steady(10, ago=50))
    answer = ask({"subject": "cost", "analysis": "anomalies", "period": "last_7_days"}, store)
    first = _days(50)[0]
    assert f"learnt from charges since {first.day} {first:%b %Y}" in answer.understood


def test_the_first_anomalies_are_said_to_be_by_excess(tmp_path: Path) -> None:
    store = warehouse(tmp_path, *_steady(10, ago=50))
    query = {"subject": "cost", "analysis": "anomalies", "period": "last_7_days", "limit": 3}
    assert "the first 3 by excess, highest first" in ask(query, store).understood

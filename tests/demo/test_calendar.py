"""Questions about periods that are not over, and about years, against the estate's truth."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from finops.answer import Answer

Ask = Callable[[str], Answer]
EFFECTIVE = 4
CENT = Decimal("0.01")


def _spent(truth: dict[str, Any], first: date, last: date) -> Decimal:
    """What the generator charged from one day to another, both included."""
    whole = Decimal(0)
    for line in truth["charges"]:
        for run in line["runs"]:
            begun = date.fromisoformat(run[0])
            until = begun + timedelta(days=run[1] - 1)
            days = (min(until, last) - max(begun, first)).days + 1
            whole += Decimal(run[EFFECTIVE]) * max(days, 0)
    return whole


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("cost from 1 nov to 30 nov", date(2026, 11, 1)),
        ("cost 5 november to 20 november", date(2026, 11, 5)),
        ("cost from october to december", date(2026, 10, 1)),
        ("cost between august and december", date(2026, 8, 1)),
    ],
)
def test_a_range_that_holds_today_is_what_was_charged_so_far(
    asked: Ask, truth: dict[str, Any], question: str, first: date
) -> None:
    answer = asked(question)
    said = Decimal(str(answer.rows[0]["cost"]))
    assert abs(said - _spent(truth, first, date(2026, 11, 17))) < CENT
    assert "so far" in answer.understood


@pytest.mark.parametrize("question", ["cost by year", "annual cost"])
def test_years_hold_the_current_one_so_far(
    asked: Ask, truth: dict[str, Any], question: str
) -> None:
    answer = asked(question)
    said = {str(row["year"])[:4]: Decimal(str(row["cost"])) for row in answer.rows}
    assert abs(said["2026"] - _spent(truth, date(2026, 1, 1), date(2026, 11, 17))) < CENT
    assert "this year so far" in answer.understood


@pytest.mark.parametrize(
    "question",
    ["top 3 services forecast for december", "which services will cost more than $2000 next month"],
)
def test_the_total_of_some_forecasts_is_that_of_its_rows(asked: Ask, question: str) -> None:
    answer = asked(question)
    some = len(answer.rows)
    assert 1 < some < 10
    whole = sum(Decimal(str(row["cost"])) for row in answer.rows)
    assert Decimal(str(answer.totals["cost"])) == whole
    assert any(text.startswith(f"the total is of the {some} shown") for text in answer.insights)


def test_a_bill_on_the_last_of_the_month_is_the_months(asked: Ask) -> None:
    on_its_last_day = asked("what will the bill be on 30 november")
    of_the_month = asked("what will the bill be this month")
    assert on_its_last_day.totals == of_the_month.totals


def test_an_annual_run_rate_is_of_twelve_months_not_of_this_one(asked: Ask) -> None:
    answer = asked("annual run rate")
    assert len(answer.rows) == 12
    assert "next 12 months" in answer.understood


def test_a_period_until_now_says_until_when_charges_are_known(asked: Ask) -> None:
    for question in ("MTD cost", "cost this month by service", "cost since 1 october"):
        answer = asked(question)
        assert "; charges until 17 Nov 2026" in answer.understood
        assert answer.headline.endswith("; charges until 17 Nov 2026")
    assert "charges until" not in asked("cost last month").understood


def test_weeks_that_the_period_cuts_are_marked(asked: Ask) -> None:
    answer = asked("cost by week in october")
    assert {
        "the week of 28 Sep 2026 has 4 of its 7 days in the period",
        "the week of 26 Oct 2026 has 6 of its 7 days in the period",
    } <= set(answer.insights)
    assert not any("of its" in text for text in asked("cost by month").insights)


def test_instalments_of_a_reservation_are_no_anomaly_of_billed_cost(asked: Ask) -> None:
    answer = asked("anomalies with billed cost this year")
    assert [row["service_name"] for row in answer.rows] == ["AmazonCloudWatch"]
    assert "purchases of commitments are left out" in answer.understood


def test_an_anomaly_that_began_before_the_period_says_so(asked: Ask) -> None:
    cut, whole = (asked(f"anomalies {said}") for said in ("since 11 november", "this month"))
    assert any("was up since 9 Nov already" in text for text in cut.insights)
    assert not any("was up since" in text for text in whole.insights)

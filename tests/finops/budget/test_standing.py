"""How a budget stands: pure cases, and the laws of its parts."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops.budget.standing import Budgeted, breach, remaining, status, used_percent

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
START, END = date(2026, 11, 1), date(2026, 12, 1)
MONEY = st.decimals(0, 10**9, places=2)
MAYBE = st.none() | MONEY


def budget(amount: int | None, spent: int | None, forecast: int | None = None) -> Budgeted:
    def exact(value: int | None) -> Decimal | None:
        return None if value is None else Decimal(value)

    return Budgeted(exact(amount), exact(spent), exact(forecast), START, END)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (budget(100, 101, 150), "over"),
        (budget(100, 101), "over"),
        (budget(100, 100, 100), "on track"),
        (budget(100, 60, 101), "will be over"),
        (budget(100, 60, 90), "on track"),
        (budget(100, 60), "unknown"),
        (budget(100, None, 90), "unknown"),
        (budget(None, 60, 90), "unknown"),
        (Budgeted(Decimal(1), Decimal(2), None, START, END, ended=True), "ended"),
    ],
)
def test_a_budgets_status(known: Budgeted, expected: str) -> None:
    assert status(known) == expected


def test_a_budget_without_a_known_spend_is_not_at_zero_percent() -> None:
    unknown = budget(100, None)
    assert used_percent(unknown) is None
    assert remaining(unknown) is None


def test_a_breach_lies_where_an_even_pace_to_the_forecast_crosses_the_amount() -> None:
    # 12.5 days are left from noon of the 18th; 40 of 80 is half of them: 6.25 days later.
    assert breach(budget(100, 60, 140), NOW) == date(2026, 11, 24)


def test_what_is_over_already_or_on_track_has_no_breach_to_come() -> None:
    assert breach(budget(100, 120, 200), NOW) is None
    assert breach(budget(100, 60, 90), NOW) is None


@given(amount=MONEY, spent=MAYBE, forecast=MAYBE)
def test_remaining_and_spent_make_the_amount(
    amount: Decimal, spent: Decimal | None, forecast: Decimal | None
) -> None:
    known = Budgeted(amount, spent, forecast, START, END)
    left = remaining(known)
    if spent is None:
        assert left is None
    else:
        assert left is not None
        assert left + spent == amount
        assert (status(known) == "over") == (left < 0)


@given(amount=MONEY, spent=MONEY, forecast=MONEY)
def test_a_breach_is_within_the_days_that_are_left(
    amount: Decimal, spent: Decimal, forecast: Decimal
) -> None:
    known = Budgeted(amount, spent, forecast, START, END)
    day = breach(known, NOW)
    assert day is None or NOW.date() <= day <= END - timedelta(days=1)

"""The budget of a day is one, whoever spends it, and is still spent after a restart."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path

from bot.spending import Spending
from bot.state import State

DAY, BUDGET = date(2026, 11, 18), Decimal(1)


def test_what_is_taken_is_spent_also_after_a_restart(tmp_path: Path) -> None:
    assert Spending(tmp_path).take(DAY, Decimal("0.7"), BUDGET)
    again = Spending(tmp_path)
    assert again.spent(DAY) == Decimal("0.7")
    assert not again.take(DAY, Decimal("0.4"), BUDGET)
    assert again.spent(DAY) == Decimal("0.7")


def test_what_is_given_back_can_be_taken_and_other_days_have_their_own(tmp_path: Path) -> None:
    spending = Spending(tmp_path)
    assert spending.take(DAY, Decimal(1), BUDGET)
    spending.give(DAY, Decimal("0.9999999"))
    assert spending.spent(DAY) == Decimal("0.0000001")
    assert spending.spent(date(2026, 11, 19)) == 0


def test_many_at_once_never_spend_more_than_there_is(tmp_path: Path) -> None:
    amount = Decimal("0.03")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: Spending(tmp_path).take(DAY, amount, BUDGET), range(50)))
    assert sum(found) == 33
    assert Spending(tmp_path).spent(DAY) == 33 * amount


def test_it_shares_the_file_of_the_state(tmp_path: Path) -> None:
    State(tmp_path)
    Spending(tmp_path).take(DAY, Decimal("0.5"), BUDGET)
    State(tmp_path)
    assert Spending(tmp_path).spent(DAY) == Decimal("0.5")

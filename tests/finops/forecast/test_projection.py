"""Projections: exact where nothing changes, in step with money and weeks, honest about the past."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finops.forecast.projection import WAYS, History, backtests, outlook, project
from finops.forecast.recurring import Line, expected

START = date(2026, 3, 2)
noisy = st.integers(0, 10_000).map(lambda seed: _noise(Random(seed)))


def _noise(random: Random, days: int = 120) -> tuple[float, ...]:
    level, scatter = random.uniform(1, 1000), random.uniform(0, 0.2)
    week = [random.uniform(0.3, 1.0) for _ in range(7)]
    return tuple(level * week[n % 7] * (1 + random.gauss(0, scatter)) for n in range(days))


def _history(values: tuple[float | None, ...], start: date = START) -> History:
    return History(start, values, (), values)


@given(st.floats(0.01, 1e6), st.integers(14, 200), st.integers(1, 60))
@settings(deadline=None, max_examples=30)
def test_what_never_changes_goes_on_exactly(level: float, days: int, ahead: int) -> None:
    made = outlook(_history((level,) * days), ahead)
    assert made.daily == pytest.approx([level] * ahead)
    assert made.spread(0, ahead) in (None, pytest.approx(0, abs=1e-9))


@settings(max_examples=20, deadline=None)
@given(noisy, st.sampled_from([0.001, 0.5, 1000.0]))
def test_another_unit_of_money_scales_the_forecast_and_not_its_error(
    values: tuple[float, ...], factor: float
) -> None:
    one = outlook(_history(values), 20, 6)
    other = outlook(_history(tuple(value * factor for value in values)), 20, 6)
    assert other.daily == pytest.approx([day * factor for day in one.daily])
    assert other.spread(0, 20) == pytest.approx(one.spread(0, 20), rel=1e-6, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(noisy, st.integers(1, 20), st.sampled_from(WAYS))
def test_later_weeks_give_the_same_days(values: tuple[float, ...], weeks: int, way: str) -> None:
    values = values[:50]  # too short to know what comes monthly: that stays with the calendar
    chosen = next(one for one in WAYS if one == way)
    later = _history(values, START + timedelta(weeks=weeks))
    one, other = (project(made, 26, 14, chosen) for made in (_history(values), later))
    assert other == pytest.approx(one)


def test_weekdays_are_told_apart() -> None:
    values = tuple(100.0 if n % 7 < 5 else 30.0 for n in range(98))
    assert outlook(_history(values), 14).daily == pytest.approx(list(values[:14]))


def test_a_spike_is_no_part_of_the_level() -> None:
    values = [100.0 + n % 2 for n in range(84)]
    values[-6:-3] = [900.0] * 3
    assert project(_history(tuple(values)), 84, 1, "month")[0] == pytest.approx(100.5, abs=3)


def test_a_fee_on_the_last_of_each_month_comes_once_in_every_month_ahead() -> None:
    start = date(2026, 6, 1)
    days = [start + timedelta(days=n) for n in range(150)]
    fees = [600.0 if (day + timedelta(days=1)).day == 1 else 0.0 for day in days]
    values = tuple(100 + fee for fee in fees)
    ahead = project(_history(values, start), 150, 100, "month")
    dear = [start + timedelta(days=150 + n) for n, value in enumerate(ahead) if value > 500]
    assert dear == [date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31)]
    assert sum(ahead) == pytest.approx(100 * 100 + 4 * 600, rel=0.01)


def test_a_trend_goes_on_and_wears_off() -> None:
    values = tuple(100 * 1.005**n for n in range(200))
    made = outlook(_history(values), 60)
    assert made.way == "trend"
    assert made.daily[0] == pytest.approx(values[-1] * 1.005, rel=0.02)
    assert made.daily[59] - made.daily[45] < made.daily[14] - made.daily[0]


def test_a_backtest_knows_only_what_was_known_then() -> None:
    values = [100.0] * 100 + [500.0] * 40
    (test, *_) = backtests(_history(tuple(values)), 140, 30, "month", 40)[-1:]
    assert test.origin + 30 <= 140
    assert test.said == pytest.approx([100.0] * 30)


def test_too_short_a_past_has_no_interval() -> None:
    made = outlook(_history((100.0, 90.0) * 20), 30)
    assert made.tests == ()
    assert made.spread(0, 30) is None


def test_beyond_what_can_be_tested_the_interval_widens() -> None:
    random = Random(1)
    values = tuple(100 * (1 + random.gauss(0, 0.1)) for _ in range(150))
    made = outlook(_history(values), 300)
    assert 0 < made.tested_days < 300
    near, far = made.spread(0, made.tested_days), made.spread(0, 300)
    assert near is not None
    assert far is not None
    assert far > near


def test_missing_days_are_not_zero() -> None:
    values = [100.0 if n % 9 else None for n in range(90)]
    made = outlook(_history(tuple(values)), 10)
    assert made.daily == pytest.approx([100.0] * 10)


# -- what comes monthly ---------------------------------------------------------------------------


def test_what_came_in_each_of_three_months_comes_again_on_its_day() -> None:
    line = Line({date(2026, month, 3): cost for month, cost in ((8, 90.0), (9, 100.0), (10, 95.0))})
    assert expected([line], date(2026, 10, 20), date(2027, 1, 1)) == {
        date(2026, 11, 3): 95.0,
        date(2026, 12, 3): 95.0,
    }


def test_what_has_come_this_month_does_not_come_twice() -> None:
    line = Line({date(2026, month, 5): 10.0 for month in (9, 10, 11)})
    assert expected([line], date(2026, 11, 18), date(2026, 12, 1)) == {}


def test_what_is_still_due_this_month_is_expected() -> None:
    line = Line({date(2026, month, 28): 10.0 for month in (8, 9, 10)})
    assert expected([line], date(2026, 11, 18), date(2026, 12, 1)) == {date(2026, 11, 28): 10.0}


def test_what_came_once_or_has_ended_does_not_come_again() -> None:
    once = Line({date(2026, 11, 2): 7_000.0})
    ended = Line({date(2026, month, 2): 50.0 for month in (5, 6, 7, 8)})
    assert expected([once, ended], date(2026, 11, 18), date(2027, 3, 1)) == {}


def test_the_last_of_a_long_month_is_the_last_of_a_short_one() -> None:
    line = Line({date(2026, month, 31): 10.0 for month in (10, 12)} | {date(2026, 11, 30): 10.0})
    assert date(2027, 2, 28) in expected([line], date(2027, 1, 5), date(2027, 3, 1))

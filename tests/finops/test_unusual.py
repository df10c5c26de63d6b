"""Odd days: the laws that hold for every series, and what must raise no alarm."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finops.season import Series
from finops.unusual import SETTLED_DAYS, Episode, can_be_judged, episodes

START = date(2026, 7, 6)
DAYS = 134
Values = list[float | None]
cost = st.floats(0.01, 1e6)
noisy = st.integers(0, 10_000).map(lambda seed: _noise(Random(seed)))


def _noise(random: Random) -> Values:
    level, scatter = random.uniform(1, 1000), random.uniform(0, 0.3)
    values: Values = [level * (1 + random.gauss(0, scatter)) for _ in range(DAYS)]
    for at in random.sample(range(DAYS), 5):
        values[at] = None
    spike = random.randrange(60, DAYS)
    values[spike] = level * random.uniform(1, 20)
    return values


def _found(values: Sequence[float | None], start: date = START, first: int = 0) -> list[Episode]:
    return list(episodes(Series(start, tuple(values)), first))


@given(cost, st.integers(20, DAYS))
def test_what_never_changes_is_never_odd(level: float, days: int) -> None:
    assert _found([level] * days) == []


@settings(max_examples=40, deadline=None)
@given(noisy, st.sampled_from([0.001, 0.5, 7.0, 1000.0]))
def test_another_unit_of_money_finds_the_same_days(values: Values, factor: float) -> None:
    scaled = [None if value is None else value * factor for value in values]
    for before, after in zip(_found(values), _found(scaled), strict=True):
        assert [day.at for day in after.days] == [day.at for day in before.days]
        for one, other in zip(before.days, after.days, strict=True):
            assert other.excess == pytest.approx(one.excess * factor)
            assert other.score == pytest.approx(one.score)


@settings(max_examples=40, deadline=None)
@given(noisy, st.integers(1, 40))
def test_later_weeks_find_the_same_days(values: Values, weeks: int) -> None:
    # Without extras that come monthly: these stay with the calendar, not with the series.
    known = [value for value in values if value is not None][:60]
    later = _found(known, START + timedelta(weeks=4 * 13 * weeks))
    assert [[day.at for day in one.days] for one in _found(known)] == [
        [day.at for day in one.days] for one in later
    ]


def test_consecutive_odd_days_are_one_episode_with_its_excess() -> None:
    values: Values = [100.0, 104.0, 98.0, 101.0] * 20
    values[70:73] = [400.0, 500.0, 450.0]
    (found,) = _found(values)
    assert [day.at for day in found.days] == [70, 71, 72]
    assert sum(day.excess for day in found.days) == pytest.approx(1050, abs=10)
    assert not found.settled


def test_a_weekend_that_is_always_cheap_does_not_make_monday_odd() -> None:
    values = [100.0 if n % 7 < 5 else 20.0 for n in range(98)]
    assert _found(values) == []
    values[96] = 60.0  # a Saturday at three times its usual, below any weekday
    (found,) = _found(values)
    assert found.days[0].expected == pytest.approx(20)


@pytest.mark.parametrize("last", [False, True])
def test_a_fee_on_the_first_or_last_of_each_month_is_expected(last: bool) -> None:
    days = [START + timedelta(days=n) for n in range(DAYS)]
    fees = [900.0 if (day + timedelta(days=last)).day == 1 else 0.0 for day in days]
    values: Values = [100 + (n % 3) + fee for n, fee in enumerate(fees)]
    # The first two months teach it; from then on it is known.
    assert _found(values, first=70) == []


def test_a_new_level_is_odd_for_a_week_and_then_usual() -> None:
    values = [100.0 + n % 2 for n in range(60)] + [250.0 + n % 2 for n in range(40)]
    (found,) = _found(values)
    assert len(found.days) == SETTLED_DAYS
    assert found.settled


def test_growth_of_one_percent_a_day_is_no_anomaly() -> None:
    assert _found([100 * 1.01**n for n in range(DAYS)]) == []


def test_late_days_and_missing_days_are_no_alarm() -> None:
    values: Values = [100.0 + n % 5 for n in range(80)]
    values[30:36] = [None] * 6
    values[-2:] = [40.0, 3.0]
    assert _found(values) == []


def test_a_day_after_missing_days_is_judged_beside_known_ones() -> None:
    values: Values = [100.0 + n % 5 for n in range(80)]
    values[60:70] = [None] * 10
    values[70] = 300.0
    (found,) = _found(values)
    assert found.days[0].at == 70


def test_too_few_days_cannot_be_judged() -> None:
    short = Series(START, (*[None] * 40, *[5.0] * 10))
    assert not can_be_judged(short, 40)
    assert can_be_judged(Series(START, (5.0,) * 20), 14)


def test_what_was_free_and_costs_now_is_odd() -> None:
    (found,) = _found([0.0] * 40 + [500.0])
    assert found.days[0].excess == 500

"""Periods are half-open, month ends clipped, to-date is compared with elapsed days."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.period import UNITS, Calendar, Span, Unit, moved, paired, shifted, span, unit_start

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
CALENDARS = st.builds(Calendar, st.integers(0, 6), st.integers(1, 12))
UNIT = st.sampled_from(UNITS)
TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("today", "2026-11-18/2026-11-19"),
        ("yesterday", "2026-11-17/2026-11-18"),
        ("last_14_days", "2026-11-04/2026-11-18"),
        ("last_week", "2026-11-09/2026-11-16"),
        ("this_week", "2026-11-16/2026-11-19"),
        ("last_month", "2026-10-01/2026-11-01"),
        ("last_3_months", "2026-08-01/2026-11-01"),
        ("this_month", "2026-11-01/2026-11-19"),
        ("last_quarter", "2026-07-01/2026-10-01"),
        ("last_year", "2025-01-01/2026-01-01"),
        ("since:2026-03-01", "2026-03-01/2026-11-19"),
        ("2026", "2026-01-01/2027-01-01"),
        ("2026-H2", "2026-07-01/2027-01-01"),
        ("2026-Q3", "2026-07-01/2026-10-01"),
        ("2026-10", "2026-10-01/2026-11-01"),
        ("2026-10-17", "2026-10-17/2026-10-18"),
        ("2026-03-01/2026-04-15", "2026-03-01/2026-04-15"),
    ],
)
def test_a_period_means_these_days(period: str, days: str) -> None:
    assert span(period, TODAY).text == days


@pytest.mark.parametrize(
    "period",
    ["", "next_0_months", "rest_of_day", "last_0_days", "last_99999_days", "2026-13",
     "2026-02-30", "2026-H3", "2026-Q5", "2026-04-15/2026-03-01",
     "2026-03-01/2026-03-01", "since:tomorrow", "LAST_MONTH"],
)  # fmt: skip
def test_what_is_no_period_is_refused_in_words(period: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        span(period, TODAY)


@given(DAYS, CALENDARS, UNIT)
def test_the_unit_before_ends_where_this_one_starts(
    today: date, calendar: Calendar, unit: Unit
) -> None:
    before, this = span(f"last_{unit}", today, calendar), span(f"this_{unit}", today, calendar)
    assert before.end == this.start <= today < this.end == today + timedelta(days=1)


@given(DAYS, CALENDARS, UNIT, st.integers(1, 24))
def test_several_units_are_as_many_in_a_row(
    today: date, calendar: Calendar, unit: Unit, count: int
) -> None:
    several = span(f"last_{count}_{unit}s", today, calendar)
    assert several.end == unit_start(today, unit, calendar)
    assert moved(several.start, unit, count) == several.end


@given(DAYS, st.integers(-60, 60))
def test_a_shifted_day_keeps_its_day_or_is_the_months_last(day: date, months: int) -> None:
    moved_day = shifted(day, months)
    assert (moved_day.year * 12 + moved_day.month) - (day.year * 12 + day.month) == months
    clipped = (moved_day + timedelta(days=1)).day == 1
    assert moved_day.day == day.day or (moved_day.day < day.day and clipped)


@given(DAYS, CALENDARS, st.sampled_from(["week", "month", "quarter", "year"]))
def test_a_period_until_now_is_compared_with_at_most_as_many_days(
    today: date, calendar: Calendar, unit: str
) -> None:
    this = span(f"this_{unit}", today, calendar)
    for compare_to in ("previous", f"last_{unit}"):
        other = paired(f"this_{unit}", compare_to, today, calendar)[1]
        assert other.start == span(f"last_{unit}", today, calendar).start
        assert other.days <= this.days
        assert other.end <= this.start


@given(DAYS, CALENDARS, UNIT)
def test_the_previous_of_a_whole_unit_ends_where_it_starts(
    today: date, calendar: Calendar, unit: Unit
) -> None:
    base = span(f"last_{unit}", today, calendar)
    assert paired(f"last_{unit}", "previous", today, calendar)[1].end == base.start


def test_march_to_the_31st_is_compared_with_all_of_february() -> None:
    assert paired("this_month", "previous", date(2026, 3, 31))[1].text == "2026-02-01/2026-03-01"


def test_february_is_compared_with_the_february_before() -> None:
    assert paired("2024-02", "year_before", TODAY)[1].text == "2023-02-01/2023-03-01"


@given(DAYS, DAYS)
def test_a_span_survives_being_written(start: date, end: date) -> None:
    if start < end:
        whole = Span(start, end)
        assert span(whole.text, TODAY) == whole
        assert re.fullmatch(r".+ \(\d+ days?\)", str(whole))
    else:
        with pytest.raises(ValueError, match="ends"):
            Span(start, end)

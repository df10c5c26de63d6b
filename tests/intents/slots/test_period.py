"""Periods as people say them, on Wednesday 18 November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents import catalog
from intents.context import ReadContext
from intents.period import Calendar, span
from intents.slots import period
from intents.slots.claim import Asked, Claim
from intents.words import split

TODAY = date(2026, 11, 18)


def claimed(text: str, today: date = TODAY, calendar: Calendar | None = None) -> Claim | None:
    context = ReadContext(today, calendar or Calendar())
    asked = Asked(split(text), catalog.subject("cost"), context)
    found = period.read(asked, 0)
    return found if found and found.end == len(asked.words) else None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("last month", "last_month"),
        ("the last month"[4:], "last_month"),
        ("past 3 months", "last_3_months"),
        ("previous two weeks", "last_2_weeks"),
        ("trailing twelve months", "last_12_months"),
        ("last 1 day", "last_1_days"),
        ("last full month", "last_month"),
        ("prior quarter", "last_quarter"),
        ("last 14 days", "last_14_days"),
        ("this month", "this_month"),
        ("this month so far", "this_month"),
        ("so far this year", "this_year"),
        ("this quarter to date", "this_quarter"),
        ("current week", "this_week"),
        ("MTD", "this_month"),
        ("month-to-date", "this_month"),
        ("month to date", "this_month"),
        ("QTD", "this_quarter"),
        ("year to date", "this_year"),
        ("today", "today"),
        ("yesterday", "yesterday"),
        ("last day", "yesterday"),
        ("Q3", "2026-Q3"),
        ("q4", "this_quarter"),
        ("Q3 2025", "2025-Q3"),
        ("Q3 of 2025", "2025-Q3"),
        ("2025-Q3", "2025-Q3"),
        ("2025 Q3", "2025-Q3"),
        ("H1 2026", "2026-H1"),
        ("2025", "2025"),
        ("2026", "this_year"),
        ("FY2025", "2025"),
        ("October", "2026-10"),
        ("oct 2025", "2025-10"),
        ("October, 2025", "2025-10"),
        ("November", "this_month"),
        ("December", "2025-12"),
        ("last October", "2026-10"),
        ("last November", "2025-11"),
        ("2026-10", "2026-10"),
        ("2026-10-03", "2026-10-03"),
        ("October 3", "2026-10-03"),
        ("3 October", "2026-10-03"),
        ("3rd of October 2025", "2025-10-03"),
        ("October 3rd, 2025", "2025-10-03"),
        ("10/17/2026", "2026-10-17"),
        ("17.10.2026", "2026-10-17"),
        ("since March", "since:2026-03-01"),
        ("since March 1", "since:2026-03-01"),
        ("since March (1)", "since:2026-03-01"),
        ("since 15 March 2025", "since:2025-03-15"),
        ("since 2026-10-15", "since:2026-10-15"),
        ("since December", "since:2025-12-01"),
        ("since Q3", "since:2026-07-01"),
        ("since the beginning of the year", "this_year"),
        ("since the start of this month", "this_month"),
        ("between 3 and 17 October", "2026-10-03/2026-10-18"),
        ("from 3 to 17 October 2025", "2025-10-03/2025-10-18"),
        ("3-17 October", "2026-10-03/2026-10-18"),
        ("October 3-17", "2026-10-03/2026-10-18"),
        ("October 3 to 17", "2026-10-03/2026-10-18"),
        ("from October 3 to October 17", "2026-10-03/2026-10-18"),
        ("from February to April", "2026-02-01/2026-05-01"),
        ("between January and March 2025", "2025-01-01/2025-04-01"),
        ("from November 2025 to January 2026", "2025-11-01/2026-02-01"),
        ("from December to February", "2025-12-01/2026-03-01"),
        ("from 2026-10-01 to 2026-10-15", "2026-10-01/2026-10-16"),
        ("2026-10-01 until 2026-10-15", "2026-10-01/2026-10-16"),
        ("from Q1 to Q2", "2026-01-01/2026-07-01"),
        ("from October to November", "2026-10-01/2026-11-19"),
        ("from October to September 2025", "2024-10-01/2025-10-01"),
        ("from 1 November to 30 November", "2026-11-01/2026-11-19"),
        ("between August and December", "2026-08-01/2026-11-19"),
        ("from 20 November to 30 November", "2025-11-20/2025-12-01"),
    ],
)
def test_a_period_is_read_as_it_is_meant(text: str, said: str) -> None:
    found = claimed(text)
    assert found is not None
    assert found.period == said


@pytest.mark.parametrize(
    "text",
    [
        "next month", "2027", "December 2026", "since tomorrow", "last", "last few days",
        "last 24 hours", "last 0 days", "last 99999 months", "Q5", "H3", "31 February",
        "between 17 and 3 October", "10/3/2026", "may",
        "this", "this Monday", "from 2026-10-01", "1999", "last weeks", "past months",
    ],
)  # fmt: skip
def test_what_is_unclear_or_lies_ahead_is_not_read(text: str) -> None:
    assert claimed(text) is None


@pytest.mark.parametrize("text", ["October", "Q3", "3 October", "since March", "H1"])
def test_a_year_that_was_not_said_is_noted(text: str) -> None:
    found = claimed(text)
    assert found is not None
    assert found.note is not None
    assert "2026" in found.note


@pytest.mark.parametrize("text", ["from 1 to 30 November", "from October to December 2026"])
def test_a_range_that_is_not_over_is_noted_as_so_far(text: str) -> None:
    found = claimed(text)
    assert found is not None
    assert (found.note or "").endswith("to 2026-11-18, so far")


def test_over_the_last_year_is_noted_to_be_the_year_before() -> None:
    words = split("cost over the last year")
    found = period.read(Asked(words, catalog.subject("cost"), ReadContext(TODAY)), 3)
    assert found is not None
    assert found.note == "the last year is read as the year before this one"


def test_a_fiscal_quarter_is_the_companys() -> None:
    july = Calendar(fiscal_start=7)
    found = claimed("Q1", calendar=july)
    assert found is not None
    assert span(found.period or "", TODAY, july).text == "2026-07-01/2026-10-01"


@given(
    st.dates(date(2001, 1, 1), date(2090, 1, 1)),
    st.integers(1, 12),
    st.sampled_from(
        ["January", "Feb", "March", "April", "June", "Sept", "December", "Q1", "Q4", "H1", "H2",
         "28 February", "29 February", "31 December", "since June", "last August"]
    ),
)  # fmt: skip
def test_what_was_said_without_a_year_has_begun(today: date, fiscal: int, text: str) -> None:
    calendar = Calendar(fiscal_start=fiscal)
    found = claimed(text, today, calendar)
    if found is not None:
        assert span(found.period or "", today, calendar).start <= today

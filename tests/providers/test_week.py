"""The hours of a week at which something stands idle."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from providers.week import HOURS, SHORTEST, week

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
TWO_WEEKS = [(MONDAY + timedelta(hours=n)).timestamp() for n in range(2 * HOURS)]


def office(hour: int) -> float:
    """Busy on workdays from 8 to 18."""
    day, of_day = divmod(hour % HOURS, 24)
    return 40.0 if day < 5 and 8 <= of_day < 18 else 1.0


def test_nights_and_weekends_are_idle() -> None:
    found = week(TWO_WEEKS, [office(n) for n in range(2 * HOURS)], 2)
    assert found is not None
    assert (found.idle_hours, found.busy) == (168 - 50, "Mon–Fri 08–18 UTC")


def test_an_hour_that_one_week_does_not_tell_is_not_idle() -> None:
    known = [n for n in range(2 * HOURS) if not 0 <= n < 24]
    found = week([TWO_WEEKS[n] for n in known], [1.0] * len(known), 2)
    assert found is not None
    assert (found.idle_hours, found.busy) == (144, "Mon 00–24 UTC")


def test_one_busy_week_makes_its_hours_busy() -> None:
    found = week(TWO_WEEKS, [60.0] * HOURS + [1.0] * HOURS, 2)
    assert found is not None
    assert (found.idle_hours, found.busy) == (0, "Mon–Sun 00–24 UTC")


def test_idle_in_all_of_them_is_never_busy() -> None:
    found = week(TWO_WEEKS, [4.9] * (2 * HOURS), 2)
    assert found is not None
    assert (found.idle_hours, found.busy) == (168, "never")


def test_a_short_rest_is_no_stretch() -> None:
    rests = {n for n in range(2 * HOURS) if n % 24 < SHORTEST - 1}
    found = week(TWO_WEEKS, [1.0 if n in rests else 50.0 for n in range(2 * HOURS)], 2)
    assert found is not None
    assert found.idle_hours == 0


def test_a_stretch_goes_on_over_the_end_of_the_week() -> None:
    rests = {0, 1, 166, 167}
    found = week(TWO_WEEKS, [1.0 if n % HOURS in rests else 50.0 for n in range(2 * HOURS)], 2)
    assert found is not None
    assert (found.idle_hours, found.busy) == (4, "Mon 02–24, Tue–Sat 00–24, Sun 00–22 UTC")


def test_one_week_is_no_habit() -> None:
    assert week(TWO_WEEKS[:HOURS], [1.0] * HOURS, 1) is None


@given(st.lists(st.one_of(st.none(), st.floats(0, 100)), min_size=336, max_size=336))
def test_only_hours_that_both_weeks_tell_to_be_idle_are(means: list[float | None]) -> None:
    found = week(TWO_WEEKS, means, 2)
    assert found is not None
    pairs = zip(means[:HOURS], means[HOURS:], strict=True)
    most = sum(all(one is not None and one < 5 for one in pair) for pair in pairs)
    assert 0 <= found.idle_hours <= most

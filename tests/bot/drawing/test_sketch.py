"""Charts in characters: within the window, honest about losses and gaps, in ASCII where need be."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from bot.drawing.chart import chart
from bot.drawing.clean import clean
from bot.drawing.sketch import BLOCKS, LETTERS, Signs, bars, sketch, spark
from finops.answer import Answer
from tests.bot.charted import EVERY, charted, effects, services, teams, trend, unusual

numbers = st.none() | st.decimals(-(10**12), 10**12, places=3)


def lines(found: Answer, cells: int = 60, signs: Signs = BLOCKS) -> list[str]:
    made = chart(found)
    assert made is not None
    return list(sketch(made, cells, signs))


def test_a_trend_is_one_line_with_its_ends_and_extremes() -> None:
    assert lines(trend(10, 12, None, 3, 20)) == [
        "1 Nov ▄▅·▁█ 5 Nov",
        "$10 → $20, lowest $3 (4 Nov), highest $20 (5 Nov)",
    ]


def test_a_line_that_does_not_fit_is_folded() -> None:
    folded = lines(trend(*range(50)), 30)
    assert [len(line) for line in folded[:2]] == [30, 20]


def test_each_group_has_a_line_of_its_own() -> None:
    assert lines(teams("payments", None)) == [
        "payments   ▁▃▅▆█  $100 → $104",
        "(no team)  ▁▃▅▆█  $90 → $94",
    ]


def test_losses_are_left_of_the_axis_and_nothing_is_no_bar() -> None:
    assert lines(services(4, -4, 0, analysis="change"), 30) == [
        "service 0        │██████   +$4",
        "service 1  ██████│         -$4",
        "service 2        │         $0",
    ]


def test_unknown_is_no_bar_but_a_word() -> None:
    assert lines(services(4, None, 2), 30) == [
        "service 0  ██████████  $4",
        "service 1              unknown",
        "service 2  █████       $2",
    ]


def test_the_steps_of_a_waterfall_are_not_dwarfed_by_its_ends() -> None:
    drawn = lines(effects(36_500, 37_000, 500))
    assert drawn[0].split() == ["before", "$36.5k"]
    assert "██████" in drawn[1]


def test_what_was_expected_stands_above_what_was() -> None:
    assert lines(unusual(1), 26) == [
        "1 Nov 2026 · service 0",
        "  expected  ███        $30",
        "  cost      █████████  $90",
    ]


@pytest.mark.parametrize("name", EVERY)
def test_where_nothing_but_ascii_can_be_written_nothing_else_is(name: str) -> None:
    assert "".join(lines(EVERY[name], 80, LETTERS)).replace("·", "").isascii()


@given(charted(), st.integers(20, 120))
def test_no_line_is_wider_than_the_window(found: Answer, cells: int) -> None:
    made = chart(found)
    for line in sketch(made, cells) if made else ():
        assert 0 <= wcswidth(line) <= cells
        assert line == clean(line)


@given(st.lists(numbers, max_size=40), st.integers(4, 40))
def test_a_bar_is_as_wide_as_asked_and_is_there_where_its_value_is(
    values: list[Decimal | None], cells: int
) -> None:
    for value, bar in zip(values, bars(values, cells), strict=True):
        assert wcswidth(bar) == cells
        assert bool(bar.replace("│", "").strip()) == bool(value)


@given(st.lists(numbers, max_size=40))
def test_a_sparkline_has_a_sign_for_each_value_and_a_gap_for_each_unknown(
    values: list[Decimal | None],
) -> None:
    drawn = spark(values)
    assert [sign == "·" for sign in drawn] == [value is None for value in values]

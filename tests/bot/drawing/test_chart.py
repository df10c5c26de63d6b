"""Which picture an answer has, and that it shows the answer's own numbers and no others."""

from decimal import Decimal

from hypothesis import given

from bot.drawing.chart import chart
from bot.drawing.series import Chart, Series
from finops.answer import Answer, Cell, Column
from tests.bot.charted import (
    COST,
    DAY,
    EVERY,
    answer,
    budgets,
    charted,
    day,
    effects,
    forecast,
    money,
    services,
    teams,
    text,
    trend,
    unusual,
)


def drawn(found: Answer) -> Chart:
    made = chart(found)
    assert made is not None
    return made


def figures(line: Series) -> list[float | None]:
    return [None if value is None else float(value) for value in line.values]


def test_each_analysis_has_its_picture() -> None:
    kinds = {name: drawn(one).kind for name, one in EVERY.items()}
    assert kinds == {
        "line": "line",
        "lines": "line",
        "gaps": "line",
        "losses": "line",
        "bars": "bars",
        "bars_unknown": "bars",
        "diverging": "diverging",
        "waterfall": "waterfall",
        "waterfall_down": "waterfall",
        "band": "band",
        "pairs": "pairs",
        "limits": "limits",
    }


def test_what_a_table_says_as_well_has_none() -> None:
    assert chart(answer("aggregate", [COST], [[5]])) is None
    assert chart(answer("list", [text("name"), COST], [["a", 1], ["b", 2]])) is None
    assert chart(services(5)) is None
    assert chart(trend(5)) is None
    assert chart(trend(1, 2, outcome="refused")) is None
    assert chart(answer("trend", [DAY, COST], [])) is None


def test_amounts_of_several_currencies_have_no_common_scale() -> None:
    columns = [text("billing_currency"), money("cost", None)]
    found = answer("aggregate", columns, [["USD", 1], ["EUR", 2]], group_by=["billing_currency"])
    assert chart(found) is None


def test_unknown_is_a_gap_and_not_zero() -> None:
    (line,) = drawn(trend(1, None, 3)).series
    assert figures(line) == [1, None, 3]


def test_a_day_without_a_row_is_a_gap() -> None:
    found = answer("trend", [DAY, COST], [[day(3), 4], [day(0), 1]])
    assert drawn(found).labels == ("1 Nov", "2 Nov", "3 Nov", "4 Nov")
    assert figures(drawn(found).series[0]) == [1, None, None, 4]


def test_months_follow_months_and_bear_their_year_over_its_end() -> None:
    month = Column(name="month", type="date")
    found = answer("trend", [month, COST], [["2026-11-01", 1], ["2027-02-01", 2]])
    assert drawn(found).labels == ("Nov 2026", "Dec 2026", "Jan 2027", "Feb 2027")


def test_quarters_are_named_by_their_months() -> None:
    quarter = Column(name="quarter", type="date")
    found = answer("trend", [quarter, COST], [["2026-07-01", 1], ["2026-10-01", 2]])
    assert drawn(found).labels == ("Jul–Sep", "Oct–Dec")


def test_the_six_largest_groups_are_lines_and_the_rest_is_said() -> None:
    made = drawn(teams("g", "f", "e", "d", "c", "b", "a", None))
    assert [line.name for line in made.series] == list("gfedcb")
    assert made.notes == ("and 2 more lines: in the table",)


def test_who_has_no_team_and_who_has_an_empty_one_are_two() -> None:
    made = drawn(teams(None, "", "x"))
    assert [line.name for line in made.series] == ["(no team)", "(empty team)", "x"]


def test_the_largest_bars_stay_in_the_answers_order_and_the_rest_is_said() -> None:
    made = drawn(services(*range(1, 14), order_by=["cost"]))
    assert made.labels[0] == "service 3"
    assert made.series[0].values == tuple(Decimal(n) for n in range(4, 14))
    assert made.notes == ("and 3 more rows: in the table",)


def test_the_row_of_all_others_is_a_bar_of_its_own() -> None:
    columns = [text("service_name"), text("region"), COST]
    rows: list[list[Cell]] = [["EC2", "eu-west-1", 5], ["S3", None, 3], ["7 others", None, 9]]
    found = answer("aggregate", columns, rows, group_by=["service_name", "region"])
    assert drawn(found).labels == ("EC2 · eu-west-1", "S3", "7 others")


def test_bars_are_of_the_measure_that_orders_them() -> None:
    columns = [text("team"), Column(name="count", type="number"), COST]
    found = answer("aggregate", columns, [["a", 1, 5], ["b", 2, 3]], group_by=["team"])
    by_cost = found.model_copy(update={"query": {**(found.query or {}), "order_by": ["-cost"]}})
    assert drawn(found).column.name == "count"
    assert drawn(by_cost).column.name == "cost"


def test_a_waterfall_goes_from_before_over_what_is_not_zero_to_now() -> None:
    made = drawn(effects(100, 130, 10, 0, 25, -5))
    assert made.labels == ("before", "price", "new", "gone", "now")
    assert figures(made.series[0]) == [100, 10, 25, -5, 130]


def test_effects_that_do_not_add_up_are_no_waterfall() -> None:
    assert chart(effects(100, 130, 10)) is None


def test_the_totals_effects_are_drawn_only_where_they_are_of_all_rows() -> None:
    totals = {"cost_before": 100, "cost": 130, "change": 30, "price_effect": 30}
    columns = [text("service_name"), COST, money("change")]
    rows = [["a", 90, 20], ["b", 40, 10]]
    by = {"group_by": ["service_name"], "totals": totals}
    assert drawn(answer("change", columns, rows, **by)).kind == "waterfall"
    assert drawn(answer("change", columns, rows, limit=2, **by)).kind == "diverging"


def test_a_forecast_says_where_it_begins_and_has_its_band_there_alone() -> None:
    made = drawn(forecast())
    value, low, high = made.series
    assert (made.forecast_from, value.is_whole) == (5, True)
    assert (low.values[:5], high.values[:5]) == ((None,) * 5, (None,) * 5)
    assert figures(low)[5:] == [95, 94, 93, 92]


def test_groups_of_a_single_month_are_bars() -> None:
    month = Column(name="month", type="date")
    rows = [["2026-11-01", name, 5] for name in "ab"]
    found = answer("forecast", [month, text("team"), COST], rows, group_by=["team"])
    assert (drawn(found).kind, drawn(found).labels) == ("bars", ("a", "b"))


def test_the_first_anomalies_are_drawn_beside_what_was_expected() -> None:
    made = drawn(unusual(9))
    assert made.labels[0] == "1 Nov 2026 · service 0"
    assert [one.name for one in made.series] == ["expected", "cost"]
    assert made.notes == ("and 3 more rows: in the table",)


def test_a_budget_whose_spending_is_unknown_has_no_bar_for_it() -> None:
    assert [figures(one) for one in drawn(budgets()).series] == [
        [120, 10, None],
        [180, None, None],
        [100, 50, 5],
    ]


@given(charted())
def test_every_number_of_a_chart_is_one_of_the_answer(found: Answer) -> None:
    made = chart(found)
    if made is None:
        return
    cells = {cell for row in (*found.rows, found.totals) for cell in row.values()}
    assert set(made.values) <= cells
    assert all(len(one.values) == len(made.labels) for one in made.series)
    assert not made.starts or len(made.starts) == len(made.labels)

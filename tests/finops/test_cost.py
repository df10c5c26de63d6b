"""Questions about cost: sums to the cent, honest about currencies, bases and missing days."""

from decimal import Decimal
from pathlib import Path

from finops.warehouse import Warehouse

from .estate import NOW, ask, charge, column, warehouse


def test_a_month_includes_its_last_day_and_not_the_next(tmp_path: Path) -> None:
    store = warehouse(
        tmp_path,
        charge("2026-09-30", "1"),
        charge("2026-10-01", "10"),
        charge("2026-10-31", "100"),
        charge("2026-11-01", "1000"),
        charge("2026-11-17", "1"),
    )
    answer = ask({"subject": "cost", "period": "last_month"}, store)
    assert answer.rows == ({"cost": Decimal(110)},)
    assert answer.headline == "$110.00 over 1–31 Oct 2026 (31 days)"
    assert answer.outcome == "answered"


def test_no_charges_is_unknown_not_zero(tmp_path: Path) -> None:
    store = warehouse(tmp_path, charge("2026-11-17", "5"))
    answer = ask({"subject": "cost", "period": "2024-01"}, store)
    assert answer.rows == ({"cost": None},)
    assert answer.outcome == "partial"
    assert answer.headline == "No charges are known over 1–31 Jan 2024 (31 days)"


def test_without_exports_the_answer_says_how_to_set_them_up(tmp_path: Path) -> None:
    answer = ask({"subject": "cost"}, Warehouse(tmp_path / "w", [], NOW))
    assert answer.outcome == "partial"
    assert "[[charges]]" in answer.gaps[0].fix


def test_two_currencies_are_never_added(tmp_path: Path) -> None:
    store = warehouse(
        tmp_path,
        charge("2026-11-17", "5"),
        charge("2026-11-17", "7", currency="EUR"),
        charge("2026-10-01", "0"),
    )
    answer = ask({"subject": "cost"}, store)
    assert {(row["billing_currency"], row["cost"]) for row in answer.rows} == {
        ("USD", Decimal(5)),
        ("EUR", Decimal(7)),
    }
    assert answer.totals == {}
    assert answer.columns[1].unit is None


def test_billed_cost_stands_beside_effective_where_it_differs(tmp_path: Path) -> None:
    store = warehouse(
        tmp_path, charge("2026-10-01", "0"), charge("2026-11-17", "100", billed="120")
    )
    answer = ask({"subject": "cost"}, store)
    assert answer.rows == ({"cost": Decimal(100), "billed_cost": Decimal(120)},)
    assert answer.insights == ("billed cost is $120.00, effective cost $100.00",)


def test_bases_within_one_percent_are_shown_as_one(tmp_path: Path) -> None:
    store = warehouse(
        tmp_path, charge("2026-10-01", "0"), charge("2026-11-17", "100", billed="101")
    )
    assert ask({"subject": "cost"}, store).rows == ({"cost": Decimal(100)},)


def test_a_total_names_the_charge_categories_in_it(tmp_path: Path) -> None:
    store = warehouse(
        tmp_path,
        charge("2026-10-01", "0"),
        charge("2026-11-16", "100"),
        charge("2026-11-17", "19", category="Tax"),
        charge("2026-11-17", "-20", category="Credit"),
    )
    answer = ask({"subject": "cost"}, store)
    assert answer.rows == ({"cost": Decimal(99)},)
    assert answer.insights == ("in the period: usage $100.00, tax $19.00, credit -$20.00",)


def test_groups_without_a_tag_are_one_unattributed_row(tmp_path: Path) -> None:
    store = warehouse(
        tmp_path,
        charge("2026-10-01", "0"),
        charge("2026-11-16", "1", tags='{"team": "web"}'),
        charge("2026-11-16", "2", tags='{"Team": "web"}'),
        charge("2026-11-16", "4", tags='{"team": ""}'),
        charge("2026-11-17", "8"),
    )
    answer = ask({"subject": "cost", "group_by": ["tags.team"]}, store)
    assert [(row["tags.team"], row["cost"]) for row in answer.rows] == [
        (None, Decimal(12)),
        ("web", Decimal(3)),
    ]


def test_tag_values_that_differ_only_in_case_are_apart_which_is_said(tmp_path: Path) -> None:
    lines = [charge("2026-11-17", "1", tags=f'{{"team": "{name}"}}') for name in ("web", "Web")]
    store = warehouse(tmp_path, charge("2026-10-01", "0"), *lines)
    answer = ask({"subject": "cost", "group_by": ["tags.team"]}, store)
    assert [(row["tags.team"], row["cost"]) for row in answer.rows] == [("Web", 1), ("web", 1)]
    assert "Web, web differ only in case and are shown apart" in answer.insights


def test_the_rest_is_one_row_and_nothing_is_lost(tmp_path: Path) -> None:
    lines = [charge("2026-11-17", str(n), service=f"s{n}") for n in range(1, 6)]
    store = warehouse(tmp_path, charge("2026-10-01", "0", service="s1"), *lines)
    query = {"subject": "cost", "group_by": ["service_name"], "limit": 2, "others": True}
    answer = ask(query, store)
    assert column(answer, "service_name") == ["s5", "s4", "3 others"]
    assert answer.totals["cost"] == 15


def test_having_is_about_groups(tmp_path: Path) -> None:
    lines = [charge("2026-11-17", "60", service=name) for name in ("a", "a", "b")]
    store = warehouse(tmp_path, charge("2026-10-01", "0"), *lines)
    having = [{"field": "cost", "op": "gt", "value": 100}]
    answer = ask({"subject": "cost", "group_by": ["service_name"], "having": having}, store)
    assert column(answer, "service_name") == ["a"]


def test_a_trend_says_which_days_it_has_no_charges_for(tmp_path: Path) -> None:
    store = warehouse(tmp_path, *[charge(f"2026-11-{day}", "1") for day in (11, 12, 15, 16, 17)])
    query = {"subject": "cost", "analysis": "trend", "grain": "day", "period": "last_7_days"}
    answer = ask(query, store)
    assert column(answer, "day") == [f"2026-11-{day}" for day in (11, 12, 15, 16, 17)]
    assert [gap.why for gap in answer.gaps] == ["2 days of the period have no matching charges"]


def test_a_change_counts_new_and_gone_groups(tmp_path: Path) -> None:
    store = warehouse(
        tmp_path,
        charge("2026-09-01", "10", service="gone"),
        charge("2026-10-01", "30", service="new"),
        charge("2026-11-17", "1"),
    )
    query = {"subject": "cost", "analysis": "change", "period": "last_month",
             "group_by": ["service_name"]}  # fmt: skip
    answer = ask(query, store)
    assert {row["service_name"]: row["change"] for row in answer.rows} == {"new": 30, "gone": -10}
    assert answer.headline == "Cost rose by $20.00 (200%): $10.00 → $30.00"


def test_a_month_so_far_is_compared_over_the_days_that_are_over(tmp_path: Path) -> None:
    days = [charge(f"2026-{month}-{day:02d}", "1") for month in (10, 11) for day in range(1, 18)]
    store = warehouse(tmp_path, charge("2026-09-01", "0"), *days, charge("2026-10-18", "50"))
    query = {"subject": "cost", "analysis": "change", "period": "this_month"}
    answer = ask(query, store)
    assert answer.headline == "Cost did not change: $17.00 → $17.00"
    assert answer.understood.endswith(
        "1–17 Nov 2026 (17 days); credits and tax included; compared with 1–17 Oct 2026 (17 days)"
    )


def test_a_period_without_any_charges_makes_the_change_unknown(tmp_path: Path) -> None:
    store = warehouse(tmp_path, charge("2026-10-01", "5"), charge("2026-11-17", "1"))
    query = {"subject": "cost", "analysis": "change", "period": "last_month",
             "compare_to": "year_before", "group_by": ["service_name"]}  # fmt: skip
    answer = ask(query, store)
    assert answer.rows[0]["change"] is None
    assert answer.headline == (
        "$5.00 over 1–31 Oct 2026 (31 days); no charges are known over 1–31 Oct 2025 (31 days)"
    )


def test_no_group_over_a_threshold_is_not_no_charges(tmp_path: Path) -> None:
    store = warehouse(tmp_path, charge("2026-10-01", "5"), charge("2026-11-17", "1"))
    having = [{"field": "cost", "op": "gt", "value": 100}]
    query = {"subject": "cost", "group_by": ["service_name"], "having": having}
    assert ask(query, store).headline.startswith("No such charges are known")


def test_a_sum_over_some_groups_says_so(tmp_path: Path) -> None:
    lines = [charge("2026-11-17", str(n), service=f"s{n}") for n in range(1, 6)]
    store = warehouse(tmp_path, charge("2026-10-01", "0", service="s1"), *lines)
    answer = ask({"subject": "cost", "group_by": ["service_name"], "limit": 2}, store)
    assert answer.headline.startswith("$9.00 in the 2 shown, 60% of $15.00, over ")
    assert answer.headline.endswith("; most is s5 at $5.00 (33%)")


def test_a_value_of_other_days_alone_is_none_of_the_period(tmp_path: Path) -> None:
    store = warehouse(
        tmp_path, charge("2026-10-01", "1", service="old"), charge("2026-11-17", "5", service="new")
    )
    where = [{"field": "service_name", "op": "eq", "value": "OLD"}]
    query = {"subject": "cost", "where": where, "period": "last_7_days"}
    assert ask(query, store).headline.startswith("No charge has service OLD over 11–17 Nov 2026")


def test_the_day_that_cost_most_is_named(tmp_path: Path) -> None:
    days = {"2026-11-15": "5", "2026-11-16": "9", "2026-11-17": "2"}
    store = warehouse(tmp_path, *(charge(day, cost) for day, cost in days.items()))
    query = {"subject": "cost", "group_by": ["day"], "order_by": ["-cost"], "limit": 1}
    assert ask(query, store).headline.startswith(
        "The day with the highest cost is 16 Nov 2026 at $9.00 (56% of $16.00) over"
    )


def test_what_has_no_value_is_no_first_and_is_said(tmp_path: Path) -> None:
    lines = [charge("2026-11-17", "90", service=""), charge("2026-11-17", "2", service="s2")]
    store = warehouse(tmp_path, charge("2026-10-01", "0"), charge("2026-11-17", "8"), *lines)
    answer = ask({"subject": "cost", "group_by": ["service_name"], "limit": 1}, store)
    assert [row["cost"] for row in answer.rows] == [8]
    assert answer.headline.startswith("The service with the highest cost is ")
    assert " at $8.00 (8.0% of $100.00) over " in answer.headline
    assert "$90.00 has no service and is not ranked" in answer.insights


def test_an_account_without_charges_is_a_gap(tmp_path: Path) -> None:
    answer = ask(
        {"subject": "cost", "accounts": ["nowhere"]}, warehouse(tmp_path, charge("2026-11-17", "1"))
    )
    assert any(gap.where == "account nowhere" for gap in answer.gaps)


def test_what_is_in_the_whole_is_not_said_of_a_part(tmp_path: Path) -> None:
    store = warehouse(
        tmp_path,
        charge("2026-10-01", "0"),
        charge("2026-11-16", "100", service="a"),
        charge("2026-11-17", "19", service="b", category="Tax"),
    )
    query = {"subject": "cost", "group_by": ["service_name"], "limit": 1}
    assert not any("in the period" in sentence for sentence in ask(query, store).insights)


def test_today_before_its_charges_arrive_is_a_gap(tmp_path: Path) -> None:
    answer = ask(
        {"subject": "cost", "period": "today"}, warehouse(tmp_path, charge("2026-11-17", "1"))
    )
    assert answer.outcome == "partial"
    assert "reach until 17 Nov 2026; asked was 18 Nov 2026 (1 day)" in answer.gaps[0].why


def test_missing_recent_days_make_the_answer_partial(tmp_path: Path) -> None:
    store = warehouse(tmp_path, charge("2026-10-01", "1"), charge("2026-11-10", "1"))
    answer = ask({"subject": "cost", "period": "last_14_days"}, store)
    assert answer.outcome == "partial"
    assert "reach until 10 Nov 2026; asked was until 17 Nov 2026" in answer.gaps[0].why


def test_unit_costs_and_growth_are_measures(tmp_path: Path) -> None:
    store = warehouse(
        tmp_path,
        charge("2026-09-01", "10"),
        charge("2026-10-01", "25"),
        charge("2026-11-17", "1"),
    )
    measures = [
        {"name": "now", "agg": "sum", "field": "cost"},
        {"name": "before", "agg": "sum", "field": "cost", "of": "compare_to"},
        {"name": "growth", "agg": "sum", "field": "cost", "minus": "before", "per": "before"},
    ]
    query = {"subject": "cost", "period": "last_month", "compare_to": "previous",
             "measures": measures}  # fmt: skip
    row = ask(query, store).rows[0]
    assert (row["now"], row["before"], row["growth"]) == (25, 10, 1.5)


def test_dividing_by_zero_is_unknown(tmp_path: Path) -> None:
    store = warehouse(tmp_path, charge("2026-10-01", "5"), charge("2026-11-17", "1"))
    measures = [
        {"name": "none", "agg": "sum", "field": "consumed_quantity"},
        {"name": "unit", "agg": "sum", "field": "cost", "per": "none"},
    ]
    row = ask({"subject": "cost", "period": "last_month", "measures": measures}, store).rows[0]
    assert row["unit"] is None


def test_the_rest_of_the_world_is_not_counted_as_a_cloud(tmp_path: Path) -> None:
    store = warehouse(
        tmp_path,
        charge("2026-10-01", "0"),
        charge("2026-11-17", "1"),
        charge("2026-11-17", "2", provider="Microsoft"),
        charge("2026-11-17", "4", provider="Oracle"),
    )
    answer = ask({"subject": "cost", "group_by": ["cloud"], "clouds": ["aws", "azure"]}, store)
    assert {row["cloud"]: row["cost"] for row in answer.rows} == {"aws": 1, "azure": 2}


def test_what_no_charge_is_leaves_nothing_unknown(tmp_path: Path) -> None:
    store = warehouse(tmp_path, charge("2026-10-01", "1"), charge("2026-11-17", "5"))
    refunds = [{"field": "billed_cost", "op": "lt", "value": 0}]
    answer = ask({"subject": "cost", "period": "last_month", "where": refunds}, store)
    assert answer.headline == "The one charge over 1–31 Oct 2026 (31 days) is not of that kind"


def test_the_rest_together_is_not_the_one_that_costs_most(tmp_path: Path) -> None:
    lines = [charge("2026-11-17", str(n), service=f"s{n}") for n in range(1, 6)]
    store = warehouse(tmp_path, charge("2026-10-01", "0", service="s1"), *lines)
    query = {"subject": "cost", "group_by": ["service_name"], "limit": 2, "others": True}
    assert "most is s5 at $5.00" in ask(query, store).headline


def test_a_tag_that_is_called_otherwise_is_named(tmp_path: Path) -> None:
    store = warehouse(tmp_path, charge("2026-11-17", "5", tags='{"env": "prod", "owner": "a"}'))
    answer = ask({"subject": "cost", "group_by": ["tags.environment"]}, store)
    assert answer.outcome == "partial"
    assert [(gap.where, gap.fix) for gap in answer.gaps if gap.where.startswith("tag ")] == [
        ("tag environment", "ask for the tag env")
    ]


def test_of_credits_the_one_that_gives_back_most_is_named(tmp_path: Path) -> None:
    lines = [
        charge("2026-11-17", cost, service=name, category="Credit")
        for name, cost in (("a", "-75"), ("b", "-1650"))
    ]
    credits_alone = [{"field": "charge_category", "op": "eq", "value": "Credit"}]
    query = {"subject": "cost", "group_by": ["service_name"], "where": credits_alone}
    assert "most is b at -$1,650.00" in ask(query, warehouse(tmp_path, *lines)).headline

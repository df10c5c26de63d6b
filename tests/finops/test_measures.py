"""Measures of one's own: rates, parts of what is compared with, and the rest of a top N."""

from decimal import Decimal
from pathlib import Path

from finops.warehouse import Warehouse

from .estate import ask, charge, column, warehouse

COST = {"name": "cost", "agg": "sum", "field": "cost"}
COUNT = {"name": "charges", "agg": "count"}
RATE = {"name": "rate", "agg": "sum", "field": "cost", "per": "charges"}


def _store(folder: Path) -> Warehouse:
    lines = [charge("2026-11-17", str(10 * n), service=f"s{n}") for n in range(1, 6)]
    return warehouse(folder, charge("2026-10-01", "1", service="s1"), *lines, *lines[:1])


def test_the_rate_of_the_rest_is_of_its_charges_not_the_sum_of_rates(tmp_path: Path) -> None:
    query = {
        "subject": "cost",
        "group_by": ["service_name"],
        "measures": [COST, COUNT, RATE, {"name": "share", "agg": "share", "field": "cost"}],
        "order_by": ["-cost"],
        "limit": 2,
        "others": True,
    }
    answer = ask(query, _store(tmp_path))
    rest = answer.rows[2]
    assert rest["service_name"] == "3 others"
    assert (rest["cost"], rest["charges"], rest["rate"]) == (Decimal(70), 4, 17.5)
    assert sum(float(str(share)) for share in column(answer, "share")) == 100
    assert answer.totals == {"cost": Decimal(160)}


def test_the_rest_of_two_currencies_is_two_rows(tmp_path: Path) -> None:
    lines = [
        charge("2026-11-17", str(n), service=f"s{n}", currency=currency)
        for currency, n in (("USD", 9), ("USD", 1), ("USD", 2), ("EUR", 4), ("EUR", 5))
    ]
    store = warehouse(tmp_path, charge("2026-10-01", "1"), *lines)
    query = {"subject": "cost", "group_by": ["service_name"], "limit": 1, "others": True}
    answer = ask(query, store)
    found = [(row["service_name"], row["billing_currency"], row["cost"]) for row in answer.rows]
    assert found == [("s9", "USD", 9), ("2 others", "EUR", 9), ("2 others", "USD", 3)]


def test_the_rest_leaves_out_what_the_condition_on_groups_does(tmp_path: Path) -> None:
    query = {
        "subject": "cost",
        "group_by": ["service_name"],
        "having": [{"field": "cost", "op": "ge", "value": 30}],
        "limit": 1,
        "others": True,
    }
    answer = ask(query, _store(tmp_path))
    assert column(answer, "service_name") == ["s5", "2 others"]
    assert column(answer, "cost") == [50, 70]


def test_what_has_no_name_is_a_group_of_the_rest_too(tmp_path: Path) -> None:
    lines = [
        charge("2026-11-17", str(n), tags=f'{{"team": "{t}"}}') for n, t in ((9, "A"), (2, "b"))
    ]
    more = [charge("2026-11-17", "3", tags='{"team": "A"}'), charge("2026-11-17", "4")]
    store = warehouse(tmp_path, charge("2026-10-01", "0"), *lines, *more)
    query = {"subject": "cost", "group_by": ["tags.team"], "limit": 1, "others": True}
    answer = ask(query, store)
    assert column(answer, "cost") == [12, 6]


def test_a_measure_may_be_divided_by_a_field(tmp_path: Path) -> None:
    ratio = {"name": "ratio", "agg": "sum", "field": "billed_cost", "per": "effective_cost"}
    store = warehouse(tmp_path, charge("2026-11-17", "10", billed="5"))
    answer = ask({"subject": "cost", "measures": [ratio]}, store)
    assert answer.rows == ({"ratio": 0.5},)
    assert answer.columns[0].unit == "ratio"


def test_groups_may_be_few_by_cost_whatever_is_measured(tmp_path: Path) -> None:
    query = {
        "subject": "cost",
        "group_by": ["service_name"],
        "measures": [COUNT],
        "having": [{"field": "cost", "op": "gt", "value": 40}],
    }
    assert ask(query, _store(tmp_path)).rows == ({"service_name": "s5", "charges": 1},)


def test_the_95th_percentile_is_over_charges(tmp_path: Path) -> None:
    lines = [charge("2026-11-17", str(n)) for n in range(101)]
    high = {"name": "high", "agg": "p95", "field": "cost"}
    answer = ask({"subject": "cost", "measures": [high]}, warehouse(tmp_path, *lines))
    assert answer.rows == ({"high": Decimal(95)},)


def test_listed_charges_of_two_currencies_name_theirs(tmp_path: Path) -> None:
    store = warehouse(
        tmp_path, charge("2026-11-17", "5"), charge("2026-11-17", "7", currency="EUR")
    )
    answer = ask({"subject": "cost", "analysis": "list"}, store)
    assert {(row["cost"], row["billing_currency"]) for row in answer.rows} == {
        (Decimal(5), "USD"),
        (Decimal(7), "EUR"),
    }

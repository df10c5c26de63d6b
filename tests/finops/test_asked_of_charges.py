"""Shares, credits, savings, units and patterns: computed exactly, and said."""

from decimal import Decimal
from pathlib import Path

import pytest

from finops.warehouse import Warehouse

from .estate import NOW, ask, charge, column, warehouse

COST = {"name": "cost", "agg": "sum", "field": "cost"}
SHARE = {"name": "share", "agg": "share", "field": "cost"}
BY_SERVICE = {"subject": "cost", "group_by": ["service_name"], "measures": [COST, SHARE]}
EC2 = [{"field": "service_name", "op": "eq", "value": "ec2"}]


def store(folder: Path, *lines: str) -> Warehouse:
    return warehouse(folder, charge("2026-10-01", "0"), *lines)


def of(service: str, cost: str, **more: str) -> str:
    return charge("2026-11-17", cost, service=service, **more)


# -- shares ----------------------------------------------------------------------------------------


def test_shares_are_of_the_whole_though_a_condition_leaves_groups_out(tmp_path: Path) -> None:
    lines = [of("EC2", "70"), of("RDS", "25"), of("S3", "5")]
    having = [{"field": "share", "op": "ge", "value": 20}]
    answer = ask({**BY_SERVICE, "having": having, "order_by": ["-cost"]}, store(tmp_path, *lines))
    assert column(answer, "service_name") == ["EC2", "RDS"]
    assert column(answer, "share") == [70, 25]


def test_a_part_of_the_whole_is_measured_against_all_that_is_asked_about(tmp_path: Path) -> None:
    part = [{**COST, "where": EC2}, {**COST, "name": "total"},
            {**SHARE, "where": EC2, "per": "total"}]  # fmt: skip
    answer = ask({"subject": "cost", "measures": part},
                 store(tmp_path, of("EC2", "30"), of("S3", "90")))  # fmt: skip
    assert answer.rows == ({"cost": 30, "total": 120, "share": 25},)
    assert answer.headline == (
        "25% of the cost: $30.00 of $120.00 over 19 Oct–17 Nov 2026 (30 days)"
    )
    assert "cost where service name is ec2; share of the total" in answer.understood


def test_a_share_of_nothing_or_less_is_unknown(tmp_path: Path) -> None:
    answer = ask(BY_SERVICE, store(tmp_path, of("EC2", "10"), of("S3", "-10", category="Credit")))
    assert column(answer, "share") == [None, None]


def test_in_a_trend_each_step_is_a_whole(tmp_path: Path) -> None:
    lines = [charge(f"2026-11-{day}", "1", service=name) for day in (16, 17) for name in ("a", "b")]
    query = {**BY_SERVICE, "analysis": "trend", "grain": "day", "period": "last_2_days"}
    answer = ask(query, store(tmp_path, *lines))
    assert column(answer, "share") == [50] * 4
    assert "share of each day's cost" in answer.understood


def test_each_currency_is_a_whole(tmp_path: Path) -> None:
    lines = [of("EC2", "3"), of("S3", "1"), of("EC2", "5", currency="EUR")]
    answer = ask(BY_SERVICE, store(tmp_path, *lines))
    found = {(row["service_name"], row["billing_currency"]): row["share"] for row in answer.rows}
    assert found == {("EC2", "USD"): 75, ("S3", "USD"): 25, ("EC2", "EUR"): 100}


# -- credits ---------------------------------------------------------------------------------------


def test_credits_that_hide_a_cost_are_said_for_the_total_and_for_each_group(tmp_path: Path) -> None:
    lines = [of("EC2", "100"), of("EC2", "-100", category="Credit"), of("S3", "20")]
    full = store(tmp_path, *lines)
    total = ask({"subject": "cost"}, full)
    assert total.headline == ("$20.00 over 19 Oct–17 Nov 2026 (30 days), after $100.00 of credits")
    assert "credits and tax included" in total.understood
    answer = ask({"subject": "cost", "group_by": ["service_name"]}, full)
    assert "credits of $100.00 hide what EC2 costs: $100.00 before them" in answer.insights


def test_credits_left_out_hide_nothing_and_the_answer_says_so(tmp_path: Path) -> None:
    lines = [of("EC2", "100"), of("EC2", "-100", category="Credit")]
    where = [{"field": "charge_category", "op": "ne", "value": "Credit"}]
    answer = ask({"subject": "cost", "where": where}, store(tmp_path, *lines))
    assert answer.headline == "$100.00 over 19 Oct–17 Nov 2026 (30 days)"
    assert "; tax included; charge category is not Credit" in answer.understood


# -- savings ---------------------------------------------------------------------------------------

SAVED = [
    {"name": "list_cost", "agg": "sum", "field": "list_cost"},
    {"name": "effective_cost", "agg": "sum", "field": "effective_cost"},
    {"name": "savings", "agg": "sum", "field": "list_cost", "minus": "effective_cost"},
    {"name": "savings_rate", "agg": "share", "field": "list_cost", "minus": "effective_cost",
     "per": "list_cost"},
]  # fmt: skip
HEAD = (
    "ProviderName,ChargePeriodStart,EffectiveCost,BilledCost,ListCost,ContractedCost,ResourceId,"
    "BillingCurrency,ServiceName,ChargeCategory,CommitmentDiscountId,ConsumedQuantity,ConsumedUnit,"
    "SkuPriceDetails"
)


def exported(folder: Path, *lines: str) -> Warehouse:
    file = folder / "focus.csv"
    first = "AWS,2026-10-01 00:00:00,0,0,0,0,,USD,EC2,Usage,,,,"
    file.write_text("\n".join((HEAD, first, *lines)) + "\n", "utf-8")
    return Warehouse(folder / "warehouse", [str(file)], NOW)


def line(
    effective: str, listed: str, *, category: str = "Usage", commitment: str = "",
    quantity: str = "", unit: str = "", details: str = "",
) -> str:  # fmt: skip
    cores = '"' + details.replace('"', '""') + '"' if details else ""
    return (
        f"AWS,2026-11-17 00:00:00,{effective},{effective},{listed},{listed},i-1,USD,EC2,{category},"
        f"{commitment},{quantity},{unit},{cores}"
    )


def test_savings_are_list_less_effective_and_what_distorts_them_is_said(tmp_path: Path) -> None:
    full = exported(
        tmp_path, line("60", "100", commitment="sp-1"),
        line("0", "50", category="Purchase", commitment="sp-1"), line("7", "0"),
    )  # fmt: skip
    answer = ask({"subject": "cost", "measures": SAVED}, full)
    assert answer.rows[0]["savings"] == Decimal(83)
    assert answer.rows[0]["savings_rate"] == pytest.approx(83 / 150 * 100)
    assert answer.headline.startswith("$83.00 (55%) saved: $67.00 instead of $150.00")
    assert answer.insights[:2] == (
        (
            "$50.00 of it is no saving: purchases of commitments count $50.00 at list cost, beside "
            "the usage that they cover"
        ),
        "charges of $7.00 have no list cost: they make it look smaller",
    )


def test_what_is_no_saving_is_left_out_where_a_question_says_so(tmp_path: Path) -> None:
    full = exported(
        tmp_path, line("60", "100", commitment="sp-1"),
        line("0", "50", category="Purchase", commitment="sp-1"), line("7", "0"),
    )  # fmt: skip
    where = [{"field": "no_list_saving", "op": "missing"}]
    answer = ask({"subject": "cost", "where": where, "measures": SAVED}, full)
    assert answer.headline.startswith("$40.00 (40%) saved: $60.00 instead of $100.00")
    assert "without what is no saving" in answer.understood
    assert answer.insights[:2] == (
        (
            "purchases of commitments, $50.00 at list cost, are left out: the usage that they "
            "cover is counted"
        ),
        "charges of $7.00 are left out: they have no list cost",
    )


def test_a_purchase_that_is_not_spread_over_its_usage_takes_from_the_savings(
    tmp_path: Path,
) -> None:
    full = exported(
        tmp_path, line("0", "100", commitment="sp-1"),
        line("60", "60", category="Purchase", commitment="sp-1"),
    )  # fmt: skip
    where = [{"field": "no_list_saving", "op": "missing"}]
    answer = ask({"subject": "cost", "where": where, "measures": SAVED}, full)
    assert answer.rows[0]["savings"] == Decimal(100)
    assert answer.rows[0]["list_cost"] == Decimal(160)


# -- units -----------------------------------------------------------------------------------------

PRICED = [
    COST,
    {"name": "quantity", "agg": "sum", "field": "consumed_quantity"},
    {"name": "unit_price", "agg": "sum", "field": "cost", "per": "quantity"},
]


def test_quantities_of_two_units_are_two_rows(tmp_path: Path) -> None:
    full = exported(
        tmp_path, line("6", "6", quantity="3", unit="Hours"),
        line("1", "1", quantity="50", unit="GB"), line("2", "2", quantity="100", unit="GB"),
    )  # fmt: skip
    answer = ask({"subject": "cost", "measures": PRICED}, full)
    found = {row["consumed_unit"]: (row["quantity"], row["unit_price"]) for row in answer.rows}
    assert {unit: quantity for unit, (quantity, _) in found.items() if unit} == {
        "Hours": 3, "GB": 150,
    }  # fmt: skip
    assert float(str(found["GB"][1])) == pytest.approx(0.02)


def test_the_price_of_one_unit_keeps_the_digits_that_count(tmp_path: Path) -> None:
    full = exported(tmp_path, line("1", "1", quantity="47", unit="GB-Months"))
    query = {"subject": "cost", "measures": PRICED,
             "where": [{"field": "consumed_unit", "op": "eq", "value": "gb-months"}]}  # fmt: skip
    answer = ask(query, full)
    assert answer.headline.startswith("$0.02128 per GB-Months: $1.00 for 47 GB-Months")


def test_vcpu_hours_are_hours_times_cores_and_unknown_without_them(tmp_path: Path) -> None:
    full = exported(
        tmp_path,
        line("6", "6", quantity="24", unit="Hours", details='{"CoreCount": "4"}'),
        line("1", "1", quantity="24", unit="Hours"),
        line("2", "2", quantity="10", unit="vCPU-Hours"),
    )
    measures = [COST, {"name": "vcpu_hours", "agg": "sum", "field": "vcpu_hours"}]
    where = [{"field": "vcpu_hours", "op": "exists"}]
    answer = ask({"subject": "cost", "measures": measures, "where": where}, full)
    assert answer.rows == ({"cost": Decimal(8), "vcpu_hours": Decimal(106)},)


# -- patterns --------------------------------------------------------------------------------------


def test_what_does_not_match_keeps_what_has_no_name(tmp_path: Path) -> None:
    full = store(tmp_path, of("Amazon S3", "1"), of("Azure SQL", "2"), of("", "4"))
    where = [{"field": "service_name", "op": "not_matches", "value": "amazon*"},
             {"field": "service_name", "op": "ne", "value": "EC2"}]  # fmt: skip
    answer = ask({"subject": "cost", "where": where}, full)
    assert column(answer, "cost") == [6]
    assert "service name does not start with amazon" in answer.understood

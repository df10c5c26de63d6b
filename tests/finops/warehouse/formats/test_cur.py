"""CUR 2.0 lines become the FOCUS rows that AWS's user guide says they are."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from .taking import taken, told, write

BASE = {
    "bill_payer_account_id": "111111111111",
    "bill_billing_period_start_date": "2026-10-01T00:00:00.000Z",
    "bill_billing_period_end_date": "2026-11-01T00:00:00.000Z",
    "line_item_usage_start_date": "2026-10-05T00:00:00.000Z",
    "line_item_usage_end_date": "2026-10-06T00:00:00.000Z",
    "line_item_usage_account_id": "222222222222",
    "line_item_currency_code": "USD",
    "line_item_product_code": "AmazonEC2",
    "line_item_legal_entity": "Amazon Web Services, Inc.",
}
SP, RI = "arn:aws:savingsplans::1:savingsplan/a", "arn:aws:ec2:us-east-1:1:reserved-instances/b"
AMOUNTS = ("charge_category", "billed_cost", "effective_cost")


def line(kind: str, unblended: str, **more: str) -> dict[str, str]:
    cells = {"line_item_line_item_type": kind, "line_item_unblended_cost": unblended}
    return {**cells, "line_item_line_item_description": kind, **more}


def test_plain_lines_cost_what_they_are_billed(tmp_path: Path) -> None:
    lines = [line("Usage", "2.5"), line("Tax", "0.4"), line("Credit", "-1"), line("Refund", "-0.5")]
    rows, manifest = taken(tmp_path, write(tmp_path / "cur.csv", lines, BASE))
    assert [told(row, *AMOUNTS, "charge_class") for row in rows] == [
        ("Credit", "-1", "-1", None),
        ("Adjustment", "-0.5", "-0.5", "Correction"),
        ("Tax", "0.4", "0.4", None),
        ("Usage", "2.5", "2.5", None),
    ]
    assert manifest.gaps == ()


def test_usage_that_a_savings_plan_covers_is_billed_by_the_plan(tmp_path: Path) -> None:
    plan = {"savings_plan_savings_plan_a_r_n": SP}
    lines = [
        line(
            "SavingsPlanCoveredUsage", "10",
            savings_plan_savings_plan_effective_cost="6.6",
            pricing_public_on_demand_cost="10", **plan,
        ),
        line("SavingsPlanNegation", "-10", **plan),
    ]  # fmt: skip
    rows, manifest = taken(tmp_path, write(tmp_path / "cur.csv", lines, BASE))
    names = ("list_cost", "contracted_cost", "pricing_category", "commitment_discount_status")
    assert [told(row, *AMOUNTS, *names) for row in rows] == [
        ("Usage", "0", "6.6", "10", "10", "Committed", "Used")
    ]
    assert told(rows[0], "commitment_discount_id", "commitment_discount_type") == (
        SP, "Savings Plan",
    )  # fmt: skip
    assert manifest.gaps == (), "what negation takes back is no difference"


def test_a_plans_fee_is_a_purchase_and_what_nothing_used_is_unused(tmp_path: Path) -> None:
    lines = [
        line(
            "SavingsPlanRecurringFee", "24",
            savings_plan_savings_plan_a_r_n=SP,
            savings_plan_total_commitment_to_date="24", savings_plan_used_commitment="20",
        ),
        line("SavingsPlanUpfrontFee", "100", savings_plan_savings_plan_a_r_n=SP),
    ]  # fmt: skip
    rows, manifest = taken(tmp_path, write(tmp_path / "cur.csv", lines, BASE))
    names = ("charge_frequency", "commitment_discount_status")
    assert [told(row, *AMOUNTS, *names) for row in rows] == [
        ("Purchase", "24", "0", "Recurring", None),
        ("Usage", "0", "4", "Usage-Based", "Unused"),
        ("Purchase", "100", "0", "One-Time", None),
    ]
    assert manifest.gaps == ()


def test_a_reservations_fees_usage_and_unused_hours(tmp_path: Path) -> None:
    arn = {"reservation_reservation_a_r_n": RI}
    lines = [
        line("DiscountedUsage", "0", reservation_effective_cost="1.5", **arn),
        line("Fee", "500", **arn),
        line(
            "RIFee", "30",
            reservation_unused_amortized_upfront_fee_for_billing_period="2",
            reservation_unused_recurring_fee="3", **arn,
        ),
        line("Fee", "9", line_item_line_item_description="other fee"),
    ]  # fmt: skip
    rows, _ = taken(tmp_path, write(tmp_path / "cur.csv", lines, BASE))
    assert [told(row, *AMOUNTS, "commitment_discount_status") for row in rows] == [
        ("Usage", "0", "1.5", "Used"),
        ("Purchase", "500", "0", None),
        ("Purchase", "30", "0", None),
        ("Usage", "0", "5", "Unused"),
        ("Purchase", "9", "9", None),
    ]
    assert rows[0]["contracted_cost"] is None, "the price without the reservation is not told"


def test_parquet_with_maps_gives_services_and_tags_by_peoples_keys(tmp_path: Path) -> None:
    text = pa.map_(pa.string(), pa.string())
    cells = {**BASE, **line("Usage", "1"), "line_item_resource_id": "i-0a"}
    columns: dict[str, pa.Array[Any]] = {name: pa.array([v]) for name, v in cells.items()}
    columns["line_item_unblended_cost"] = pa.array([1.25])
    columns["product"] = pa.array([[("product_name", "Amazon Elastic Compute Cloud")]], text)
    tags = [("user_cost_center", "42"), ("aws_created_by", "me")]
    columns["resource_tags"] = pa.array([tags], text)
    parquet.write_table(pa.table(columns), tmp_path / "cur.parquet")
    [row], _ = taken(tmp_path, str(tmp_path / "cur.parquet"))
    assert row["billed_cost"] == Decimal("1.25")
    assert row["service_name"] == "Amazon Elastic Compute Cloud"
    assert row["tags"] == {"cost_center": "42", "aws_created_by": "me"}
    assert row["cloud"], row["resource_key"] == ("aws", "i-0a")


def test_the_legacy_reports_names_are_read_too(tmp_path: Path) -> None:
    row = {
        "lineItem/LineItemType": "Usage", "lineItem/UnblendedCost": "3",
        "lineItem/UsageStartDate": "2026-10-05T00:00:00Z", "lineItem/ProductCode": "AmazonS3",
        "resourceTags/user:Team": "web", "resourceTags/user:env": "",
    }  # fmt: skip
    [row_], _ = taken(tmp_path, write(tmp_path / "cur.csv", [row], {}))
    assert told(row_, "billed_cost", "service_name", "tags") == ("3", "AmazonS3", {"Team": "web"})


def test_a_public_cost_of_nothing_for_what_cost_something_is_unknown(tmp_path: Path) -> None:
    lines = [line("Usage", "5", pricing_public_on_demand_cost="0")]
    [row], _ = taken(tmp_path, write(tmp_path / "cur.csv", lines, BASE))
    assert row["list_cost"] is None


def test_an_effective_cost_that_the_report_does_not_tell_is_a_gap(tmp_path: Path) -> None:
    _, manifest = taken(tmp_path, write(tmp_path / "cur.csv", [line("DiscountedUsage", "0")], BASE))
    assert [gap.why for gap in manifest.gaps] == [
        "1 charge has no effective cost: sums of it leave them out"
    ]

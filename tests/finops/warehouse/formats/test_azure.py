"""Azure's actual and amortised exports become FOCUS as Microsoft's own mapping says."""

from pathlib import Path

import pytest

from .taking import NOW, store, taken, told, write

EA = {
    "BillingAccountId": "8611537", "BillingAccountName": "Contoso", "BillingCurrencyCode": "USD",
    "BillingPeriodStartDate": "10/01/2026", "BillingPeriodEndDate": "10/31/2026",
    "Date": "10/05/2026", "SubscriptionId": "AAAA-1", "SubscriptionName": "prod",
    "MeterCategory": "Virtual Machines", "MeterName": "D2s", "UnitOfMeasure": "100 Hours",
    "Frequency": "UsageBased", "PublisherName": "Microsoft", "ResourceLocation": "East US",
}  # fmt: skip
ORDER = "/providers/Microsoft.Capacity/reservationOrders/X"
AMOUNTS = ("charge_category", "billed_cost", "effective_cost")


def charge(kind: str, model: str, cost: str, **more: str) -> dict[str, str]:
    named = {"ChargeType": kind, "PricingModel": model, "CostInBillingCurrency": cost}
    return {**named, "ProductName": f"{kind} {model}", **more}


ON_DEMAND = charge("Usage", "OnDemand", "7", Quantity="200", UnitPrice="3.5", PayGPrice="4")
ACTUAL = [
    ON_DEMAND,
    charge("Usage", "Reservation", "0", BenefitId=ORDER, UnitPrice="0", Quantity="100"),
    charge("Purchase", "Reservation", "90", BenefitId=ORDER, Frequency="Recurring"),
    charge("Purchase", "OnDemand", "12", Frequency="OneTime"),
]
AMORTISED = [
    ON_DEMAND,
    charge("Usage", "Reservation", "60", BenefitId=ORDER, UnitPrice="0", Quantity="100"),
    charge("UnusedReservation", "Reservation", "30", BenefitId=ORDER),
    charge("Purchase", "OnDemand", "12", Frequency="OneTime"),
]


@pytest.fixture
def actual(tmp_path: Path) -> str:
    return write(tmp_path / "actual.csv", ACTUAL, EA)


@pytest.fixture
def amortised(tmp_path: Path) -> str:
    return write(tmp_path / "other.csv", AMORTISED, EA)


def test_both_together_bill_by_the_actual_and_cost_by_the_amortised(
    tmp_path: Path, actual: str, amortised: str
) -> None:
    rows, manifest = taken(tmp_path, actual, amortised)
    status = "commitment_discount_status"
    assert [(row["charge_description"], *told(row, *AMOUNTS, status)) for row in rows] == [
        ("Purchase OnDemand", "Purchase", "12", "12", None),
        ("Purchase Reservation", "Purchase", "90", "0", None),
        ("UnusedReservation Reservation", "Usage", "0", "30", "Unused"),
        ("Usage OnDemand", "Usage", "7", "7", None),
        ("Usage Reservation", "Usage", "0", "60", "Used"),
    ]
    assert [gap.matters for gap in manifest.gaps] == [False], "it is said, and the answer is whole"
    [total] = manifest.totals
    assert total.kept_billed == total.kept_effective == 109


def test_the_actual_alone_does_not_know_what_covered_usage_cost(
    tmp_path: Path, actual: str
) -> None:
    rows, manifest = taken(tmp_path, actual)
    covered = next(row for row in rows if row["commitment_discount_status"] == "Used")
    assert told(covered, "billed_cost", "effective_cost") == ("0", None)
    assert "effective cost of 1 rows" in manifest.gaps[0].why


def test_the_amortised_alone_does_not_know_what_commitments_were_billed(
    tmp_path: Path, amortised: str
) -> None:
    rows, manifest = taken(tmp_path, amortised)
    assert sum(row["effective_cost"] for row in rows) == 109  # type: ignore[misc]
    assert "lacks what reservations" in manifest.gaps[0].why


def test_when_one_of_the_two_goes_the_other_counts_in_full(
    tmp_path: Path, actual: str, amortised: str
) -> None:
    taken(tmp_path, actual, amortised)
    synced = store(tmp_path, actual).sync(NOW)
    assert [total.kept_rows for total in synced.totals] == [len(ACTUAL)]


def test_units_days_and_zeros_are_read_as_they_are_meant(tmp_path: Path, actual: str) -> None:
    rows, _ = taken(tmp_path, actual)
    by_name = {row["charge_description"]: row for row in rows}
    plain = by_name["Usage OnDemand"]
    assert told(plain, "pricing_quantity", "pricing_unit", "consumed_quantity") == (
        "2", "Hours", "200",
    )  # fmt: skip
    assert told(plain, "contracted_cost", "list_unit_price", "sub_account_id") == (
        "7", "4", "aaaa-1",
    )  # fmt: skip
    assert str(plain["charge_period_start"]) == "2026-10-05 00:00:00"
    assert str(plain["billing_period_end"]) == "2026-11-01 00:00:00"
    assert plain["region_id"] == "eastus"
    assert plain["cloud"] == "azure"
    covered = by_name["Usage Reservation"]
    assert covered["contracted_cost"] is None, "0 says that no price is given"
    assert covered["commitment_discount_id"] == ORDER.lower()


def test_mca_names_are_read(tmp_path: Path) -> None:
    mca = {
        "billingProfileId": "/p/1", "billingCurrency": "EUR", "date": "10/05/2026",
        "SubscriptionId": "b", "meterCategory": "Storage", "chargeType": "Usage",
        "costInBillingCurrency": "1.5", "paygCostInBillingCurrency": "2", "quantity": "3",
        "unitOfMeasure": "10K", "pricingModel": "OnDemand", "tags": '"team": "web"',
    }  # fmt: skip
    [row], _ = taken(tmp_path, write(tmp_path / "mca.csv", [mca], {}))
    assert told(row, "billed_cost", "effective_cost", "list_cost", "billing_currency") == (
        "1.5", "1.5", "2", "EUR",
    )  # fmt: skip
    assert told(row, "pricing_quantity", "tags") == ("0.0003", {"team": "web"})


def test_parts_of_a_run_are_one_export_even_where_a_part_has_no_commitment(tmp_path: Path) -> None:
    for name, charges in (("a", ACTUAL), ("m", AMORTISED)):
        write(tmp_path / name / "part_0_0001.csv", charges[1:], EA)
        write(tmp_path / name / "part_1_0001.csv", charges[:1], EA)
    rows, _ = taken(tmp_path, str(tmp_path / "a"), str(tmp_path / "m"))
    assert sum(row["billed_cost"] for row in rows) == 109  # type: ignore[misc]
    assert sum(row["effective_cost"] for row in rows) == 109  # type: ignore[misc]

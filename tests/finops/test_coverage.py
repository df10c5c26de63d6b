"""Coverage, utilisation and savings of charges, beside sums made by hand from the same lines."""

from pathlib import Path
from typing import Any

import pytest

from finops.answer import Answer
from finops.reply import reply
from finops.warehouse import Warehouse
from intents.query import parse
from providers.context import Allowed, Context, Limits
from providers.model import Row

from .estate import NOW, Cloud

COLUMNS = (
    "ProviderName,ChargePeriodStart,ServiceName,ChargeDescription,PricingUnit,PricingCategory,"
    "ListCost,EffectiveCost,BilledCost,CommitmentDiscountId,CommitmentDiscountStatus,"
    "CommitmentDiscountCategory,CommitmentDiscountType,ChargeCategory,ChargeClass,BillingCurrency,"
    "SubAccountId,SubAccountName"
)
EC2, RDS = "Amazon Elastic Compute Cloud", "Amazon Relational Database Service"
SP, RI = "arn:aws:savingsplans::1:savingsplan/sp-1", "arn:aws:rds:us-east-1:1:ri:ri-1"


def line(
    service: str,
    what: str,
    unit: str,
    costs: str,
    commitment: str = "",
    status: str = "",
    *,
    pricing: str = "Standard",
    category: str = "Usage",
    klass: str = "",
    currency: str = "USD",
    account: str = "prod",
) -> str:
    list_cost, paid = costs.split("/")
    kind = {SP: "Spend,Savings Plan", RI: "Usage,Reserved"}.get(commitment, ",")
    return (
        f"AWS,2026-10-05,{service},{what},{unit},{pricing},{list_cost},{paid},{paid},{commitment},"
        f"{status},{kind},{category},{klass},{currency},1,{account}"
    )


# Of EC2: 100 covered by the plan, 300 open; of RDS: 80 reserved, 20 open. The rest is not eligible.
LINES = (
    line(EC2, "m5 instance hour", "Hours", "100/70", SP, "Used", pricing="Committed"),
    line(EC2, "unused part", "Hours", "0/30", SP, "Unused", pricing="Committed"),
    line(EC2, "m5 instance hour", "Hours", "300/300"),
    line(EC2, "m5 spot", "Hours", "50/20", pricing="Dynamic"),
    line(EC2, "gp3 storage", "GB-Months", "40/40"),
    line(EC2, "NAT Gateway hour", "Hours", "7/7"),
    line(RDS, "db.r5 instance hour", "Hours", "80/50", RI, "Used", pricing="Committed"),
    line(RDS, "unused part", "Hours", "/25", RI, "Unused", pricing="Committed"),
    line(RDS, "db.r5 instance hour", "Hours", "20/20", account="dev"),
    line(EC2, "plan", "Units", "999/0", SP, category="Purchase"),
    line("Tax", "tax", "Units", "9/9", category="Tax"),
    line(EC2, "m5 instance hour", "Hours", "-500/-500", klass="Correction"),
)


def store(folder: Path, *lines: str) -> Warehouse:
    file = folder / "charges.csv"
    file.write_text("\n".join((COLUMNS, *(lines or LINES))) + "\n", "utf-8")
    return Warehouse(folder / "warehouse", [str(file)], NOW)


def ask(warehouse: Warehouse, *clouds: Cloud, limits: Limits = None, **query: object) -> Answer:
    asked = {"subject": "cost", "analysis": "coverage", "period": "2026-10", **query}
    return reply(parse(asked), clouds, warehouse, Context(now=NOW, limits=limits))


def test_coverage_is_the_covered_share_of_what_can_be_covered(tmp_path: Path) -> None:
    (row,) = ask(store(tmp_path), select=["coverage"]).rows
    assert row == {"coverage": 36, "covered_list_cost": 180, "eligible_list_cost": 500}


def test_each_kind_of_commitment_is_beside_what_that_kind_could_cover(tmp_path: Path) -> None:
    def by(category: str) -> tuple[object, ...]:
        only = [{"field": "commitment_discount_category", "op": "eq", "value": category}]
        (row,) = ask(store(tmp_path), select=["coverage"], where=only).rows
        return row["covered_list_cost"], row["eligible_list_cost"]

    # Reservations and savings plans are both sold for EC2 and RDS; each covers its own.
    assert by("Spend") == (100, 420)
    assert by("Usage") == (80, 400)


def test_utilisation_and_what_was_not_used_by_effective_cost(tmp_path: Path) -> None:
    answer = ask(store(tmp_path), select=["utilisation"], group_by=["commitment_discount_type"])
    rows = {row["commitment_discount_type"]: row for row in answer.rows}
    assert rows["Savings Plan"]["utilisation"] == 70
    assert rows["Savings Plan"]["unused_cost"] == 30
    assert round(float(str(rows["Reserved"]["utilisation"])), 6) == round(50 / 75 * 100, 6)
    assert answer.totals["committed_cost"] == 175
    assert answer.totals["unused_cost"] == 55


def test_the_savings_rate_counts_unused_commitments_and_no_purchase(tmp_path: Path) -> None:
    (row,) = ask(store(tmp_path), select=["savings_rate"]).rows
    listed, paid = 100 + 300 + 50 + 40 + 7 + 80 + 20, 70 + 30 + 300 + 20 + 40 + 7 + 50 + 25 + 20
    assert row["usage_list_cost"] == listed
    assert row["usage_effective_cost"] == paid
    assert round(float(str(row["savings_rate"])), 9) == round((listed - paid) / listed * 100, 9)


def test_groups_add_up_to_the_whole(tmp_path: Path) -> None:
    answer = ask(store(tmp_path), group_by=["service_name"])
    for name in ("covered_list_cost", "eligible_list_cost", "unused_cost", "committed_cost"):
        assert sum(float(str(row[name])) for row in answer.rows) == float(str(answer.totals[name]))


def test_a_commitments_coverage_is_of_all_that_is_eligible(tmp_path: Path) -> None:
    answer = ask(store(tmp_path), select=["coverage"], group_by=["commitment_discount_id"])
    found = {row["commitment_discount_id"]: row["coverage"] for row in answer.rows}
    assert found == {SP: 20, RI: 16}
    assert answer.totals["coverage"] == 36


def test_a_bound_keeps_the_groups_within_it(tmp_path: Path) -> None:
    below = [{"field": "coverage", "op": "lt", "value": 50}]
    answer = ask(store(tmp_path), select=["coverage"], group_by=["service_name"], having=below)
    assert [row["service_name"] for row in answer.rows] == [EC2]


def test_covered_usage_without_a_list_cost_leaves_coverage_unknown(tmp_path: Path) -> None:
    lines = (
        line(EC2, "m5", "Hours", "0/70", SP, "Used", pricing="Committed"),
        line(EC2, "m5", "Hours", "300/300"),
    )
    answer = ask(store(tmp_path, *lines), select=["coverage"])
    assert answer.rows[0]["coverage"] is None
    assert any("$70.00 has no list cost" in sentence for sentence in answer.insights)
    assert "unknown" in answer.headline


def test_currencies_stay_apart(tmp_path: Path) -> None:
    lines = (*LINES, line(EC2, "m5 hour", "Hours", "50/50", currency="EUR"))
    answer = ask(store(tmp_path, *lines), select=["coverage"])
    assert {row["billing_currency"]: row["coverage"] for row in answer.rows} == {
        "USD": 36,
        "EUR": 0,
    }
    assert answer.totals == {}


def held(identity: str, **facts: Any) -> Row:
    row: dict[str, Any] = {
        "id": identity,
        "cloud": "aws",
        "account": "prod",
        "account_id": "1",
        "name": "one",
        "kind": "reservation",
        "state": "active",
        "currency": "USD",
    }
    return {**row, **facts}


def commitments(*rows: Row) -> Cloud:
    return Cloud(rows=rows, subjects=frozenset({"commitment"}))


def listed(warehouse: Warehouse, cloud: Cloud, limits: Limits = None, **query: object) -> Answer:
    asked = {"subject": "commitment", "period": "2026-10", **query}
    return reply(parse(asked), (cloud,), warehouse, Context(now=NOW, limits=limits))


def test_an_inventory_meets_its_charges_by_the_end_of_the_id(tmp_path: Path) -> None:
    answer = listed(store(tmp_path), commitments(held("RI-1"), held(SP, kind="savings plan")))
    unused = {row["kind"]: row["unused_cost"] for row in answer.rows}
    assert unused == {"reservation": 25, "savings plan": 30}
    assert answer.totals["unused_cost"] == 55


def test_a_commitment_without_charges_has_unknown_figures(tmp_path: Path) -> None:
    rows = (held(RI), held(SP), held("another"))
    answer = listed(store(tmp_path), commitments(*rows), order_by=["id"])
    assert [row["utilisation"] for row in answer.rows].count(None) == 1


def test_a_commitment_that_is_paid_for_and_not_listed_is_a_gap(tmp_path: Path) -> None:
    answer = listed(store(tmp_path), commitments(held(RI)))
    assert any("1 commitment is in the charges" in gap.why for gap in answer.gaps)
    assert answer.outcome == "partial"


@pytest.mark.parametrize("select", [("name", "utilisation", "unused_cost")])
def test_who_sees_a_part_of_the_bill_is_shown_no_use(tmp_path: Path, select: tuple[str]) -> None:
    limits: Limits = ((Allowed(accounts=("1",)),),)
    answer = listed(store(tmp_path), commitments(held(RI)), limits, select=list(select))
    assert answer.rows[0]["utilisation"] is None
    assert any("accounts that you may not see" in gap.why for gap in answer.gaps)

"""Budgets and commitments of the estate, over HTTP through the real SDKs, against its truth.

What is expected is added up from `truth.json` in Python: which usage could be covered is written
down here again, by hand, from the estate's own meters.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from finops.answer import Answer

Ask = Callable[[str], Answer]

Line = Mapping[str, Any]
EFFECTIVE, LISTED = 4, 5
OCTOBER = (date(2026, 10, 1), date(2026, 11, 1))
MOST = 0.8
RESERVABLE = {
    "Amazon Elastic Compute Cloud", "Virtual Machines", "Azure SQL Database",
    "Amazon Relational Database Service",
}  # fmt: skip


def cents(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def summed(
    truth: Mapping[str, Any],
    where: Callable[[Line], bool],
    column: int = EFFECTIVE,
    span: tuple[date, date] = OCTOBER,
) -> Decimal:
    """An amount of the charges within a span of days."""
    total = Decimal(0)
    for line in filter(where, truth["charges"]):
        for run in line["runs"]:
            first, many = date.fromisoformat(run[0]), run[1]
            days = (first + timedelta(days=n) for n in range(many))
            total += Decimal(run[column]) * sum(span[0] <= day < span[1] for day in days)
    return total


def used(line: Line) -> bool:
    """Of either commitment; purchases have no status."""
    return line["commitment"] is not None and line["commitment_status"] == "Used"


def unused(line: Line) -> bool:
    return line["commitment"] is not None and line["commitment_status"] == "Unused"


def open_to_reservations(line: Line) -> bool:
    return (
        line["charge_category"] == "Usage"
        and line["charge_class"] is None
        and line["commitment"] is None
        and line["pricing_category"] != "Dynamic"
        and line["unit"] == "Hours"
        and line["service"] in RESERVABLE
    )


def test_the_clouds_budgets_are_read_as_the_truth_has_them(
    asked: Ask, truth: Mapping[str, Any]
) -> None:
    rows = {row["name"]: row for row in asked("budget status").rows}
    for known in truth["budgets"]:
        row = rows[known["name"]]
        assert cents(row["amount"]) == Decimal(known["amount"])
        assert cents(row["spent"]) == Decimal(known["spent"])
        ahead = known["forecast"]
        assert (
            (row["forecast"] is None) if ahead is None else cents(row["forecast"]) == Decimal(ahead)
        )


def test_what_was_planted_stands_as_it_was_planted(asked: Ask) -> None:
    stands = {row["name"]: row["status"] for row in asked("budget status").rows}
    assert stands["shop-prod monthly"] == "over"
    assert stands["data-platform monthly"] == "will be over"
    assert stands["shop-staging monthly"] == "on track"
    assert stands["retail-prod quarterly"] == "on track"
    assert stands["retail-dev last year"] == "ended"
    assert stands["mars rover"] == "unknown"


def test_a_denied_subscription_and_budgets_of_hours_are_said(asked: Ask) -> None:
    gaps = asked("budget status").gaps
    assert any("Microsoft.Consumption/budgets/read" in gap.why for gap in gaps)
    assert any("not of cost: 1 of its budgets" in gap.why for gap in gaps)


def test_our_own_budget_counts_the_charges_of_its_team(
    asked: Ask, truth: Mapping[str, Any]
) -> None:
    def of_platform(line: Line) -> bool:
        tags = {key.lower(): value.lower() for key, value in line["tags"].items()}
        return tags.get("team") == "platform"

    month = (date(2026, 11, 1), date(2026, 11, 18))
    (row,) = [row for row in asked("budget status").rows if row["name"] == "platform"]
    assert cents(row["spent"]) == cents(summed(truth, of_platform, span=month))
    days = asked("burn-down of the platform budget")
    assert cents(days.rows[16]["spent"]) == cents(row["spent"])
    assert cents(days.rows[-1]["forecast"]) == cents(row["forecast"])


def test_are_we_over_budget_names_those_that_are(asked: Ask) -> None:
    assert [row["name"] for row in asked("are we over budget").rows] == ["shop-prod monthly"]


def test_commitments_are_those_that_were_bought(asked: Ask, truth: Mapping[str, Any]) -> None:
    rows = {row["name"]: row for row in asked("list all commitments").rows}
    assert set(rows) == {known["name"] for known in truth["commitments"]}
    for known in truth["commitments"]:
        row = rows[known["name"]]
        assert (row["kind"], row["state"]) == (known["kind"], known["state"])
        assert row["end"] == known["end"]


def test_those_that_end_within_90_days(asked: Ask, truth: Mapping[str, Any]) -> None:
    first, last = date(2026, 11, 18), date(2027, 2, 16)
    ending = {
        one["name"]
        for one in truth["commitments"]
        if one["state"] == "active" and first <= date.fromisoformat(one["end"]) <= last
    }
    answer = asked("which commitments expire in the next 90 days")
    assert {row["name"] for row in answer.rows} == ending > {"prod-compute-plan"}


def test_those_that_are_under_used(asked: Ask, truth: Mapping[str, Any]) -> None:
    planted = {one["name"] for one in truth["commitments"] if float(one.get("used", 1)) < MOST}
    answer = asked("under-used commitments last month")
    used = {row["name"]: row["utilisation"] for row in answer.rows}
    assert used.keys() == planted | {"d8s-v5-reservation"}
    assert round(float(str(used["d8s-v5-reservation"])), 6) == round(200 / 3, 6)


def test_what_was_wasted_last_month(asked: Ask, truth: Mapping[str, Any]) -> None:
    (row,) = asked("how much commitment did we waste last month").rows
    assert cents(row["unused_cost"]) == cents(summed(truth, unused))
    assert cents(row["used_cost"]) == cents(summed(truth, used))


def test_coverage_by_reservations(asked: Ask, truth: Mapping[str, Any]) -> None:
    (row,) = asked("RI coverage last month").rows
    covered = summed(
        truth, lambda line: used(line) and line["commitment"] == "d8s-v5-reservation", LISTED
    )
    eligible = covered + summed(truth, open_to_reservations, LISTED)
    assert cents(row["covered_list_cost"]) == cents(covered)
    assert cents(row["eligible_list_cost"]) == cents(eligible)
    assert round(float(str(row["coverage"])), 6) == round(float(covered / eligible * 100), 6)


def test_utilisation_by_month_is_that_of_the_charges(asked: Ask, truth: Mapping[str, Any]) -> None:
    answer = asked("savings plan utilisation by month")
    (october,) = [row for row in answer.rows if row["month"] == "2026-10-01"]
    plans = {one["name"] for one in truth["commitments"] if one["kind"] == "savings plan"}
    took = summed(truth, lambda line: used(line) and line["commitment"] in plans)
    lost = summed(truth, lambda line: unused(line) and line["commitment"] in plans)
    assert cents(october["used_cost"]) == cents(took)
    assert cents(october["unused_cost"]) == cents(lost)
    assert round(float(str(october["utilisation"])), 6) == round(
        float(took / (took + lost) * 100), 6
    )

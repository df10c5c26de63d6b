"""The same charges in two kinds of export are counted once, and come back when one goes."""

from decimal import Decimal
from pathlib import Path

from .formats.taking import NOW, store, taken, write

FOCUS = {
    "ProviderName": "AWS", "ChargePeriodStart": "2026-10-05T00:00:00Z", "BilledCost": "2",
    "EffectiveCost": "2", "BillingCurrency": "USD", "SubAccountId": "1",
}  # fmt: skip
LATER = {**FOCUS, "InvoiceId": "9", "PricingCurrency": "USD"}
CUR = {
    "line_item_line_item_type": "Usage", "line_item_unblended_cost": "2",
    "line_item_usage_start_date": "2026-10-05T00:00:00Z", "line_item_usage_account_id": "1",
    "line_item_currency_code": "USD",
}  # fmt: skip


def billed(rows: list[dict[str, object]]) -> Decimal:
    return sum((Decimal(str(row["billed_cost"])) for row in rows), Decimal(0))


def test_cur_beside_focus_counts_for_the_months_and_accounts_that_focus_lacks(
    tmp_path: Path,
) -> None:
    focus = write(tmp_path / "focus.csv", [{}], FOCUS)
    other = {"line_item_usage_start_date": "2026-09-05T00:00:00Z", "line_item_unblended_cost": "7"}
    lines = [{}, other, {"line_item_usage_account_id": "2", "line_item_unblended_cost": "5"}]
    cur = write(tmp_path / "cur.csv", lines, CUR)
    rows, manifest = taken(tmp_path, focus, cur)
    assert billed(rows) == 2 + 7 + 5
    [gap] = manifest.gaps
    assert "1 rows of AWS CUR 2.0" in gap.why
    assert not gap.matters
    synced = store(tmp_path, cur).sync(NOW)
    assert sum(total.kept_billed for total in synced.totals) == 2 + 7 + 5, "all of the report"


def test_two_versions_of_focus_that_bill_the_same_are_one(tmp_path: Path) -> None:
    old = write(tmp_path / "1.0.csv", [{"BilledCost": "1"}, {"BilledCost": "1.001"}], FOCUS)
    new = write(tmp_path / "1.2.csv", [{}], LATER)
    rows, _ = taken(tmp_path, old, new)
    assert billed(rows) == 2


def test_two_versions_of_focus_that_bill_otherwise_both_count_and_it_is_said(
    tmp_path: Path,
) -> None:
    old = write(tmp_path / "1.0.csv", [{"BilledCost": "9"}], FOCUS)
    new = write(tmp_path / "1.2.csv", [{}], LATER)
    rows, manifest = taken(tmp_path, old, new)
    assert billed(rows) == 11
    assert [gap.matters for gap in manifest.gaps] == [True]
    assert "both are counted" in manifest.gaps[0].why


def test_equal_numbers_in_two_currencies_are_not_the_same_charges(tmp_path: Path) -> None:
    old = write(tmp_path / "1.0.csv", [{"BillingCurrency": "EUR"}], FOCUS)
    new = write(tmp_path / "1.2.csv", [{}], LATER)
    rows, manifest = taken(tmp_path, old, new)
    assert sorted(str(row["billing_currency"]) for row in rows) == ["EUR", "USD"]
    assert "both are counted" in manifest.gaps[0].why


def test_each_currency_is_compared_with_its_own(tmp_path: Path) -> None:
    euro = {"BillingCurrency": "EUR", "BilledCost": "5"}
    old = write(tmp_path / "1.0.csv", [euro, {}], FOCUS)
    new = write(tmp_path / "1.2.csv", [{}, euro], LATER)
    rows, _ = taken(tmp_path, old, new)
    assert len(rows) == 2
    crossed = [{"BilledCost": "5"}, {"BillingCurrency": "EUR"}]
    crossed_file = write(tmp_path / "crossed.csv", crossed, LATER)
    rows, _ = taken(tmp_path / "again", old, crossed_file)
    assert len(rows) == 4


def test_a_month_of_an_old_version_and_a_month_of_a_new_one_add_up(tmp_path: Path) -> None:
    earlier = {"ChargePeriodStart": "2026-09-05T00:00:00Z"}
    old = write(tmp_path / "1.0.csv", [earlier], FOCUS)
    new = write(tmp_path / "1.2.csv", [{}], LATER)
    rows, manifest = taken(tmp_path, old, new)
    assert billed(rows) == 4
    assert manifest.gaps == ()


def test_a_file_that_is_no_cost_export_is_a_gap(tmp_path: Path) -> None:
    focus = write(tmp_path / "focus.csv", [{}], FOCUS)
    people = write(tmp_path / "people.csv", [{"name": "A", "phone": "1"}], {})
    undated = write(tmp_path / "undated.csv", [{"BilledCost": "1", "ServiceName": "x"}], {})
    rows, manifest = taken(tmp_path, focus, people, undated)
    assert billed(rows) == 2
    assert "no cost export that is known" in manifest.gaps[0].why
    assert "no ChargePeriodStart" in manifest.gaps[1].why

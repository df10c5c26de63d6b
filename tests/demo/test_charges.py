"""The exports: FOCUS 1.2 as each cloud writes it, and the same money as in the truth."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from demo.run import Running

SHARED = Path(__file__).parents[3] / "shared" / "data" / "focus_columns.tsv"
BASES = ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")
Sums = dict[tuple[object, ...], list[Decimal]]


@pytest.fixture(scope="module")
def rows(served: Running) -> list[dict[str, Any]]:
    columns = [
        *BASES, "SubAccountName", "ServiceName", "ResourceId", "ChargePeriodStart",
        "ChargeCategory", "ChargeClass", "CommitmentDiscountStatus", "Tags", "SkuId",
        "ListUnitPrice", "RegionId",
    ]  # fmt: skip
    tables = [pq.read_table(path, columns=columns) for path in _files(served)]
    return [row for table in tables for row in table.to_pylist()]


def _files(served: Running) -> list[Path]:
    charges: Any = served.settings["charges"]
    return [path for each in charges for path in sorted(Path(each["path"]).glob("*.parquet"))]


def _true_rows(truth: dict[str, Any]) -> Iterator[tuple[dict[str, Any], date, list[Decimal]]]:
    for line in truth["charges"]:
        for first, days, _, *amounts in line["runs"]:
            for n in range(days):
                day = date.fromisoformat(first) + timedelta(days=n)
                yield line, day, [Decimal(amount) for amount in amounts]


def _month_sums(found: Iterator[tuple[tuple[object, ...], list[Decimal]]]) -> Sums:
    sums: Sums = {}
    for key, amounts in found:
        known = sums.setdefault(key, [Decimal(0)] * 4)
        sums[key] = [a + b for a, b in zip(known, amounts, strict=True)]
    return sums


def test_charges_and_truth_are_the_same_money_to_the_last_digit(
    rows: list[dict[str, Any]], truth: dict[str, Any]
) -> None:
    written = _month_sums(
        (
            (r["SubAccountName"], r["ServiceName"], r["ResourceId"], r["ChargeCategory"],
             f"{r['ChargePeriodStart']:%Y-%m}"),
            [r[basis] for basis in BASES],
        )
        for r in rows
    )  # fmt: skip
    true = _month_sums(
        (
            (line["account"], line["service"], line["resource_id"], line["charge_category"],
             f"{day:%Y-%m}"),
            amounts,
        )
        for line, day, amounts in _true_rows(truth)
    )  # fmt: skip
    assert written == true


def test_there_are_thirteen_months_a_file_a_cloud_a_month(served: Running) -> None:
    files = _files(served)
    assert len(files) == 26
    assert Counter(path.parent.name for path in files) == {"aws": 13, "azure": 13}


def test_days_run_from_the_first_month_until_yesterday(rows: list[dict[str, Any]]) -> None:
    days = {row["ChargePeriodStart"].date() for row in rows}
    assert (min(days), max(days), len(days)) == (date(2025, 11, 1), date(2026, 11, 17), 382)
    assert 100_000 <= len(rows) <= 400_000


def test_every_column_is_one_of_focus_or_an_extension(served: Running) -> None:
    if not SHARED.exists():
        pytest.skip("the list of FOCUS columns is not here")
    known = {line.split("\t")[0] for line in SHARED.read_text(encoding="utf-8").splitlines()}
    for path in _files(served):
        names = set(pq.read_schema(path).names)
        assert {name for name in names if not name.startswith("x_")} <= known


def test_the_clouds_write_tags_and_times_differently(served: Running) -> None:
    aws, azure = (pq.read_schema(_files(served)[n]) for n in (0, -1))
    assert str(aws.field("Tags").type).startswith("map")
    assert str(azure.field("Tags").type) == "string"
    assert (aws.field("ChargePeriodStart").type.tz, azure.field("ChargePeriodStart").type.tz) == (
        "UTC",
        None,
    )


def test_aws_names_instances_by_bare_id_by_arn_and_by_both(rows: list[dict[str, Any]]) -> None:
    bare = {r["ResourceId"] for r in rows if str(r["ResourceId"]).startswith("i-")}
    arns = {
        r["ResourceId"].rpartition("/")[2] for r in rows if ":instance/" in str(r["ResourceId"])
    }
    assert bare - arns
    assert arns - bare
    assert bare & arns


def test_azure_ids_are_in_lower_case_while_the_inventory_mixes(
    rows: list[dict[str, Any]], truth: dict[str, Any]
) -> None:
    ids = {r["ResourceId"] for r in rows if str(r["ResourceId"]).startswith("/subscriptions")}
    assert ids
    assert all(i == i.lower() for i in ids)
    assert {vm["id"] for vm in truth["vms"] if vm["cloud"] == "azure" and vm["costs"]["last_month"]}


def test_every_kind_of_charge_is_there(rows: list[dict[str, Any]]) -> None:
    assert {r["ChargeCategory"] for r in rows} == {"Usage", "Purchase", "Tax", "Credit"}
    assert {r["ChargeClass"] for r in rows} == {None, "Correction"}
    assert {r["CommitmentDiscountStatus"] for r in rows} == {None, "Used", "Unused"}
    assert all(r["BilledCost"] < 0 for r in rows if r["ChargeCategory"] == "Credit")
    assert any(r["ResourceId"] is None for r in rows)


def test_billed_and_effective_differ_by_more_than_one_percent(rows: list[dict[str, Any]]) -> None:
    last = [r for r in rows if f"{r['ChargePeriodStart']:%Y-%m}" == "2026-10"]
    billed, effective = (sum(r[basis] for r in last) for basis in BASES[:2])
    assert abs(billed - effective) / effective > Decimal("0.01")


def test_a_purchase_is_billed_and_not_effective(rows: list[dict[str, Any]]) -> None:
    bought = [
        r for r in rows
        if r["ChargeCategory"] == "Purchase" and r["EffectiveCost"] == 0
    ]  # fmt: skip
    assert bought
    assert all(r["BilledCost"] > 0 for r in bought)


def test_the_anomaly_is_many_times_the_usual(
    rows: list[dict[str, Any]], truth: dict[str, Any]
) -> None:
    planted = truth["events"]["anomaly"]
    daily: dict[str, Decimal] = {}
    for r in rows:
        if (r["SubAccountName"], r["ServiceName"]) == (planted["account"], planted["service"]):
            day = str(r["ChargePeriodStart"].date())
            daily[day] = daily.get(day, Decimal(0)) + r["EffectiveCost"]
    usual = sorted(daily.values())[len(daily) // 2]
    assert {day for day, cost in daily.items() if cost > 5 * usual} == set(planted["days"])


def test_the_price_of_one_size_changes_on_one_day(
    rows: list[dict[str, Any]], truth: dict[str, Any]
) -> None:
    planted = truth["events"]["price_change"]
    prices: dict[bool, set[Decimal]] = {True: set(), False: set()}
    for r in rows:
        if r["SkuId"] == f"SKU-{planted['size']}-linux" and r["RegionId"] == "westeurope":
            prices[str(r["ChargePeriodStart"].date()) >= planted["from"]].add(r["ListUnitPrice"])
    (before,), (after,) = prices[False], prices[True]
    assert after == before * Decimal(planted["factor"])


def test_hostile_tags_reach_both_exports_whole(rows: list[dict[str, Any]]) -> None:
    aws = {value for r in rows if isinstance(r["Tags"], list) for _, value in r["Tags"]}
    azure = [json.loads(r["Tags"]) for r in rows if isinstance(r["Tags"], str)]
    assert "=cmd|' /C calc'!A0" in aws
    assert any("платежи" in tags.values() for tags in azure)

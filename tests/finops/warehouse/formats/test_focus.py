"""FOCUS of every version, with the vendors' known gaps mended or left unknown."""

import json
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import csv, parquet

from finops.warehouse.focus import focus_columns
from finops.warehouse.formats.cells import plain

from .taking import taken, told, write

DATA = Path(__file__).parents[5] / "shared/data"
BASE = {
    "ProviderName": "AWS", "ChargePeriodStart": "2026-10-05T00:00:00Z", "BilledCost": "2",
    "EffectiveCost": "2", "BillingCurrency": "USD", "ChargeCategory": "Usage",
}  # fmt: skip
AZURE = {
    **BASE, "ProviderName": "Microsoft", "x_SkuMeterSubcategory": "Dsv5", "x_PublisherCategory": "",
    "ListCost": "0", "ContractedCost": "0", "ListUnitPrice": "0", "ContractedUnitPrice": "0",
}  # fmt: skip
TEXT = {name: pa.string() for name in [*BASE, "Tags"]}
PRICES = ("list_cost", "contracted_cost", "list_unit_price", "contracted_unit_price")


def one(tmp_path: Path, cells: dict[str, str]) -> dict[str, object]:
    [row], _ = taken(tmp_path, write(tmp_path / "focus.csv", [cells], {}))
    return row


def test_names_of_later_versions_are_the_same_columns(tmp_path: Path) -> None:
    cells = {name: value for name, value in BASE.items() if name != "ProviderName"}
    row = one(tmp_path, {**cells, "ServiceProviderName": "AWS", "HostProviderName": "Amazon"})
    assert told(row, "cloud", "provider_name", "publisher_name") == ("aws", "AWS", "Amazon")


def test_what_an_older_version_lacks_is_null(tmp_path: Path) -> None:
    row = one(tmp_path, BASE)
    assert told(row, "invoice_id", "sku_meter", "pricing_currency_effective_cost") == (None,) * 3


def test_azure_1_0s_own_columns_say_what_1_2_asks(tmp_path: Path) -> None:
    own = {
        "x_InvoiceId": "G1", "x_PricingCurrency": "USD", "x_SkuMeterName": "D2s",
        "x_SkuDetails": '{"VCPUs": "2"}',
    }  # fmt: skip
    row = one(tmp_path, {**AZURE, **own})
    assert told(row, "invoice_id", "pricing_currency", "sku_meter", "sku_price_details") == (
        "G1", "USD", "D2s", {"VCPUs": "2"},
    )  # fmt: skip


def test_zero_prices_of_azures_marketplace_are_unknown(tmp_path: Path) -> None:
    row = one(tmp_path, {**AZURE, "x_PublisherCategory": "Vendor"})
    assert told(row, *PRICES) == (None,) * 4


def test_zero_prices_of_azures_reservation_usage_are_unknown(tmp_path: Path) -> None:
    row = one(tmp_path, {**AZURE, "BilledCost": "0", "CommitmentDiscountId": "/R/1"})
    assert told(row, *PRICES) == (None,) * 4
    assert told(row, "commitment_discount_id", "publisher_name") == ("/r/1", "Microsoft")


def test_zero_prices_of_what_is_free_stay_zero(tmp_path: Path) -> None:
    free = {**AZURE, "BilledCost": "0", "EffectiveCost": "0", "x_PublisherCategory": "Vendor"}
    assert told(one(tmp_path, free), *PRICES) == ("0",) * 4


def test_azures_empty_names_are_filled_or_unknown(tmp_path: Path) -> None:
    row = one(tmp_path, {**AZURE, "SubAccountName": "Unassigned", "SkuPriceId": "-2"})
    assert told(row, "service_name", "sub_account_name", "sku_price_id") == ("Dsv5", None, None)


def test_a_marketplace_purchase_without_a_service_is_its_publishers(tmp_path: Path) -> None:
    more = {"x_SkuMeterSubcategory": "", "PublisherName": "Datadog"}
    row = one(tmp_path, {**AZURE, **more, "x_PublisherCategory": "Vendor"})
    assert row["service_name"] == "Datadog"
    assert one(tmp_path / "other", {**AZURE, **more})["service_name"] is None


@pytest.mark.parametrize(
    "written",
    ["2026-10-05T00:00:00Z", "2026-10-05T00:00Z", "2026-10-05 00:00:00", "10/05/2026"],
)
def test_moments_as_exports_write_them(written: str, tmp_path: Path) -> None:
    row = one(tmp_path, {**BASE, "ChargePeriodStart": written})
    assert str(row["charge_period_start"]) == "2026-10-05 00:00:00"


def test_every_column_of_azures_export_is_known_or_its_own() -> None:
    file = DATA / "azure_FocusCost_1.2-preview.json"
    if not file.exists():
        pytest.skip("Azure's column metadata is not there")
    named = {one["ColumnName"] for one in json.loads(file.read_text("utf-8"))["Columns"]}
    known = {plain(name) for name, _ in focus_columns()}
    missing = {name for name in named if plain(name) not in known}
    assert all(name.startswith("x_") for name in missing)
    # What Azure's 1.2-preview does not have.
    assert known - {plain(name) for name in named} == {
        "availabilityzone", "pricingcurrencycontractedunitprice", "pricingcurrencyeffectivecost",
        "pricingcurrencylistunitprice",
    }  # fmt: skip


def test_an_amount_in_no_currency_is_added_to_none(tmp_path: Path) -> None:
    lines = [BASE, {"BillingCurrency": ""}, {"BillingCurrency": "usd"}]
    rows, manifest = taken(tmp_path, write(tmp_path / "focus.csv", lines, BASE))
    assert [row["billing_currency"] for row in rows] == ["USD", "USD"]
    assert manifest.currencies == ("USD",)
    [gap] = manifest.gaps
    assert gap.why.endswith("is in no sum, for example billing_currency: missing")
    assert all(total.agrees for total in manifest.totals)


def test_what_a_sum_leaves_out_is_said(tmp_path: Path) -> None:
    lines = [
        BASE,
        {"EffectiveCost": "", "BilledCost": "5"},
        {"EffectiveCost": "7", "BilledCost": ""},
    ]
    _, manifest = taken(tmp_path, write(tmp_path / "focus.csv", lines, BASE))
    assert [(gap.where, gap.why) for gap in manifest.gaps] == [
        ("charges aws", "1 charge has no effective cost: sums of it leave them out"),
        ("charges aws", "1 charge has no billed cost: sums of it leave them out"),
    ]


def test_an_export_without_a_currency_is_told_of(tmp_path: Path) -> None:
    cells = {name: value for name, value in BASE.items() if name != "BillingCurrency"}
    _, manifest = taken(tmp_path, write(tmp_path / "focus.csv", [cells], {}))
    assert ["no currency" in gap.why for gap in manifest.gaps] == [True]


@pytest.mark.parametrize(
    ("cells", "cloud"),
    [
        ({"x_SkuMeterSubcategory": ""}, "azure"),
        ({"x_ServiceCode": "", "InvoiceIssuerName": "A reseller"}, "aws"),
        ({"InvoiceIssuerName": "Amazon Web Services EMEA SARL", "PublisherName": "SUSE"}, "aws"),
        ({"InvoiceIssuerName": "Microsoft Ireland Operations Ltd"}, "azure"),
        ({"ResourceId": "arn:aws:s3:::b", "PublisherName": "Microsoft"}, "aws"),
        ({"ResourceId": "/subscriptions/s/x"}, "azure"),
        ({"SubAccountId": "/subscriptions/s"}, "azure"),
        ({"PublisherName": "Amazon Web Services, Inc."}, "aws"),
        ({"PublisherName": "Grafana Labs"}, None),
    ],
)
def test_a_charge_that_names_no_provider_is_of_the_one_that_the_rest_of_it_tells(
    tmp_path: Path, cells: dict[str, str], cloud: str | None
) -> None:
    nameless = {name: value for name, value in BASE.items() if name != "ProviderName"}
    row = one(tmp_path, {**nameless, **cells})
    assert row["cloud"] == cloud
    # A provider that is named stays, whoever issues the invoice.
    other = one(tmp_path / "named", {**BASE, **cells, "ProviderName": "Oracle"})
    assert other["cloud"] == "oracle"


def test_charges_of_no_provider_are_said_to_be_of_an_unknown_one(tmp_path: Path) -> None:
    nameless = {name: value for name, value in BASE.items() if name != "ProviderName"}
    _, manifest = taken(tmp_path, write(tmp_path / "focus.csv", [nameless, nameless], {}))
    assert [reach.cloud for reach in manifest.reach] == ["unknown provider"]
    assert [gap.why for gap in manifest.gaps] == [
        "2 charges have no provider: what is asked of one cloud leaves them out"
    ]


@pytest.mark.parametrize("as_parquet", [False, True])
def test_tags_that_cannot_be_read_are_counted_and_empty_ones_are_not(
    tmp_path: Path, *, as_parquet: bool
) -> None:
    texts = ['{"a": "b"}', '"c": "d"', "{}", "", "null", "a=b;c=d", "[1]", '{"a": "b"', "a=b;c=d"]
    path = write(tmp_path / "focus.csv", [{**BASE, "Tags": text} for text in texts], {})
    if as_parquet:
        table = csv.read_csv(path, convert_options=csv.ConvertOptions(column_types=TEXT))
        path = str(tmp_path / "focus.parquet")
        parquet.write_table(table, path)
    rows, manifest = taken(tmp_path, path)
    assert len(rows) == len(texts)
    assert [gap.why for gap in manifest.gaps] == [
        "4 charges have tags that cannot be read: they count as untagged"
    ]
    assert manifest.tag_keys == ("a", "c")

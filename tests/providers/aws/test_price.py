"""AWS's price list: filters, and what of an answer is a price of an hour on demand."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from botocore.loaders import Loader

from intents.catalog import subject as catalog_subject
from providers.aws.price import of_product
from providers.aws.provider import AwsProvider
from providers.base import Scope
from providers.context import Context
from providers.schema import table

from .conftest import Rim

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def product(unit: str = "Hrs", price: str = "0.0960000000", **has: str) -> dict[str, Any]:
    known = {"instanceType": "m5.large", "regionCode": "us-east-1", "operatingSystem": "Linux",
             "vcpu": "2", "memory": "8 GiB", **has}  # fmt: skip
    dimension = {"unit": unit, "pricePerUnit": {"USD": price}}
    term = {"effectiveDate": "2024-04-01T00:00:00Z", "priceDimensions": {"x": dimension}}
    return {"product": {"sku": "S", "attributes": known}, "terms": {"OnDemand": {"S.J": term}}}


def test_a_product_is_a_row_of_the_catalog() -> None:
    (row,) = of_product(product())
    fields = catalog_subject("price").fields
    assert set(row) <= {name for name, field in fields.items() if field.kind == "fact"}
    table("price", [row]).validate(full=True)
    assert (row["hourly_unit_price"], row["monthly_price"]) == (Decimal("0.096"), Decimal("70.08"))
    assert (row["vcpus"], row["memory_gib"], row["os"]) == (2, 8.0, "linux")


def test_what_is_no_hour_or_costs_nothing_is_no_price() -> None:
    assert list(of_product(product(unit="GB-Mo"))) == []
    assert list(of_product(product(price="0.0000000000"))) == []
    assert list(of_product({"product": {}, "terms": {"Reserved": {}}})) == []


def test_what_is_not_told_is_unknown() -> None:
    (row,) = of_product(product(vcpu="", memory="NA"))
    assert (row["vcpus"], row["memory_gib"]) == (None, None)
    (big,) = of_product(product(memory="1,952 GiB"))
    assert big["memory_gib"] == 1952.0


def test_botocores_own_example_of_storage_is_no_price_of_a_vm() -> None:
    examples = Loader().load_service_model("pricing", "examples-1")["examples"]["GetProducts"]
    (told,) = examples[0]["output"]["PriceList"]
    assert list(of_product(json.loads(told))) == []


def tell(aws: Rim, *products: Any) -> None:
    body = json.dumps({"PriceList": [json.dumps(one) for one in products]}).encode()
    aws.answer("GetProducts", "us-east-1", body, "application/x-amz-json-1.1")


def read(provider: AwsProvider, **only: tuple[str, ...]) -> list[dict[str, Any]]:
    regions = only.pop("region", ())
    found = provider.inventory("price", Scope((), regions, tuple(only.items())), Context(NOW))
    assert found.gaps == ()
    return [row for part in found.items for row in part.to_pylist()]


def test_what_is_named_is_asked_for_by_filters(
    aws: Rim, provider: Callable[..., AwsProvider]
) -> None:
    tell(aws, product())
    only = {"size": ("m5.large", "Standard_D4s_v5"), "os": ("linux",)}
    rows = read(provider(), region=("us-east-1",), **only)
    assert [row["size"] for row in rows] == ["m5.large"]
    (asked,) = aws.asked("GetProducts")
    filters = {one["Field"]: one["Value"] for one in json.loads(asked.body)["Filters"]}
    assert {"instanceType": "m5.large", "regionCode": "us-east-1", "operatingSystem": "Linux",
            "tenancy": "Shared", "capacitystatus": "Used"}.items() <= filters.items()  # fmt: skip


def test_nothing_is_asked_without_a_size_or_a_region_or_of_another_clouds(
    aws: Rim, provider: Callable[..., AwsProvider]
) -> None:
    one = provider()
    assert read(one, os=("linux",)) == []
    assert read(one, size=("Standard_D4s_v5",)) == []
    assert read(one, region=("westeurope",), vcpus=("4",)) == []
    assert aws.asked("GetProducts") == []

"""Azure's price list: what is asked, which prices are on demand, and whom the pages may name."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from providers.azure.endpoint import CLOUDS
from providers.azure.price import is_on_demand, row
from providers.azure.provider import AzureProvider
from providers.base import Scope
from providers.cache import Cache
from providers.context import Context
from providers.errors import Unreachable
from providers.model import Fetched
from providers.schema import table
from providers.settings import Azure

from .conftest import NOW, Script, scripted_server
from .loopback import Reply

ITEM: dict[str, Any] = {
    "currencyCode": "USD", "retailPrice": 0.192, "armRegionName": "westeurope", "meterId": "m",
    "armSkuName": "Standard_D4s_v5", "productName": "Virtual Machines Dsv5 Series",
    "skuName": "D4s v5", "unitOfMeasure": "1 Hour", "type": "Consumption",
    "effectiveStartDate": "2021-11-01T00:00:00Z",
}  # fmt: skip
SCOPE = Scope((), ("westeurope",), (("size", ("d4s_v5",)),))


def read(script: Script, folder: Path, scope: Scope = SCOPE) -> Fetched[Any]:
    with scripted_server(script) as base:
        provider = AzureProvider(Azure(endpoint=base), Cache(folder))
        return provider.inventory("price", scope, Context(NOW))


def test_a_price_is_a_row_of_the_catalog() -> None:
    found = row(ITEM)
    table("price", [found]).validate(full=True)
    assert (found["hourly_unit_price"], found["monthly_price"]) == (
        Decimal("0.192"), Decimal("140.160"),
    )  # fmt: skip
    assert (found["vcpus"], found["os"]) == (4, "linux")
    windows = row({**ITEM, "productName": "Virtual Machines Dsv5 Series Windows"})
    assert windows["os"] == "windows"


@pytest.mark.parametrize(
    "other",
    [
        {"skuName": "D4s v5 Spot"}, {"skuName": "D4s v5 Low Priority"}, {"type": "Reservation"},
        {"unitOfMeasure": "1 GB/Month"}, {"productName": "Dsv5 Series Cloud Services"},
    ],
)  # fmt: skip
def test_what_is_not_on_demand_by_the_hour_is_left_out(other: dict[str, str]) -> None:
    assert is_on_demand(ITEM)
    assert not is_on_demand({**ITEM, **other})


def test_pages_are_followed_and_no_token_is_shown(tmp_path: Path) -> None:
    asked: list[str] = []
    shown: list[Mapping[str, str]] = []

    def script(path: str, headers: Mapping[str, str]) -> Reply:
        asked.append(path)
        shown.append(headers)
        more = f"http://{headers['Host']}/api/retail/prices?$skip=1" if len(asked) == 1 else None
        return 200, {}, {"Items": [ITEM], "NextPageLink": more}

    found = read(script, tmp_path)
    assert [part.num_rows for part in found.items] == [2]
    assert "armSkuName+eq+%27Standard_D4s_v5%27" in asked[0]
    assert "armRegionName+eq+%27westeurope%27" in asked[0]
    assert not [one for one in shown if "Authorization" in one]
    assert [(one.name, one.calls) for one in found.sources] == [("Azure retail prices", 2)]


def test_a_page_that_names_another_host_is_not_followed(tmp_path: Path) -> None:
    def script(_: str, __: Mapping[str, str]) -> Reply:
        return 200, {}, {"Items": [ITEM], "NextPageLink": "http://127.0.0.1:9/api/retail/prices"}

    found = read(script, tmp_path)
    assert found.items == ()
    assert [gap.why for gap in found.gaps] == [
        "ForeignNextLink: prices.azure.com/api/retail/prices"
    ]


def test_an_answer_without_the_list_is_a_gap_not_no_prices(tmp_path: Path) -> None:
    found = read(lambda _, __: (200, {}, {"error": "no"}), tmp_path)
    assert found.items == ()
    assert found.gaps[0].matters


def test_nothing_is_asked_of_what_can_only_be_another_clouds(tmp_path: Path) -> None:
    def script(path: str, _: Mapping[str, str]) -> Reply:
        raise AssertionError(path)

    for scope in (
        Scope((), (), (("size", ("m5.large",)),)),
        Scope((), ("us-east-1",), (("vcpus", ("4",)),)),
        Scope((), (), (("os", ("linux",)),)),
    ):
        found = read(script, tmp_path, scope)
        assert sum(part.num_rows for part in found.items) == 0
        assert found.gaps == ()


def test_a_cloud_without_a_public_list_is_a_gap() -> None:
    assert CLOUDS["management.azure.com"].prices_base == "https://prices.azure.com"
    with pytest.raises(Unreachable):
        _ = CLOUDS["management.chinacloudapi.cn"].prices_base

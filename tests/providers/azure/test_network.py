from typing import Any

import pytest

from providers.azure import network
from providers.azure.graph import listed_rows
from providers.azure.network import is_in_use
from providers.model import Account


def test_a_network_has_ranges_and_counts_its_subnets(cloud: Any, prod: Account) -> None:
    (row,) = listed_rows(network, cloud.reader(), prod).items
    assert (row["name"], row["cidr"], row["subnet_count"]) == ("core", ["10.0.0.0/16"], 2)


@pytest.mark.parametrize(
    ("properties", "in_use"),
    [
        ({}, False),
        ({"ipConfigurations": [{"id": "nic"}]}, True),
        ({"privateEndpoints": [{"id": "pe"}]}, True),
        ({"delegations": [{"name": "web"}]}, None),
        ({"delegations": [{"name": "web"}], "serviceAssociationLinks": [{"id": "a"}]}, True),
    ],
)
def test_a_subnet_is_in_use_where_anything_stands_there(
    properties: dict[str, object], in_use: bool | None
) -> None:
    assert is_in_use({"name": "app", "properties": properties}) is in_use

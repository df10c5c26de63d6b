from typing import Any

import pytest

from providers.azure import subnet
from providers.azure.graph import listed_rows
from providers.model import Account


def test_subnets_have_their_networks_region_and_either_form_of_range(
    cloud: Any, prod: Account
) -> None:
    rows = listed_rows(subnet, cloud.reader(), prod).items
    assert [(row["name"], row["network"], row["region"], row["cidr"]) for row in rows] == [
        ("front", "core", "eastus", ["10.0.0.0/24"]),
        ("back", "core", "eastus", ["10.0.1.0/24", "10.0.2.0/24"]),
    ]
    assert [row["free_addresses"] for row in rows] == [251, 502]
    assert all(row["tags"] is None for row in rows)
    assert all(row["resource_group"] == "web" for row in rows)


def free(prod: Account, name: str = "app", **properties: Any) -> Any:
    told = {"addressPrefix": "10.0.0.0/28", **properties}
    network = {"name": "core", "properties": {"subnets": [{"name": name, "properties": told}]}}
    (row,) = subnet.subnets(network, prod)
    return row["free_addresses"]


def test_what_stands_in_a_subnet_takes_an_address_each(prod: Account) -> None:
    assert free(prod) == 11
    assert free(prod, ipConfigurations=[{"id": "a"}, {"id": "b"}]) == 9
    assert free(prod, addressPrefix="fd00::/64") is None
    assert free(prod, addressPrefix=None) is None


@pytest.mark.parametrize(
    "properties",
    [
        {"delegations": [{"name": "Microsoft.Web.serverFarms"}]},
        {"serviceAssociationLinks": [{"id": "a"}]},
        {"applicationGatewayIPConfigurations": [{"id": "a"}]},
        {"name": "GatewaySubnet"},
    ],
)
def test_where_a_service_takes_addresses_unnamed_the_rest_is_unknown(
    prod: Account, properties: dict[str, Any]
) -> None:
    assert free(prod, **properties) is None

from typing import Any

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
    assert all("free_addresses" not in row and row["tags"] is None for row in rows)
    assert all(row["resource_group"] == "web" for row in rows)

from typing import Any

from providers.azure import network
from providers.azure.graph import listed_rows
from providers.model import Account


def test_a_network_has_ranges_and_counts_its_subnets(cloud: Any, prod: Account) -> None:
    (row,) = listed_rows(network, cloud.reader(), prod).items
    assert (row["name"], row["cidr"], row["subnet_count"]) == ("core", ["10.0.0.0/16"], 2)

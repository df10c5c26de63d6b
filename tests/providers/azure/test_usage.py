"""Quotas of Azure: what Compute and Network allow in a region, and how much there is."""

from typing import Any

import pytest

from intents.catalog import subject as catalog_subject
from providers.azure.usage import At, quota
from providers.model import Account


def at(account: Account, service: str = "Microsoft.Compute") -> At:
    return At(account, "westeurope", service)


def told(name: str, **more: object) -> Any:
    known = {"value": name, "localizedValue": name.title()}
    return {"name": known, "limit": 20, "currentValue": 5, "unit": "Count", **more}


def test_a_usage_is_a_row_of_the_catalog(prod: Account) -> None:
    row = quota(told("cores"), at(prod))
    fields = catalog_subject("quota").fields
    assert set(row) <= {name for name, field in fields.items() if field.kind == "fact"}
    assert (row["service"], row["resource"], row["used_percent"]) == ("compute", "vcpu", 25.0)
    assert str(row["id"]).endswith("/microsoft.compute/locations/westeurope/usages/cores")


@pytest.mark.parametrize(
    ("name", "service", "resource"),
    [
        ("standardDSv5Family", "Microsoft.Compute", "vcpu"),
        ("PremiumDiskCount", "Microsoft.Compute", "disk"),
        ("availabilitySets", "Microsoft.Compute", "other"),
        ("PublicIPAddresses", "Microsoft.Network", "public_ip"),
        ("VirtualNetworks", "Microsoft.Network", "network"),
    ],
)
def test_what_a_usage_is_of_is_told_by_its_name(
    name: str, service: str, resource: str, prod: Account
) -> None:
    assert quota(told(name), at(prod, service))["resource"] == resource


def test_what_is_not_told_is_unknown(prod: Account) -> None:
    row = quota({"name": None, "limit": 0, "currentValue": 0}, at(prod))
    assert (row["name"], row["unit"], row["used_percent"]) == (None, None, None)
    assert (row["allowed"], row["used"]) == (0, 0)

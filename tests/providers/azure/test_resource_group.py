from typing import Any

from intents.catalog import subject as catalog_subject
from providers.azure.resource_group import group
from providers.model import Account


def test_a_resource_group_is_a_row_of_the_catalog(prod: Account) -> None:
    owner = "/subscriptions/S/resourceGroups/G/providers/N/managedClusters/Aks"
    item: Any = {
        "id": "/subscriptions/S/resourceGroups/MC_Aks", "name": "MC_Aks", "location": "West Europe",
        "managedBy": owner, "properties": {"provisioningState": "Succeeded"},
    }  # fmt: skip
    row = group(item, prod)
    fields = catalog_subject("resource_group").fields
    assert set(row) <= {name for name, field in fields.items() if field.kind == "fact"}
    assert (row["name"], row["region"], row["state"]) == ("MC_Aks", "westeurope", "succeeded")
    assert row["managed_by"] == owner.lower()


def test_what_is_not_told_is_unknown(prod: Account) -> None:
    row = group({"id": "/subscriptions/s/resourceGroups/g", "properties": None}, prod)
    assert (row["state"], row["managed_by"], row["region"]) == (None, None, None)
    assert row["tags"] == {}

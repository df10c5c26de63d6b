"""Shares of Azure Files and dedicated SQL pools: what their JSON tells, and what it does not."""

from typing import Any

import pytest

from providers.azure import file_share, warehouse_cluster
from providers.model import Account
from providers.schema import table

ACCOUNT = Account("azure", "s", "retail")
ROOT = "/subscriptions/s/resourceGroups/RG/providers"
SHARE = f"{ROOT}/Microsoft.Storage/storageAccounts/Assets/fileServices/default/shares/Homes"


def test_a_share_is_where_its_storage_account_is() -> None:
    owner = {"location": "West Europe", "tags": {"team": "web"}}
    item = {"id": SHARE, "name": "Homes", "properties": {"shareQuota": 100}}
    found = file_share.share(item, owner, ACCOUNT)
    assert (found["storage_account"], found["region"]) == ("Assets", "westeurope")
    assert (found["quota_gib"], found["tags"]) == (100, {"team": "web"})


@pytest.mark.parametrize("properties", [None, {}, {"shareQuota": "100", "status": 1}])
def test_what_azure_does_not_tell_is_unknown(properties: Any) -> None:
    share = file_share.share({"id": SHARE, "properties": properties}, {}, ACCOUNT)
    table("file_share", [share]).validate(full=True)
    assert (share["quota_gib"], share["tier"], share["region"]) == (None, None, None)
    pool = warehouse_cluster.pool({"id": f"{ROOT}/N/w/p", "properties": properties}, ACCOUNT, "sql")
    table("warehouse_cluster", [pool]).validate(full=True)
    assert (pool["state"], pool["size"], pool["created_at"]) == (None, None, None)

"""Storage accounts: what their JSON tells, and what it does not."""

from typing import Any

import pytest

from providers.azure.bucket import bucket
from providers.model import Account
from providers.schema import table

ACCOUNT = Account("azure", "s", "retail")
ID = "/subscriptions/s/resourceGroups/RG/providers/Microsoft.Storage/storageAccounts/Assets"


@pytest.mark.parametrize(
    ("allowed", "public", "blocked"),
    [(False, False, True), (True, None, False), (None, None, None)],
)
def test_where_public_access_is_allowed_each_container_says_for_itself(
    allowed: bool | None, public: bool | None, blocked: bool | None
) -> None:
    found = bucket({"id": ID, "properties": {"allowBlobPublicAccess": allowed}}, ACCOUNT)
    assert (found["public"], found["public_blocked"]) == (public, blocked)


@pytest.mark.parametrize("properties", [None, {}, {"accessTier": 1, "creationTime": "never"}])
def test_what_azure_does_not_tell_is_unknown(properties: Any) -> None:
    found = bucket({"id": ID, "properties": properties}, ACCOUNT)
    table("bucket", [found]).validate(full=True)
    assert (found["tier"], found["created_at"], found["redundancy"]) == (None, None, None)
    assert found["tags"] == {}

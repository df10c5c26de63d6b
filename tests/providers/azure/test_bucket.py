"""Storage accounts: what their JSON tells, and what it does not."""

from typing import Any

import pytest

from providers.azure.bucket import bucket, lifecycle_of
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


@pytest.mark.parametrize(
    ("policy", "lifecycle", "ends"),
    [
        (None, False, False),
        ({"rules": []}, False, False),
        ({"rules": [{"enabled": False, "definition": {}}]}, False, False),
        ({"rules": [{"definition": {"actions": {"baseBlob": {"delete": {}}}}}]}, True, False),
        (
            {"rules": [{"enabled": True, "definition": {"actions": {"version": {"delete": {
                "daysAfterCreationGreaterThan": 30}}}}}]},
            True,
            True,
        ),
    ],
)  # fmt: skip
def test_a_lifecycle_is_what_its_rules_in_force_do(
    policy: Any, lifecycle: bool, ends: bool
) -> None:
    part = None if policy is None else {"properties": {"policy": policy}}
    found = lifecycle_of({ID.lower(): part}, ID.lower())
    assert found == {"lifecycle": lifecycle, "expires_versions": ends}


def test_a_lifecycle_that_could_not_be_read_is_unknown() -> None:
    assert lifecycle_of({}, ID.lower()) == {}

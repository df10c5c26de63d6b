"""Keys and secrets of Azure Key Vaults: what Resource Manager lists, and what it does not."""

from datetime import UTC, datetime
from typing import Any

import pytest

from providers.azure.vault import part
from providers.model import Account
from providers.schema import table

ACCOUNT = Account("azure", "s", "retail")
ID = "/subscriptions/s/resourceGroups/RG/providers/Microsoft.KeyVault/vaults/Kv/secrets/one"


def test_times_are_seconds_since_1970() -> None:
    attributes = {"enabled": True, "created": 1_700_000_000, "exp": 1_800_000_000}
    item = {"id": ID, "name": "one", "properties": {"attributes": attributes}}
    found = part(item, {"location": "West Europe"}, ACCOUNT)
    assert found["created_at"] == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert (found["state"], found["vault"], found["region"]) == ("enabled", "Kv", "westeurope")


@pytest.mark.parametrize("properties", [None, {}, {"attributes": {"enabled": "yes", "exp": "x"}}])
def test_what_azure_does_not_tell_is_unknown(properties: Any) -> None:
    item = {"id": ID, "properties": {**(properties or {}), "value": "hush"}}
    found = part(item, {}, ACCOUNT)
    for name in ("secret", "key"):
        table(name, [found]).validate(full=True)
    assert (found["state"], found["created_at"], found["expires_at"]) == (None, None, None)
    assert "hush" not in str(found)

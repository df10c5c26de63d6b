"""Log Analytics workspaces: what their JSON tells, and what it does not."""

from typing import Any

import pytest

from providers.azure.log_group import workspace
from providers.model import Account
from providers.schema import table

ACCOUNT = Account("azure", "s", "retail")
ID = "/subscriptions/s/resourceGroups/RG/providers/Microsoft.OperationalInsights/workspaces/Law"


@pytest.mark.parametrize(("quota", "cap"), [(-1, None), (-1.0, None), (2.5, 2.5), (None, None)])
def test_no_cap_is_none(quota: float | None, cap: float | None) -> None:
    capping = {"workspaceCapping": {"dailyQuotaGb": quota}}
    assert workspace({"id": ID, "properties": capping}, ACCOUNT)["daily_cap_gib"] == cap


@pytest.mark.parametrize("properties", [None, {}, {"retentionInDays": "30", "sku": 1}])
def test_what_azure_does_not_tell_is_unknown(properties: Any) -> None:
    found = workspace({"id": ID, "properties": properties}, ACCOUNT)
    table("log_group", [found]).validate(full=True)
    assert (found["retention_days"], found["never_expires"], found["log_class"]) == (None,) * 3

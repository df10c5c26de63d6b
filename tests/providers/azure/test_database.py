"""Databases of Azure: what their JSON tells, and what it does not."""

from typing import Any

import pytest

from providers.azure import database
from providers.model import Account
from providers.schema import table

ACCOUNT = Account("azure", "s", "retail")
SERVER_ID = "/subscriptions/s/resourceGroups/RG/providers/Microsoft.Sql/servers/Main"


def sql(**given: Any) -> dict[str, Any]:
    return {"id": f"{SERVER_ID}/databases/Crm", "name": "Crm", "location": "West Europe", **given}


def test_a_database_of_sql_is_open_as_its_server_is() -> None:
    server = {"id": SERVER_ID, "properties": {"publicNetworkAccess": "Enabled"}}
    row = database.database(sql(), ACCOUNT, server)
    assert (row["public"], row["cluster"], row["region"]) == (True, "Main", "westeurope")
    assert database.database(sql(), ACCOUNT, None)["public"] is None


def test_what_is_sold_by_dtu_or_shares_a_pool_has_no_cores_of_its_own() -> None:
    by_dtu = sql(sku={"name": "Standard", "tier": "Standard", "capacity": 100})
    assert database.database(by_dtu, ACCOUNT, None)["vcpus"] is None
    pool = {"elasticPoolId": f"{SERVER_ID}/elasticPools/p"}
    pooled = sql(
        sku={"name": "ElasticPool", "tier": "GeneralPurpose", "capacity": 0}, properties=pool
    )
    row = database.database(pooled, ACCOUNT, None)
    assert (row["vcpus"], row["pool"]) == (None, "p")
    own = sql(sku={"name": "GP_Gen5", "tier": "GeneralPurpose", "capacity": 4})
    assert database.database(own, ACCOUNT, None)["vcpus"] == 4


def test_a_servers_own_database_and_a_warehouse_are_nobodys_database() -> None:
    assert not database.is_database(sql(kind="v12.0,system"))
    assert not database.is_database(sql(sku={"name": "DW", "tier": "DataWarehouse"}))
    assert database.is_database(sql(kind="v12.0,user,vcore"))


@pytest.mark.parametrize(
    ("mode", "multi_az"), [("ZoneRedundant", True), ("SameZone", False), ("Disabled", False)]
)
def test_a_standby_in_the_same_zone_is_none_in_another(mode: str, multi_az: bool) -> None:
    item = {"id": "/x", "properties": {"highAvailability": {"mode": mode}}}
    assert database.server(item, ACCOUNT, "mysql")["multi_az"] is multi_az


@pytest.mark.parametrize(
    "properties", [{}, None, {"storage": None, "network": "no", "state": 7, "maxSizeBytes": "1"}]
)
def test_what_azure_does_not_tell_is_unknown(properties: Any) -> None:
    item = sql(properties=properties)
    rows = [database.database(item, ACCOUNT, None), database.server(item, ACCOUNT, "postgresql")]
    table("database", rows).validate(full=True)
    for row in rows:
        assert (row["state"], row["multi_az"], row["public"]) == (None, None, None)
        assert row.get("storage_gib") is None

"""Elastic pools, circuits and plans: what is told of them, and what cannot be known."""

from providers.azure import ddos_plan, elastic_pool, express_route
from providers.model import Account
from providers.schema import table

ACCOUNT = Account("azure", "0b1f6471-1bf0-4dda-aec3-cb9272f09590", "retail")
ID = f"/subscriptions/{ACCOUNT.id}/resourceGroups/rg/providers/Microsoft.Sql/servers/crm"


def test_without_databases_nobody_knows_how_many_a_pool_has() -> None:
    item = {"id": f"{ID}/elasticPools/pool", "name": "pool", "sku": {"tier": "Standard"}}
    row = elastic_pool.pool(item, ACCOUNT, None)
    table("elastic_pool", [row]).validate(full=True)
    assert (row["server"], row["database_count"], row["created_at"]) == ("crm", None, None)


def test_what_is_sold_in_dtus_has_no_cores() -> None:
    sku = {"name": "StandardPool", "tier": "Standard", "capacity": 50}
    assert elastic_pool.pool({"id": ID, "sku": sku}, ACCOUNT, 1)["vcpus"] is None
    cores = {"name": "GP_Gen5", "tier": "GeneralPurpose", "capacity": 4}
    assert elastic_pool.pool({"id": ID, "sku": cores}, ACCOUNT, 1)["vcpus"] == 4


def test_a_circuit_of_which_nothing_is_told_is_unknown() -> None:
    row = express_route.circuit({"id": ID, "name": "er"}, ACCOUNT)
    table("express_route", [row]).validate(full=True)
    assert {row[name] for name in ("state", "provider", "bandwidth_mbps", "tier")} == {None}


def test_a_plan_without_networks_protects_none() -> None:
    row = ddos_plan.plan({"id": ID, "name": "ddos"}, ACCOUNT)
    table("ddos_plan", [row]).validate(full=True)
    assert row["network_count"] == 0

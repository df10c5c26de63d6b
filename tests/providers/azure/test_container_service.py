"""Container Apps: what is told and what is not."""

from providers.azure.container_service import app
from providers.azure.payload import Item
from providers.model import Account
from providers.schema import table

ACCOUNT = Account("azure", "s1", "prod")
IDENTITY = "/subscriptions/s1/resourceGroups/g/providers/Microsoft.App/containerApps/one"


def _app(**properties: object) -> Item:
    return {"id": IDENTITY, "name": "one", "location": "westeurope", "properties": properties}


def test_what_container_apps_does_not_tell_is_unknown() -> None:
    found = app(_app(), ACCOUNT)
    table("container_service", [found]).validate(full=True)
    unknown = ("cluster", "launch_type", "task_vcpus", "task_memory_gib", "state")
    assert {found[name] for name in unknown} == {None}


def test_a_replica_reserves_what_all_its_containers_do() -> None:
    each = [{"resources": {"cpu": cpu, "memory": "1.5Gi"}} for cpu in (0.25, 0.5)]
    found = app(_app(template={"containers": each}), ACCOUNT)
    assert (found["task_vcpus"], found["task_memory_gib"]) == (0.75, 3.0)
    unsaid = app(_app(template={"containers": [*each, {}]}), ACCOUNT)
    assert (unsaid["task_vcpus"], unsaid["task_memory_gib"]) == (None, None)

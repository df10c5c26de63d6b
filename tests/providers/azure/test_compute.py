"""Function apps, clusters, images, plans, registries and scale sets, from Azure's JSON."""

from typing import Any

import pytest

from providers.azure import app_plan, cluster, function, image, registry, scaling_group
from providers.azure.graph import Found
from providers.azure.payload import identity
from providers.model import Account

ACCOUNT = Account("azure", "s", "prod")
ROOT = "/subscriptions/s/resourceGroups/Web/providers"
# What every row has, whatever little is told.
SHARED = {"id", "cloud", "account", "account_id", "tags"}


def item(kind: str = "x", **told: Any) -> Any:
    return {"id": f"{ROOT}/Microsoft.X/{kind}/one", **told}


def found(*tables: Any) -> Any:
    pairs = {table: [(one, ACCOUNT) for one in items] for table, items in tables}
    unread: Any = None
    return Found(pairs, unread)


@pytest.mark.parametrize(
    ("properties", "runtime"),
    [
        ({"siteConfig": {"linuxFxVersion": "Python|3.11"}}, "Python|3.11"),
        ({"siteConfig": {"linuxFxVersion": "DOCKER|me/app:1"}}, None),
        (
            {"functionAppConfig": {"runtime": {"name": "python", "version": "3.12"}}},
            "python|3.12",
        ),
        ({"siteConfig": None}, None),
    ],
)
def test_a_function_app_tells_what_it_runs_on(properties: Any, runtime: str | None) -> None:
    assert function.function(item(properties=properties), ACCOUNT)["runtime"] == runtime


def test_web_apps_and_logic_apps_are_no_functions() -> None:
    kinds = ("functionapp,linux", "app,linux", "functionapp,workflowapp", None)
    apps = [{**item(), "kind": kind} for kind in kinds]
    assert len(list(function.rows(found((function.APPS, apps))))) == 1


def test_a_cluster_that_is_stopped_says_so_and_one_that_failed_too() -> None:
    def state(said: str, power: str) -> object:
        told = {"provisioningState": said, "powerState": {"code": power}}
        return cluster.cluster(item(properties=told), ACCOUNT)["state"]

    assert state("Succeeded", "Stopped") == "stopped"
    assert state("Failed", "Running") == "failed"


def test_nodes_of_all_pools_are_counted_where_all_say_theirs() -> None:
    def nodes(*counts: int | None) -> object:
        pools = [{"name": "p", "count": count} for count in counts]
        told = {"agentPoolProfiles": pools}
        return cluster.cluster(item(properties=told), ACCOUNT)["node_count"]

    assert (nodes(2, 3), nodes(), nodes(2, None)) == (5, None, None)


def test_a_private_cluster_is_not_public() -> None:
    told = {"apiServerAccessProfile": {"enablePrivateCluster": True}}
    assert cluster.cluster(item(properties=told), ACCOUNT)["public"] is False


def test_a_gallerys_version_has_its_definitions_system_and_the_vms_made_of_it() -> None:
    root = f"{ROOT}/Microsoft.Compute/galleries/gal/images/golden"
    version = {
        "id": f"{root}/versions/1.0.0",
        "properties": {"storageProfile": {"osDiskImage": {"sizeInGB": 30}}},
    }
    definition = {"id": root.upper(), "properties": {"osType": "Linux", "architecture": "Arm64"}}
    reference = {"imageReference": {"id": f"{root}/Versions/1.0.0"}}
    vm = item("vm", properties={"storageProfile": reference})
    tables = found(
        (image.IMAGES, []), (image.VERSIONS, [version]),
        (image.DEFINITIONS, [definition]), (image.VMS, [vm]),
    )  # fmt: skip
    (row,) = image.rows(tables)
    assert (row["name"], row["os"], row["architecture"]) == ("golden/1.0.0", "linux", "arm64")
    assert (row["size_gib"], row["vm_count"]) == (30, 1)


def test_where_vms_could_not_be_read_nobody_knows_who_uses_an_image() -> None:
    (row,) = image.rows(found((image.IMAGES, [item()])))
    assert (row["vm_count"], row["size_gib"], row["os"]) == (None, None, None)


def test_a_recorded_scale_set_reads_as_it_was(recorded: Any) -> None:
    for told in recorded("VMSSTest.test_find_by_name")["value"]:
        row = scaling_group.group(told, ACCOUNT, None)
        assert row["id"] == identity(told)
        assert (row["desired"], row["sizes"]) == (told["sku"]["capacity"], [told["sku"]["name"]])
        assert (row["minimum"], row["maximum"]) == (None, None)


def test_a_scale_set_has_the_bounds_of_the_setting_that_is_on() -> None:
    one = item("sets", sku={"name": "B2s", "capacity": 2})

    def setting(*, enabled: bool, most: str) -> Any:
        profile = {"capacity": {"minimum": "1", "maximum": most, "default": "1"}}
        told = {"enabled": enabled, "targetResourceUri": one["id"].upper(), "profiles": [profile]}
        return item("settings", properties=told)

    def bounds(*settings: Any) -> object:
        tables = found((scaling_group.SETS, [one]), (scaling_group.SETTINGS, settings))
        (row,) = scaling_group.rows(tables)
        return row["minimum"], row["maximum"]

    assert bounds(setting(enabled=True, most="5")) == (1, 5)
    assert bounds(setting(enabled=False, most="5")) == (None, None)
    assert bounds(setting(enabled=True, most="many")) == (1, None)


@pytest.mark.parametrize(
    ("row", "known"),
    [
        (lambda: function.function(item(), ACCOUNT), set()),
        (lambda: cluster.cluster(item(), ACCOUNT), {"kind", "public"}),
        (lambda: app_plan.plan(item(), ACCOUNT), set()),
        (lambda: registry.registry(item(), ACCOUNT), set()),
        (lambda: scaling_group.group(item(), ACCOUNT, None), set()),
    ],
)
def test_what_is_not_told_is_unknown(row: Any, known: set[str]) -> None:
    told = {name for name, value in row().items() if value not in (None, [])}
    assert told == SHARED | {"resource_group"} | known

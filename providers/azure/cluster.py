"""Clusters of Azure Kubernetes Service, with their node pools."""

from collections.abc import Iterator, Sequence

from providers.azure.graph import Found, Table
from providers.azure.metric import Series
from providers.azure.payload import Item, flag, items, segment, text, whole
from providers.azure.resource import row
from providers.model import Account, Row
from providers.word import word

NEEDS = ("Microsoft.ContainerService/managedClusters/read",)
CLUSTERS = Table("Microsoft.ContainerService/managedClusters", version="2024-09-01")
TABLES = (CLUSTERS,)

METRICS = {
    "cpu": Series(CLUSTERS.name, "node_cpu_usage_percentage"),
    "memory": Series(CLUSTERS.name, "node_memory_working_set_percentage"),
}


def rows(found: Found) -> Iterator[Row]:
    """All clusters."""
    return (cluster(item, account) for item, account in found.of(CLUSTERS))


def cluster(item: Item, account: Account) -> Row:
    """One cluster, from Azure's JSON."""
    pools = items(item, "properties.agentPoolProfiles")
    subnets = (text(pool, "vnetSubnetID") for pool in pools)
    private = flag(item, "properties.apiServerAccessProfile.enablePrivateCluster")
    return {
        **row(item, account),
        "kind": "aks",
        "network": next((segment(one, "virtualNetworks") for one in subnets if one), None),
        "version": text(item, "properties.currentKubernetesVersion")
        or text(item, "properties.kubernetesVersion"),
        "state": _state(item),
        "tier": word(text(item, "sku.tier")),
        "node_count": _nodes(pools),
        "node_groups": [text(pool, "name") or "" for pool in pools] or None,
        "node_sizes": sorted({size for pool in pools if (size := text(pool, "vmSize"))}) or None,
        # Azure says nothing of it unless it was ever set: then the API is public.
        "public": not private,
    }


def _state(item: Item) -> str | None:
    """Whether it runs; while that changes, or where it failed, what Azure is at."""
    said, power = (
        text(item, "properties.provisioningState"),
        text(item, "properties.powerState.code"),
    )
    if power and (said or "succeeded").lower() == "succeeded":
        return power.lower()
    return word(said)


def _nodes(pools: Sequence[Item]) -> int | None:
    """Of all pools; every cluster has one, so where none is told, nor are the nodes."""
    counts = [whole(pool, "count") for pool in pools] or [None]
    return sum(count for count in counts if count is not None) if None not in counts else None

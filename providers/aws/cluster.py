"""Clusters for containers: those of EKS with their managed node groups, and those of ECS.

EKS tells of clusters and of node groups one by one; ECS of a hundred clusters at a time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.each import each, in_parts
from providers.aws.metric import Series, last_part
from providers.aws.place import Place
from providers.errors import CloudError
from providers.model import Row
from providers.word import word

if TYPE_CHECKING:
    from mypy_boto3_ecs.type_defs import ClusterTypeDef as EcsClusterTypeDef
    from mypy_boto3_eks.type_defs import ClusterTypeDef, NodegroupTypeDef

NEEDS = (
    "ecs:DescribeClusters",
    "ecs:ListClusters",
    "eks:DescribeCluster",
    "eks:DescribeNodegroup",
    "eks:ListClusters",
    "eks:ListNodegroups",
)
# ECS's most.
AT_ONCE = 100
STATES = {"active": "running"}


def _is_ecs(identity: str) -> bool:
    return ":ecs:" in identity


def _is_eks(identity: str) -> bool:
    return ":eks:" in identity


METRICS = {
    "cpu": (
        Series("AWS/ECS", "CPUUtilization", "ClusterName", last_part, of=_is_ecs),
        Series("ContainerInsights", "node_cpu_utilization", "ClusterName", last_part, of=_is_eks),
    ),
    "memory": (
        Series("AWS/ECS", "MemoryUtilization", "ClusterName", last_part, of=_is_ecs),
        Series(
            "ContainerInsights", "node_memory_utilization", "ClusterName", last_part, of=_is_eks
        ),
    ),
}
Groups = Sequence["NodegroupTypeDef"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A cluster of EKS and its node groups; None where they could not all be read."""

    cluster: "ClusterTypeDef"
    groups: Groups | None


def rows(asker: Asker) -> Iterator[Row]:
    """The clusters of one place. Raises CloudError; one service does not hold up the other."""
    try:
        names = [name for page in asker.pages("EKS ListClusters") for name in page["clusters"]]
    except CloudError as error:
        asker.missing(error)
        names = []
    for pair in each(asker, "EKS clusters", names, _fetch_pair).values():
        yield eks(pair.cluster, asker.place, pair.groups)
    arns = [arn for page in asker.pages("ECS ListClusters") for arn in page["clusterArns"]]
    for told in in_parts(asker, "ECS clusters", arns, AT_ONCE, _fetch_ecs).values():
        yield ecs(told, asker.place)


def _fetch_pair(asker: Asker, name: str) -> Pair:
    (told,) = asker.pages("EKS DescribeCluster", name=name)
    try:
        return Pair(told["cluster"], _fetch_groups(asker, name))
    except CloudError as error:
        asker.missing(error)
        return Pair(told["cluster"], None)


def _fetch_groups(asker: Asker, name: str) -> Groups:
    listed = asker.pages("EKS ListNodegroups", clusterName=name)
    names = [group for page in listed for group in page["nodegroups"]]
    return [
        told["nodegroup"]
        for group in names
        for told in asker.pages("EKS DescribeNodegroup", clusterName=name, nodegroupName=group)
    ]


def _fetch_ecs(asker: Asker, arns: Sequence[str]) -> Mapping[str, "EcsClusterTypeDef"]:
    pages = asker.pages("ECS DescribeClusters", clusters=list(arns), include=["TAGS"])
    return {one["clusterArn"]: one for page in pages for one in page["clusters"]}


def eks(cluster: "ClusterTypeDef", place: Place, groups: Groups | None) -> Row:
    """A cluster of EKS as a row."""
    network = cluster.get("resourcesVpcConfig", {})
    return place.row(
        id=cluster["arn"],
        name=cluster.get("name"),
        kind="eks",
        network=network.get("vpcId"),
        created_at=cluster.get("createdAt"),
        version=cluster.get("version"),
        state=word(cluster.get("status"), STATES),
        tier=word(cluster.get("upgradePolicy", {}).get("supportType")),
        node_count=_wanted(groups),
        node_groups=None if groups is None else [one.get("nodegroupName", "") for one in groups],
        node_sizes=None if groups is None else _sizes(groups),
        public=network.get("endpointPublicAccess"),
        tags=dict(cluster.get("tags", {})),
    )


def _wanted(groups: Groups | None) -> int | None:
    """How many nodes the groups want; unknown where one does not say."""
    if groups is None:
        return None
    sizes = [one.get("scalingConfig", {}).get("desiredSize") for one in groups]
    return sum(size for size in sizes if size is not None) if None not in sizes else None


def _sizes(groups: Groups) -> list[str]:
    return sorted({size for one in groups for size in one.get("instanceTypes", [])})


def ecs(cluster: "EcsClusterTypeDef", place: Place) -> Row:
    """A cluster of ECS as a row; ECS writes the keys of tags small."""
    return place.row(
        id=cluster["clusterArn"],
        name=cluster.get("clusterName"),
        kind="ecs",
        state=word(cluster.get("status"), STATES),
        node_count=cluster.get("registeredContainerInstancesCount"),
        service_count=cluster.get("activeServicesCount"),
        task_count=cluster.get("runningTasksCount"),
        tags={tag.get("key", ""): tag.get("value", "") for tag in cluster.get("tags", [])},
    )

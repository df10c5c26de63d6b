"""Data warehouses of Redshift: clusters, and the workgroups of what is serverless.

A region without Redshift Serverless refuses its calls: then the clusters stand, and a gap says so.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.metric import Series, last_part
from providers.aws.place import Place
from providers.aws.tagged import Tags, fetch_tags
from providers.aws.tags import tags
from providers.errors import CloudError
from providers.model import Row
from providers.word import word

if TYPE_CHECKING:
    from mypy_boto3_redshift.type_defs import ClusterTypeDef
    from mypy_boto3_redshift_serverless.type_defs import WorkgroupTypeDef

NEEDS = (
    "redshift-serverless:ListWorkgroups",
    "redshift:DescribeClusters",
    "tag:GetResources",
)
CLUSTERS, WORKGROUPS = "Redshift DescribeClusters", "Redshift-Serverless ListWorkgroups"
# Redshift's most a page.
PAGE = 100
STATES = {"available": "running", "paused": "paused"}


def _is_cluster(identity: str) -> bool:
    return ":cluster:" in identity


def _of_clusters(metric: str) -> Series:
    return Series("AWS/Redshift", metric, "ClusterIdentifier", last_part, of=_is_cluster)


METRICS = {
    "cpu": (_of_clusters("CPUUtilization"),),
    "connections": (_of_clusters("DatabaseConnections"),),
}


def rows(asker: Asker) -> Iterator[Row]:
    """The warehouses of one place. Raises CloudError."""
    for page in asker.pages(CLUSTERS, page_size=PAGE):
        for cluster in page["Clusters"]:
            yield row(cluster, asker.place)
    groups = _workgroups(asker)
    known = fetch_tags(asker, "redshift-serverless") if groups else Tags({})
    for group in groups:
        yield {**workgroup(group, asker.place), "tags": known.of(group.get("workgroupArn", ""))}


def _workgroups(asker: Asker) -> "list[WorkgroupTypeDef]":
    try:
        return [one for page in asker.pages(WORKGROUPS) for one in page["workgroups"]]
    except CloudError as error:
        asker.missing(error)
        return []


def row(cluster: "ClusterTypeDef", place: Place) -> Row:
    """One cluster as a row."""
    name = cluster.get("ClusterIdentifier", "")
    return place.row(
        id=f"arn:aws:redshift:{place.region}:{place.account.id}:cluster:{name}",
        name=name,
        zone=cluster.get("AvailabilityZone"),
        network=cluster.get("VpcId"),
        kind="redshift",
        state=word(cluster.get("ClusterStatus"), STATES),
        size=cluster.get("NodeType"),
        nodes=cluster.get("NumberOfNodes"),
        public=cluster.get("PubliclyAccessible"),
        encrypted=cluster.get("Encrypted"),
        backup_days=cluster.get("AutomatedSnapshotRetentionPeriod"),
        created_at=cluster.get("ClusterCreateTime"),
        tags=tags(cluster.get("Tags", [])),
    )


def workgroup(group: "WorkgroupTypeDef", place: Place) -> Row:
    """One workgroup as a row, without its tags."""
    return place.row(
        id=group.get("workgroupArn"),
        name=group.get("workgroupName"),
        kind="redshift serverless",
        state=word(group.get("status"), STATES),
        base_capacity=group.get("baseCapacity"),
        public=group.get("publiclyAccessible"),
        # Redshift encrypts all that is serverless.
        encrypted=True,
        created_at=group.get("creationDate"),
    )

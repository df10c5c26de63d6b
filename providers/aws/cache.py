"""Caches of ElastiCache: clusters, which are the nodes of a replication group, and serverless ones.

A cluster is what is billed and measured. Whether a group is spread over zones, the group tells.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.metric import Series, last_part
from providers.aws.place import Place
from providers.aws.tagged import fetch_tags
from providers.errors import CloudError
from providers.model import Row
from providers.word import word

if TYPE_CHECKING:
    from mypy_boto3_elasticache.type_defs import (
        CacheClusterTypeDef,
        ReplicationGroupTypeDef,
        ServerlessCacheTypeDef,
    )

NEEDS = (
    "elasticache:DescribeCacheClusters",
    "elasticache:DescribeReplicationGroups",
    "elasticache:DescribeServerlessCaches",
    "tag:GetResources",
)
CLUSTERS = "ElastiCache DescribeCacheClusters"
GROUPS = "ElastiCache DescribeReplicationGroups"
SERVERLESS = "ElastiCache DescribeServerlessCaches"
# The most of the first two; serverless ones come fifty at a time.
PAGE, SERVERLESS_PAGE = 100, 50
STATES = {"available": "running"}


def _is_cluster(identity: str) -> bool:
    return ":cluster:" in identity


def _of_nodes(metric: str) -> Series:
    return Series("AWS/ElastiCache", metric, "CacheClusterId", last_part, of=_is_cluster)


METRICS = {
    "cpu": (_of_nodes("CPUUtilization"),),
    "connections": (_of_nodes("CurrConnections"),),
    "memory_used": (_of_nodes("DatabaseMemoryUsagePercentage"),),
}

# Replication groups by id; None where they may not be read.
Groups = Mapping[str, "ReplicationGroupTypeDef"] | None


def rows(asker: Asker) -> Iterator[Row]:
    """The caches of one place. Raises CloudError; what else is refused is noted on `asker`."""
    clusters = [
        one for page in asker.pages(CLUSTERS, page_size=PAGE) for one in page["CacheClusters"]
    ]
    serverless = _serverless(asker)
    if not clusters and not serverless:
        return
    tags = fetch_tags(asker, "elasticache")
    groups = _groups(asker) if any("ReplicationGroupId" in one for one in clusters) else {}
    for found in (
        *(row(one, asker.place, groups) for one in clusters),
        *(serverless_row(one, asker.place) for one in serverless),
    ):
        yield {**found, "tags": tags.of(str(found["id"]))}


def _groups(asker: Asker) -> Groups:
    try:
        pages = list(asker.pages(GROUPS, page_size=PAGE))
    except CloudError as error:
        asker.missing(error)
        return None
    return {one["ReplicationGroupId"]: one for page in pages for one in page["ReplicationGroups"]}


def _serverless(asker: Asker) -> "list[ServerlessCacheTypeDef]":
    try:
        pages = list(asker.pages(SERVERLESS, page_size=SERVERLESS_PAGE))
    except CloudError as error:
        asker.missing(error)
        return []
    return [one for page in pages for one in page["ServerlessCaches"]]


def row(cluster: "CacheClusterTypeDef", place: Place, groups: Groups = None) -> Row:
    """One cluster as a row, without its tags."""
    name, of = cluster["CacheClusterId"], cluster.get("ReplicationGroupId")
    group = (groups or {}).get(of or "")
    zone = cluster.get("PreferredAvailabilityZone")
    return place.row(
        id=cluster.get("ARN") or _arn(place, f"cluster:{name}"),
        name=name,
        # Of several nodes ElastiCache says "Multiple".
        zone=None if zone == "Multiple" else zone,
        state=word(cluster.get("CacheClusterStatus"), STATES),
        engine=cluster.get("Engine"),
        engine_version=cluster.get("EngineVersion"),
        size=cluster.get("CacheNodeType"),
        nodes=cluster.get("NumCacheNodes"),
        group=of,
        serverless=False,
        multi_az=_in_zones(group) if of else zone == "Multiple",
        encrypted=cluster.get("AtRestEncryptionEnabled"),
        encrypted_in_transit=cluster.get("TransitEncryptionEnabled"),
        created_at=cluster.get("CacheClusterCreateTime"),
    )


def serverless_row(cache: "ServerlessCacheTypeDef", place: Place) -> Row:
    """One serverless cache as a row, without its tags: always spread, and always encrypted."""
    name = cache.get("ServerlessCacheName", "")
    return place.row(
        id=cache.get("ARN") or _arn(place, f"serverlesscache:{name}"),
        name=name,
        state=word(cache.get("Status"), STATES),
        engine=cache.get("Engine"),
        engine_version=cache.get("FullEngineVersion") or cache.get("MajorEngineVersion"),
        serverless=True,
        multi_az=True,
        encrypted=True,
        encrypted_in_transit=True,
        created_at=cache.get("CreateTime"),
    )


def _arn(place: Place, what: str) -> str:
    return f"arn:aws:elasticache:{place.region}:{place.account.id}:{what}"


def _in_zones(group: "ReplicationGroupTypeDef | None") -> bool | None:
    said = group.get("MultiAZ") if group else None
    return said == "enabled" if said else None

"""Caches: one that works, one that nobody speaks to, a group of two nodes, a serverless one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from demo.accounts import place
from demo.shape import Estate, Place
from demo.stock.course import course, mean
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import told

SERVICES = ("elasticache",)
REDIS, ENTERPRISE = "Microsoft.Cache/redis", "Microsoft.Cache/redisEnterprise"


@dataclass(frozen=True, slots=True)
class Cache:
    """One cache. `cpu` and `memory` in percent; a serverless one tells none of the three."""

    account: str
    region: str
    name: str
    engine: str
    version: str
    size: str | None
    nodes: int | None
    cpu: float | None
    memory: float
    clients: float
    team: str | None
    age: int
    group: str | None = None
    multi_az: bool = False
    encrypted: bool = True
    tls: bool = True
    serverless: bool = False


CACHES = (
    Cache("shop-prod", "us-east-1", "sessions-001", "redis", "7.1.0", "cache.r7g.large", 1,
          21, 63, 310, "web", 420, group="sessions", multi_az=True),
    Cache("shop-prod", "us-east-1", "sessions-002", "redis", "7.1.0", "cache.r7g.large", 1,
          7, 63, 12, "web", 420, group="sessions", multi_az=True),
    Cache("shop-prod", "us-east-1", "old-promo", "redis", "5.0.6", "cache.m5.xlarge", 1,
          0.8, 4, 0, None, 1100, encrypted=False, tls=False),
    Cache("shop-prod", "eu-west-1", "fragments", "memcached", "1.6.22", "cache.t4g.small", 2,
          5, 18, 40, "web", 500, multi_az=True, encrypted=False, tls=False),
    Cache("shop-staging", "us-east-1", "try-valkey", "valkey", "8.0", None, None, None, 0, 0,
          None, 60, serverless=True, multi_az=True),
    Cache("data-platform", "ap-southeast-1", "features-ap", "redis", "7.1.0",
          "cache.r7g.large", 1, 3, 20, 5, "data", 200),
    Cache("retail-prod", "westeurope", "redis-crm", "redis", "6.0", "Standard C2", 2,
          18, 55, 120, "sales", 600),
    Cache("retail-dev", "eastus", "redis-lab", "redis", "6.0", "Basic C1", 1, 1.2, 3, 0,
          None, 400, tls=False),
    Cache("retail-prod", "westeurope", "amr-search", "redis", "7.4", "Balanced_B5", None,
          9, 35, 60, "web", 90, multi_az=True),
    Cache("legacy-erp", "westeurope", "redis-erp", "redis", "6.0", "Premium P1", 2, 4, 10, 3,
          "finance", 900),
)  # fmt: skip


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    return (thing(estate, one) for one in CACHES)


def thing(estate: Estate, one: Cache) -> Thing:
    """One of them."""
    where = place(one.account, one.region)
    return (_of_aws if where.account.cloud == "aws" else _of_azure)(one, where, estate)


def _facts(one: Cache) -> dict[str, object]:
    return {
        "name": one.name, "state": "running", "engine": one.engine,
        "engine_version": one.version, "size": one.size, "nodes": one.nodes,
        "serverless": one.serverless, "multi_az": one.multi_az,
        "tags": {"team": one.team, "env": "prod"} if one.team else {},
    }  # fmt: skip


def _of_aws(one: Cache, where: Place, estate: Estate) -> Thing:
    kind = "serverlesscache" if one.serverless else "cluster"
    arn = f"arn:aws:elasticache:{one.region}:{where.account.id}:{kind}:{one.name}"
    facts = _facts(one) | {
        "group": one.group,
        "encrypted": one.encrypted,
        "encrypted_in_transit": one.tls,
        "created_at": estate.now.replace(hour=6) - timedelta(days=one.age),
    }
    names = {
        "cpu": "CPUUtilization",
        "connections": "CurrConnections",
        "memory_used": "DatabaseMemoryUsagePercentage",
    }
    lines, metrics = _measured(one, names, estate)
    return Thing("cache", where, arn, facts, {"cache": one}, lines, "", metrics)


def _of_azure(one: Cache, where: Place, estate: Estate) -> Thing:
    kind = ENTERPRISE if one.name.startswith("amr") else REDIS
    written = where.arm_id(kind, one.name)
    facts = _facts(one) | {"encrypted_in_transit": one.tls if kind == REDIS else None}
    each = "all" if kind == REDIS else ""
    names = {
        "cpu": "allpercentprocessortime" if kind == REDIS else "percentProcessorTime",
        "connections": f"{each}connectedclients",
        "memory_used": f"{each}usedmemorypercentage",
    }
    lines, metrics = _measured(one, names, estate)
    return Thing("cache", where, written.lower(), facts, {"kind": kind}, lines, written, metrics)


def _measured(
    one: Cache, names: Mapping[str, str], estate: Estate
) -> tuple[tuple[Line, ...], Mapping[str, float | None]]:
    levels = {"cpu": one.cpu, "connections": one.clients, "memory_used": one.memory}
    named = (("CacheClusterId", one.name),)
    lines, metrics = [], {}
    for field, metric in names.items():
        level = levels[field]
        none = one.cpu is None or level is None
        points = () if none or level is None else course(level, estate.now, (one.name, metric))
        lines.append(Line(metric, points, "AWS/ElastiCache", named))
        metrics[field] = mean(points, estate.now)
    return tuple(lines), metrics


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """As ElastiCache writes them; reservations are not its."""
    found = _ANSWERS.get(request.action)
    if found is None:
        return None
    key, written, chosen = found
    own = [one for one in things if chosen(one)]
    shown = {str(item): item for item in (written(one) for one in own)}
    return told("elasticache", request.action, {key: list(shown.values())})


def _cluster(thing: Thing) -> Mapping[str, object]:
    facts = thing.facts
    spread = facts["multi_az"] and not facts["group"]
    whole = {
        "CacheClusterId": facts["name"],
        "ARN": thing.id,
        "CacheNodeType": facts["size"],
        "Engine": facts["engine"],
        "EngineVersion": facts["engine_version"],
        "CacheClusterStatus": "available",
        "NumCacheNodes": facts["nodes"],
        "PreferredAvailabilityZone": "Multiple" if spread else f"{thing.place.region}a",
        "CacheClusterCreateTime": facts["created_at"],
        "ReplicationGroupId": facts["group"],
        "AtRestEncryptionEnabled": facts["encrypted"],
        "TransitEncryptionEnabled": facts["encrypted_in_transit"],
    }
    return {key: value for key, value in whole.items() if value is not None}


def _group(thing: Thing) -> Mapping[str, object]:
    spread = "enabled" if thing.facts["multi_az"] else "disabled"
    return {"ReplicationGroupId": thing.facts["group"], "Status": "available", "MultiAZ": spread}


def _serverless(thing: Thing) -> Mapping[str, object]:
    facts = thing.facts
    return {
        "ServerlessCacheName": facts["name"],
        "ARN": thing.id,
        "Engine": facts["engine"],
        "FullEngineVersion": facts["engine_version"],
        "Status": "available",
        "CreateTime": facts["created_at"],
    }


def _is_cluster(thing: Thing) -> bool:
    return not thing.facts["serverless"]


def _is_serverless(thing: Thing) -> bool:
    return bool(thing.facts["serverless"])


def _is_of_group(thing: Thing) -> bool:
    return bool(thing.facts["group"])


Written = Callable[[Thing], Mapping[str, object]]
# Operation → what its list is called, how one is written, and which of them it has.
_ANSWERS: Mapping[str, tuple[str, Written, Callable[[Thing], bool]]] = {
    "DescribeCacheClusters": ("CacheClusters", _cluster, _is_cluster),
    "DescribeReplicationGroups": ("ReplicationGroups", _group, _is_of_group),
    "DescribeServerlessCaches": ("ServerlessCaches", _serverless, _is_serverless),
}


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Azure Cache writes them."""
    kinds = (REDIS, ENTERPRISE)
    return {
        kind: tuple(_item(one, kind) for one in things if one.more["kind"] == kind)
        for kind in kinds
    }


def _item(thing: Thing, kind: str) -> Item:
    facts = thing.facts
    common = {
        **thing.as_arm(kind),
        "tags": facts["tags"],
        "zones": ["1", "2", "3"] if facts["multi_az"] else None,
    }
    if kind == ENTERPRISE:
        state = {"provisioningState": "Succeeded", "resourceState": "Running"}
        properties: dict[str, object] = {**state, "redisVersion": facts["engine_version"]}
        return {**common, "sku": {"name": facts["size"]}, "properties": properties}
    name, _, rest = str(facts["size"]).partition(" ")
    nodes = facts["nodes"]
    count = nodes if isinstance(nodes, int) else 0
    properties = {
        "provisioningState": "Succeeded",
        "redisVersion": facts["engine_version"],
        "sku": {"name": name, "family": rest[0], "capacity": int(rest[1:])},
        "enableNonSslPort": not facts["encrypted_in_transit"],
        "instances": [{"sslPort": 15000 + n} for n in range(count)],
    }
    return {**common, "properties": properties}

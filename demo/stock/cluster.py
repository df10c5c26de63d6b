"""Clusters for containers: busy, idle, stopped, without tasks, and of a version out of support."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import unquote

from demo.accounts import Ids, place
from demo.shape import Estate
from demo.stock.course import course, mean
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import told

SERVICES = ("eks", "ecs")
KIND = "Microsoft.ContainerService/managedClusters"
# Of the cluster's metrics: the catalog's name → namespace and metric, by kind.
MEASURED = {
    "eks": ("ContainerInsights", "node_cpu_utilization", "node_memory_utilization"),
    "ecs": ("AWS/ECS", "CPUUtilization", "MemoryUtilization"),
    "aks": ("", "node_cpu_usage_percentage", "node_memory_working_set_percentage"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """`pools` are (name, size, nodes); `cpu` and `memory` in percent, None where nothing tells."""

    account: str
    region: str
    name: str
    kind: str
    version: str | None
    tier: str | None
    pools: tuple[tuple[str, str, int], ...]
    cpu: float | None
    memory: float | None
    team: str | None
    age_days: int = 300
    state: str = "running"
    tasks: int = 0
    public: bool = True


PLANS = (
    Plan("shop-prod", "us-east-1", "shop", "eks", "1.31", "standard",
         (("web", "m5.xlarge", 4), ("jobs", "c5.2xlarge", 2)), 41, 58, "web", 480, public=False),
    Plan("shop-prod", "eu-west-1", "shop-eu", "eks", "1.27", "extended",
         (("web", "m5.large", 3),), 6, 19, "web", 900),
    Plan("shop-prod", "us-east-1", "mailers", "ecs", None, None, (("", "", 3),), 22, 35, "payments",
         tasks=14),
    Plan("shop-staging", "us-east-1", "forgotten", "ecs", None, None, (), None, None, None),
    Plan("data-platform", "us-east-1", "spark", "eks", "1.30", "standard", (), None, None, "data"),
    Plan("data-platform", "ap-southeast-1", "apac", "eks", "1.30", "standard",
         (("all", "m5.large", 2),), 10, 20, "data"),
    Plan("retail-prod", "westeurope", "aks-retail", "aks", "1.30.4", "standard",
         (("system", "Standard_D2s_v5", 2), ("apps", "Standard_D4s_v5", 5)), 37, 61, "web"),
    Plan("retail-dev", "eastus", "aks-lab", "aks", "1.26.3", "free",
         (("system", "Standard_B4ms", 3),), 3, 11, None, state="stopped"),
    Plan("legacy-erp", "westeurope", "aks-erp", "aks", "1.28.0", "premium",
         (("system", "Standard_D4s_v5", 3),), 20, 40, None),
)  # fmt: skip


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    ids = Ids(estate.seed)
    return (thing(estate, ids, plan) for plan in PLANS)


def thing(estate: Estate, ids: Ids, plan: Plan) -> Thing:
    """One of them."""
    where = place(plan.account, plan.region)
    homes = [one for one in estate.networks if one.place == where]
    facts: dict[str, object] = {
        "name": plan.name,
        "kind": plan.kind,
        "state": plan.state,
        "version": plan.version,
        "tier": plan.tier,
        "node_count": sum(nodes for _, _, nodes in plan.pools),
        "tags": {"team": plan.team} if plan.team else {},
    }
    if plan.kind == "ecs":
        facts |= {"service_count": min(plan.tasks, 4), "task_count": plan.tasks}
    else:
        facts["node_groups"] = [name for name, _, _ in plan.pools]
        facts["node_sizes"] = sorted({size for _, size, _ in plan.pools})
        facts["public"] = plan.public
        facts["network"] = homes[0].id if plan.kind == "eks" else homes[0].name
    if plan.kind == "eks":
        facts["created_at"] = estate.now.replace(hour=7) - timedelta(days=plan.age_days)
    home = f"arn:aws:{plan.kind}:{plan.region}:{where.account.id}:cluster/{plan.name}"
    written = ids.of("", KIND, where, plan.name) if plan.kind == "aks" else home
    identity = written.lower() if plan.kind == "aks" else written
    lines, metrics = _measured(estate, plan)
    more = {"plan": plan, "subnet": homes[0].subnets[0].written_id}
    return Thing("cluster", where, identity, facts, more, lines, written, metrics)


def _measured(estate: Estate, plan: Plan) -> tuple[tuple[Line, ...], Mapping[str, float | None]]:
    namespace, *names = MEASURED[plan.kind]
    lines, metrics = [], {}
    for field, metric, level in zip(("cpu", "memory"), names, (plan.cpu, plan.memory), strict=True):
        points = course(level, estate.now, (plan.name, field)) if level is not None else ()
        lines.append(Line(metric, points, namespace, (("ClusterName", plan.name),)))
        metrics[field] = mean(points, estate.now)
    return tuple(lines), metrics


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """As EKS and ECS tell them."""
    if request.service == "ecs":
        return _of_ecs(request, [one for one in things if one.facts["kind"] == "ecs"])
    return _of_eks(request, [one for one in things if one.facts["kind"] == "eks"])


def _of_ecs(request: Request, things: Sequence[Thing]) -> Answer | None:
    match request.action:
        case "ListClusters":
            found: dict[str, object] = {"clusterArns": [one.id for one in things]}
        case "DescribeClusters":
            found = {"clusters": [_ecs(one) for one in things]}
        case _:
            return None
    return told("ecs", request.action, found)


def _ecs(thing: Thing) -> Mapping[str, object]:
    facts = thing.facts
    labels = facts["tags"]
    assert isinstance(labels, dict)  # noqa: S101 - for the type alone
    return {
        "clusterArn": thing.id,
        "clusterName": facts["name"],
        "status": "ACTIVE",
        "registeredContainerInstancesCount": facts["node_count"],
        "runningTasksCount": facts["task_count"],
        "activeServicesCount": facts["service_count"],
        "tags": [{"key": key, "value": value} for key, value in labels.items()],
    }


def _of_eks(request: Request, things: Sequence[Thing]) -> Answer | None:
    by_name = {str(one.facts["name"]): one for one in things}
    match unquote(request.action).partition(" ")[2].strip("/").split("/"):
        case ["clusters"]:
            return told("eks", "ListClusters", {"clusters": list(by_name)})
        case ["clusters", name]:
            return told("eks", "DescribeCluster", {"cluster": _eks(by_name[name])})
        case ["clusters", name, "node-groups"]:
            names = by_name[name].facts["node_groups"]
            return told("eks", "ListNodegroups", {"nodegroups": names})
        case ["clusters", name, "node-groups", group]:
            return told("eks", "DescribeNodegroup", {"nodegroup": _group(by_name[name], group)})
    return None


def _eks(thing: Thing) -> Mapping[str, object]:
    facts = thing.facts
    return {
        "name": facts["name"],
        "arn": thing.id,
        "createdAt": facts["created_at"],
        "version": facts["version"],
        "status": "ACTIVE",
        "resourcesVpcConfig": {
            "vpcId": facts["network"],
            "endpointPublicAccess": facts["public"],
        },
        "upgradePolicy": {"supportType": str(facts["tier"]).upper()},
        "tags": facts["tags"],
    }


def _group(thing: Thing, name: str) -> Mapping[str, object]:
    plan = thing.more["plan"]
    assert isinstance(plan, Plan)  # noqa: S101 - for the type alone
    size, nodes = next((size, nodes) for group, size, nodes in plan.pools if group == name)
    return {
        "nodegroupName": name,
        "clusterName": plan.name,
        "instanceTypes": [size],
        "scalingConfig": {"minSize": 0, "maxSize": nodes * 2, "desiredSize": nodes},
        "capacityType": "ON_DEMAND",
    }


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As AKS writes them."""
    return {KIND: tuple(_aks(thing) for thing in things)}


def _aks(thing: Thing) -> Item:
    facts, plan = thing.facts, thing.more["plan"]
    assert isinstance(plan, Plan)  # noqa: S101 - for the type alone
    return {
        **thing.as_arm(KIND),
        "tags": facts["tags"],
        "sku": {"name": "Base", "tier": str(plan.tier).title()},
        "properties": {
            "provisioningState": "Succeeded",
            "powerState": {"code": plan.state.title()},
            "kubernetesVersion": plan.version,
            "currentKubernetesVersion": plan.version,
            "agentPoolProfiles": [
                {
                    "name": name,
                    "count": nodes,
                    "vmSize": size,
                    "vnetSubnetID": thing.more["subnet"],
                }
                for name, size, nodes in plan.pools
            ],
        },
    }

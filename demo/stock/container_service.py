"""Services of containers: busy ones, idle ones, one on machines of its own, and one of no tasks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from demo.accounts import place
from demo.shape import Estate
from demo.stock.course import course, mean
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import asked, told

SERVICES = ("ecs",)
KIND = "Microsoft.App/containerApps"


@dataclass(frozen=True, slots=True)
class Service:
    """One service; `cluster` is one of ECS in `cluster.py`, or an environment of Azure's."""

    account: str
    region: str
    cluster: str
    name: str
    launch_type: str
    tasks: int
    vcpus: float | None
    memory_gib: float | None
    cpu: float | None
    memory: float | None
    team: str | None
    age: int = 200
    architecture: str | None = "x86_64"
    state: str = "running"


PLANS = (
    Service("shop-prod", "us-east-1", "mailers", "newsletter", "fargate", 6, 1, 2, 48, 61,
            "payments"),
    Service("shop-prod", "us-east-1", "mailers", "receipts", "fargate", 4, 0.5, 1, 31, 40,
            "payments", architecture="arm64"),
    Service("shop-prod", "us-east-1", "mailers", "bounces", "ec2", 4, None, None, 12, 22, None,
            architecture=None),
    Service("shop-prod", "us-east-1", "mailers", "old-digest", "fargate", 0, 0.25, 0.5, None, None,
            None, age=900),
    Service("data-platform", "ap-southeast-1", "apac-tasks", "apac-worker", "fargate", 1, 1, 2, 8,
            20, "data"),
    Service("legacy-erp", "westeurope", "env-erp", "ca-erp", "consumption", 0, 1, 2, 5, 10, None),
    Service("retail-prod", "westeurope", "env-retail", "ca-basket", "consumption", 0, 0.5, 1, 35,
            50, "web"),
    Service("retail-prod", "westeurope", "env-retail", "ca-search", "dedicated", 0, 2, 4, 9, 30,
            "web"),
    Service("retail-dev", "eastus", "env-lab", "ca-try", "consumption", 0, 0.25, 0.5, None, None,
            None, state="stopped"),
)  # fmt: skip


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    return (thing(estate, plan) for plan in PLANS)


def thing(estate: Estate, one: Service) -> Thing:
    """One of them."""
    where = place(one.account, one.region)
    aws = where.account.cloud == "aws"
    facts: dict[str, object] = {
        "name": one.name,
        "cluster": one.cluster,
        "launch_type": one.launch_type,
        "task_vcpus": one.vcpus,
        "task_memory_gib": one.memory_gib,
        "state": one.state,
        "tags": {"team": one.team} if one.team else {},
    }
    if aws:
        facts |= {
            "desired_count": one.tasks,
            "running_count": one.tasks,
            "architecture": one.architecture,
            "created_at": estate.now.replace(hour=8) - timedelta(days=one.age),
        }
    home = f"arn:aws:ecs:{one.region}:{where.account.id}:service/{one.cluster}/{one.name}"
    written = home if aws else where.arm_id(KIND, one.name)
    lines, metrics = _measured(one, estate, aws=aws)
    identity = written if aws else written.lower()
    environment = where.arm_id("Microsoft.App/managedEnvironments", one.cluster) if not aws else ""
    more = {"environment": environment}
    return Thing("container_service", where, identity, facts, more, lines, written, metrics)


def _measured(
    one: Service, estate: Estate, *, aws: bool
) -> tuple[tuple[Line, ...], Mapping[str, float | None]]:
    names = (
        ("CPUUtilization", "MemoryUtilization") if aws else ("CpuPercentage", "MemoryPercentage")
    )
    named = (("ServiceName", one.name), ("ClusterName", one.cluster))
    lines, metrics = [], {}
    for field, metric, level in zip(("cpu", "memory"), names, (one.cpu, one.memory), strict=True):
        points = course(level, estate.now, (one.name, field)) if level is not None else ()
        lines.append(Line(metric, points, "AWS/ECS", named))
        metrics[field] = mean(points, estate.now)
    return tuple(lines), metrics


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """As ECS tells them; its clusters are another file's."""
    given = asked(request)
    cluster = str(given.get("cluster", "")).rpartition("/")[2]
    match request.action:
        case "ListServices":
            own = [one.id for one in things if one.facts["cluster"] == cluster]
            found: dict[str, object] = {"serviceArns": own}
        case "DescribeServices":
            found = {"services": [_service(one) for one in things if one.id in given["services"]]}
        case "DescribeTaskDefinition":
            wanted = str(given["taskDefinition"])
            (one,) = (one for one in things if _definition(one) == wanted)
            found = {"taskDefinition": _task(one)}
        case _:
            return None
    return told("ecs", request.action, found)


def _definition(thing: Thing) -> str:
    root = thing.id.partition(":service/")[0]
    return f"{root}:task-definition/{thing.facts['name']}:7"


def _service(thing: Thing) -> Mapping[str, object]:
    facts, root = thing.facts, thing.id.partition(":service/")[0]
    labels = facts["tags"]
    assert isinstance(labels, dict)  # noqa: S101 - for the type alone
    return {
        "serviceArn": thing.id,
        "serviceName": facts["name"],
        "clusterArn": f"{root}:cluster/{facts['cluster']}",
        "status": "ACTIVE",
        "launchType": str(facts["launch_type"]).upper(),
        "desiredCount": facts["desired_count"],
        "runningCount": facts["running_count"],
        "taskDefinition": _definition(thing),
        "createdAt": facts["created_at"],
        "tags": [{"key": key, "value": value} for key, value in labels.items()],
    }


def _task(thing: Thing) -> Mapping[str, object]:
    facts = thing.facts
    sizes = {"cpu": facts["task_vcpus"], "memory": facts["task_memory_gib"]}
    whole: dict[str, object] = {
        "taskDefinitionArn": _definition(thing),
        **{
            name: str(int(size * 1024))
            for name, size in sizes.items()
            if isinstance(size, int | float)
        },
    }
    if facts["architecture"] == "arm64":
        whole["runtimePlatform"] = {"cpuArchitecture": "ARM64"}
    return whole


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Container Apps writes them."""
    return {KIND: tuple(_app(one) for one in things)}


def _app(thing: Thing) -> Item:
    facts = thing.facts
    profile = "Consumption" if facts["launch_type"] == "consumption" else "big"
    resources = {"cpu": facts["task_vcpus"], "memory": f"{facts['task_memory_gib']}Gi"}
    return {
        **thing.as_arm(KIND),
        "tags": facts["tags"],
        "properties": {
            "provisioningState": "Succeeded",
            "runningStatus": str(facts["state"]).title(),
            "managedEnvironmentId": thing.more["environment"],
            "workloadProfileName": profile,
            "template": {"containers": [{"name": "main", "resources": resources}]},
        },
    }

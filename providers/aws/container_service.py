"""Services of ECS, with what one of their tasks reserves.

ECS describes ten services at a time. A task definition is read once, however many services run it;
where it may not be read, what tasks reserve is unknown and the services stand.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.each import each, in_parts
from providers.aws.metric import Series, last_part
from providers.aws.place import Place
from providers.model import Row
from providers.word import word

if TYPE_CHECKING:
    from mypy_boto3_ecs.type_defs import ServiceTypeDef, TaskDefinitionTypeDef

NEEDS = (
    "ecs:DescribeServices",
    "ecs:DescribeTaskDefinition",
    "ecs:ListClusters",
    "ecs:ListServices",
)
# ECS's most.
AT_ONCE, PAGE = 10, 100
# Units of CPU in a virtual CPU, MiB in a GiB.
UNITS = 1024
STATES = {"active": "running"}
METRICS = {
    "cpu": Series(
        "AWS/ECS", "CPUUtilization", "ServiceName", last_part, told={"ClusterName": "cluster"}
    ),
    "memory": Series(
        "AWS/ECS", "MemoryUtilization", "ServiceName", last_part, told={"ClusterName": "cluster"}
    ),
}


def rows(asker: Asker) -> Iterator[Row]:
    """The services of one place. Raises CloudError; what else is refused is noted on `asker`."""
    clusters = [arn for page in asker.pages("ECS ListClusters") for arn in page["clusterArns"]]
    listed = each(asker, "ECS services", clusters, _fetch_arns)
    services = [
        one
        for cluster, arns in listed.items()
        for one in in_parts(asker, "ECS services", arns, AT_ONCE, partial(_fetch, cluster)).values()
    ]
    wanted = sorted({arn for one in services if (arn := one.get("taskDefinition"))})
    tasks = each(asker, "ECS task definitions", wanted, _fetch_task)
    for one in services:
        yield row(one, asker.place, tasks.get(one.get("taskDefinition", "")))


def _fetch_arns(asker: Asker, cluster: str) -> Sequence[str]:
    pages = asker.pages("ECS ListServices", page_size=PAGE, cluster=cluster)
    return [arn for page in pages for arn in page["serviceArns"]]


def _fetch(cluster: str, asker: Asker, arns: Sequence[str]) -> Mapping[str, "ServiceTypeDef"]:
    pages = asker.pages(
        "ECS DescribeServices", cluster=cluster, services=list(arns), include=["TAGS"]
    )
    return {one["serviceArn"]: one for page in pages for one in page["services"]}


def _fetch_task(asker: Asker, arn: str) -> "TaskDefinitionTypeDef":
    (told,) = asker.pages("ECS DescribeTaskDefinition", taskDefinition=arn)
    found: TaskDefinitionTypeDef = told["taskDefinition"]
    return found


def row(service: "ServiceTypeDef", place: Place, task: "TaskDefinitionTypeDef | None") -> Row:
    """One service as a row; ECS writes the keys of tags small."""
    launched = _launch_type(service)
    cluster = service.get("clusterArn")
    return place.row(
        id=service.get("serviceArn"),
        name=service.get("serviceName"),
        cluster=last_part(cluster) if cluster else None,
        launch_type=launched,
        desired_count=service.get("desiredCount"),
        running_count=service.get("runningCount"),
        task_vcpus=_in_units(task.get("cpu") if task else None),
        task_memory_gib=_in_units(task.get("memory") if task else None),
        architecture=_architecture(task, launched),
        state=word(service.get("status"), STATES),
        created_at=service.get("createdAt"),
        tags={tag.get("key", ""): tag.get("value", "") for tag in service.get("tags", [])},
    )


def _launch_type(service: "ServiceTypeDef") -> str | None:
    """Of capacity providers only Fargate's own are known by name; what others are, none tells."""
    if said := service.get("launchType"):
        return said.lower()
    named = {one.get("capacityProvider", "") for one in service.get("capacityProviderStrategy", [])}
    return "fargate" if named and named <= {"FARGATE", "FARGATE_SPOT"} else None


def _in_units(said: str | None) -> float | None:
    return int(said) / UNITS if said and said.isdecimal() else None


def _architecture(task: "TaskDefinitionTypeDef | None", launched: str | None) -> str | None:
    if task is None:
        return None
    said = task.get("runtimePlatform", {}).get("cpuArchitecture")
    # Fargate runs what says nothing on x86; on EC2 the machine decides.
    return said.lower() if said else "x86_64" if launched == "fargate" else None

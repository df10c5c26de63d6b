"""Services of ECS: what is told and what is not."""

from typing import Any

from providers.aws.container_service import row
from providers.aws.place import Place
from providers.model import Account
from providers.schema import table

PLACE = Place(Account("aws", "111111111111", "prod"), "us-east-1")


def test_what_ecs_does_not_tell_is_unknown() -> None:
    found = row({"serviceArn": "arn:one"}, PLACE, None)
    table("container_service", [found]).validate(full=True)
    unknown = ("cluster", "launch_type", "desired_count", "running_count", "task_vcpus",
               "task_memory_gib", "architecture", "state")  # fmt: skip
    assert {found[name] for name in unknown} == {None}


def test_only_fargates_own_capacity_providers_tell_the_launch_type() -> None:
    for names, launched in ((("FARGATE", "FARGATE_SPOT"), "fargate"), (("mine",), None),
                            (("FARGATE", "mine"), None)):  # fmt: skip
        service: Any = {"capacityProviderStrategy": [{"capacityProvider": one} for one in names]}
        assert row(service, PLACE, None)["launch_type"] == launched


def test_fargate_runs_on_x86_unless_it_says_otherwise() -> None:
    fargate: Any = {"launchType": "FARGATE"}
    machines: Any = {"launchType": "EC2"}
    arm: Any = {"runtimePlatform": {"cpuArchitecture": "ARM64"}, "cpu": "512", "memory": "1024"}
    assert row(fargate, PLACE, {})["architecture"] == "x86_64"
    assert row(machines, PLACE, {})["architecture"] is None
    found = row(machines, PLACE, arm)
    assert (found["architecture"], found["task_vcpus"], found["task_memory_gib"]) == (
        "arm64", 0.5, 1,
    )  # fmt: skip

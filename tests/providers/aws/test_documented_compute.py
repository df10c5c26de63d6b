"""AWS's own examples of its answers about functions, clusters, images and the like, as rows."""

from datetime import UTC, datetime
from typing import Any

import pytest

from providers.aws import app_plan, cluster, function, image, registry, scaling_group
from providers.aws.place import Place
from providers.aws.registry import Images
from providers.aws.tagged import Tags
from providers.model import Account
from providers.schema import table

from .recorded import documented

PLACE = Place(Account("aws", "123456789012", "prod"), "us-west-2")
TOLD = {"id", "cloud", "account", "account_id", "region"}


def test_a_documented_function() -> None:
    listed = documented("lambda", "ListFunctions")["Functions"]
    found = [function.row(one, PLACE, Tags({})) for one in listed]
    table("function", found).validate(full=True)
    first = found[0]
    assert first["id"] == "arn:aws:lambda:us-west-2:123456789012:function:helloworld"
    assert (first["runtime"], first["memory_mib"], first["timeout_seconds"]) == (
        "nodejs10.x", 128, 3,
    )  # fmt: skip
    assert first["modified_at"] == datetime(2019, 9, 23, 18, 32, 33, 857000, UTC)
    assert (first["architecture"], first["package"], first["tags"]) == (None, None, {})


def test_a_documented_cluster_whose_groups_are_unknown() -> None:
    found = cluster.eks(documented("eks", "DescribeCluster")["cluster"], PLACE, None)
    assert (found["name"], found["version"], found["state"]) == ("devel", "1.10", "running")
    assert (found["node_count"], found["node_groups"], found["tier"]) == (None, None, None)


def test_a_cluster_wants_what_its_node_groups_want() -> None:
    told: Any = {"arn": "arn:aws:eks:us-west-2:123456789012:cluster/web", "name": "web"}
    groups: Any = [
        {"nodegroupName": "a", "scalingConfig": {"desiredSize": 2}, "instanceTypes": ["m5.large"]},
        {"nodegroupName": "b", "scalingConfig": {"desiredSize": 3}, "instanceTypes": ["m5.large"]},
    ]
    found = cluster.eks(told, PLACE, groups)
    assert (found["node_count"], found["node_sizes"]) == (5, ["m5.large"])
    assert cluster.eks(told, PLACE, [*groups, {"nodegroupName": "c"}])["node_count"] is None
    assert cluster.eks(told, PLACE, [])["node_count"] == 0


def test_a_documented_cluster_of_ecs() -> None:
    (told,) = documented("ecs", "DescribeClusters")["clusters"]
    found = cluster.ecs(told, PLACE)
    assert (found["name"], found["kind"], found["state"]) == ("default", "ecs", "running")
    assert (found["node_count"], found["task_count"]) == (None, None)


def test_a_documented_image() -> None:
    (told,) = documented("ec2", "DescribeImages")["Images"]
    found = image.row(told, PLACE, 3)
    assert (found["id"], found["name"], found["size_gib"]) == ("ami-5731123e", "My server", 8)
    assert (found["created_at"], found["os"], found["vm_count"]) == (None, None, 3)
    assert found["public"] is False


def test_a_documented_scaling_group() -> None:
    (told, *_) = documented("autoscaling", "DescribeAutoScalingGroups")["AutoScalingGroups"]
    found = scaling_group.row(told, PLACE)
    assert (found["name"], found["desired"]) == ("my-auto-scaling-group", 2)
    assert found["instance_count"] == len(told["Instances"])
    assert found["sizes"] == ["t3.micro"]
    assert found["zones"] == ["us-west-2a", "us-west-2b", "us-west-2c"]


def test_a_documented_environment() -> None:
    (told,) = documented("elasticbeanstalk", "DescribeEnvironments")["Environments"]
    held = documented("elasticbeanstalk", "DescribeEnvironmentResources")["EnvironmentResources"]
    found = app_plan.row(told, PLACE, len(held["Instances"]), Tags(None))
    assert (found["name"], found["application"], found["state"]) == ("my-env", "my-app", "ready")
    assert (found["tier"], found["workers"], found["tags"]) == ("webserver", 1, None)


def test_a_documented_repository_of_which_nothing_more_could_be_read() -> None:
    told, *_ = documented("ecr", "DescribeRepositories")["repositories"]
    found = registry.row(told, PLACE, registry.Beside(Tags(None), {}, {}))
    assert found["name"] == "ubuntu"
    assert (found["images"], found["size_gib"], found["lifecycle_policy"]) == (None, None, None)


def test_images_of_a_repository_are_added_up() -> None:
    pushed = datetime(2026, 11, 1, tzinfo=UTC)
    told: Any = [
        {"imageSizeInBytes": 2**30, "imageTags": ["v1"], "imagePushedAt": pushed},
        {"imageSizeInBytes": 2**29},
    ]
    assert registry.summed(told) == Images(2, 1, 1.5, pushed)
    assert registry.summed([]) == Images(0, 0, 0, None)
    assert registry.summed([*told, {}]).size_gib is None


@pytest.mark.parametrize(
    ("row", "known"),
    [
        (lambda: function.row({"FunctionArn": "arn:f"}, PLACE, Tags(None)), TOLD),
        (lambda: image.row({"ImageId": "ami-1"}, PLACE, None), TOLD | {"kind", "tags"}),
        (
            lambda: scaling_group.row({"AutoScalingGroupARN": "arn:g"}, PLACE),  # type: ignore[typeddict-item]
            TOLD | {"zones", "tags"},
        ),
        (lambda: app_plan.row({"EnvironmentArn": "a"}, PLACE, None, Tags(None)), TOLD | {"apps"}),
        (lambda: cluster.ecs({"clusterArn": "arn:c"}, PLACE), TOLD | {"kind", "tags"}),
    ],
)
def test_what_is_not_told_is_unknown(row: Any, known: set[str]) -> None:
    assert {name for name, value in row().items() if value is not None} == known


def test_calls_and_errors_that_nobody_wrote_are_none() -> None:
    counted = [function.METRICS[name] for name in ("invocations", "errors")]
    assert all(one.sparse and one.total for one in counted)
    assert not function.METRICS["duration_ms"].sparse

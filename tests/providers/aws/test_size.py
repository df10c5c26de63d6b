"""What the sizes of VMs have: told once, and unknown where EC2 does not tell."""

from collections.abc import Callable
from typing import Any

import pytest

from providers.aws.place import Place
from providers.aws.provider import AwsProvider
from providers.aws.size import Size, size
from providers.base import Scope
from providers.context import Context
from providers.model import Account

from .recorded import vm_row

PLACE = Place(Account("aws", "111111111111", "prod"), "us-east-1")
M5 = (
    '<DescribeInstanceTypesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
    "<instanceTypeSet><item><instanceType>t3.nano</instanceType>"
    "<vCpuInfo><defaultVCpus>2</defaultVCpus></vCpuInfo>"
    "<memoryInfo><sizeInMiB>512</sizeInMiB></memoryInfo></item></instanceTypeSet>"
    "</DescribeInstanceTypesResponse>"
)


@pytest.fixture
def context() -> Context:
    from datetime import UTC, datetime

    return Context(now=datetime(2026, 11, 18, 12, tzinfo=UTC))


def launch(ec2: Any, size: str) -> None:
    ec2.run_instances(ImageId="ami-1", MinCount=1, MaxCount=1, InstanceType=size)


def rows(found: Any) -> list[dict[str, Any]]:
    return [row for table in found.items for row in table.to_pylist()]


def test_a_size_is_asked_for_once_in_all_regions(
    aws: Any, client: Any, provider: Callable[..., AwsProvider], context: Context
) -> None:
    aws.answer("DescribeInstanceTypes", "*", M5.encode())
    for region in ("us-east-1", "eu-west-1"):
        launch(client("ec2", region), "t3.nano")
    found = rows(provider().inventory("vm", Scope(), context))
    assert {(row["vcpus"], row["memory_gib"]) for row in found} == {(2, 0.5)}
    assert len(aws.asked("DescribeInstanceTypes")) == 1


def test_where_sizes_may_not_be_told_the_vms_still_are_and_are_kept(
    aws: Any, client: Any, provider: Callable[..., AwsProvider], context: Context
) -> None:
    aws.refuse("DescribeInstanceTypes", "*", "UnauthorizedOperation")
    launch(client("ec2"), "t3.nano")
    reader = provider(regions=("us-east-1",))
    for calls in (1, 1):
        found = reader.inventory("vm", Scope(), context)
        (row,), (remark,) = rows(found), found.gaps
        assert (row["size"], row["memory_gib"]) == ("t3.nano", None)
        assert remark.why == "UnauthorizedOperation: ec2:DescribeInstanceTypes"
        assert not remark.matters
        assert len(aws.asked("DescribeInstances")) == calls


def test_a_vm_has_the_cpus_that_it_was_started_with() -> None:
    told: Any = {"InstanceId": "i-1", "CpuOptions": {"CoreCount": 2, "ThreadsPerCore": 1}}
    assert vm_row(told, PLACE, Size(8, 32.0))["vcpus"] == 2
    assert vm_row({"InstanceId": "i-1"}, PLACE, Size(8, 32.0))["vcpus"] == 8


def test_what_ec2_does_not_tell_of_a_size_is_unknown() -> None:
    assert size({}) == Size(None, None)


def test_a_vm_of_an_auto_scaling_group_knows_it() -> None:
    tags: Any = [{"Key": "aws:autoscaling:groupName", "Value": "web"}]
    row = vm_row({"InstanceId": "i-1", "Tags": tags, "Architecture": "arm64_mac"}, PLACE)
    assert (row["scaling_group"], row["architecture"]) == ("web", "arm64")

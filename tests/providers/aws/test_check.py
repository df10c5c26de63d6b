"""Which permissions are missing, over real HTTP."""

from datetime import UTC, datetime
from typing import Any

from providers.context import Context

CONTEXT = Context(now=datetime(2026, 11, 18, 12, tzinfo=UTC))
OWN = "123456789012"


def test_what_is_refused_is_missing_and_says_what_that_costs(aws: Any, provider: Any) -> None:
    aws.refuse("DescribeVolumes", "us-east-1", "UnauthorizedOperation")
    found = provider().lacking(CONTEXT)
    assert [
        (one.where, one.action, one.subjects) for one in found.items if "ec2" in one.action
    ] == [(f"aws {OWN}", "ec2:DescribeVolumes", (subject,)) for subject in ("disk", "snapshot")]


def test_a_refusal_of_another_kind_is_a_gap_and_no_missing_permission(
    aws: Any, provider: Any
) -> None:
    aws.refuse("DescribeVolumes", "us-east-1", "InternalError", 500)
    found = provider().lacking(CONTEXT)
    assert not [one for one in found.items if one.subjects == ("disk",)]
    assert [gap.why for gap in found.gaps if "Volumes" in gap.why] == [
        "InternalError: ec2:DescribeVolumes"
    ]


def test_a_subject_is_left_after_its_first_page(aws: Any, client: Any, provider: Any) -> None:
    client("ec2").run_instances(ImageId="ami-12345678", MinCount=3, MaxCount=3)
    aws.seen.clear()
    provider().lacking(CONTEXT)
    assert len(aws.asked("DescribeInstances")) == 1

"""Auto Scaling groups, with the instances that they have."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.metric import Series, last_part
from providers.aws.place import Place
from providers.model import Row

if TYPE_CHECKING:
    from mypy_boto3_autoscaling.type_defs import AutoScalingGroupTypeDef

NEEDS = ("autoscaling:DescribeAutoScalingGroups",)
SOURCE = "AutoScaling DescribeAutoScalingGroups"
PAGE = 100
METRICS = {"cpu": Series("AWS/EC2", "CPUUtilization", "AutoScalingGroupName", last_part)}


def rows(asker: Asker) -> Iterator[Row]:
    """The groups of one place. Raises CloudError."""
    for page in asker.pages(SOURCE, page_size=PAGE):
        yield from (row(one, asker.place) for one in page["AutoScalingGroups"])


def row(group: "AutoScalingGroupTypeDef", place: Place) -> Row:
    """One group as a row."""
    held = group.get("Instances")
    return place.row(
        id=group.get("AutoScalingGroupARN"),
        name=group.get("AutoScalingGroupName"),
        created_at=group.get("CreatedTime"),
        minimum=group.get("MinSize"),
        maximum=group.get("MaxSize"),
        desired=group.get("DesiredCapacity"),
        instance_count=None if held is None else len(held),
        healthy_count=None if held is None else sum(map(_is_well, held)),
        sizes=None
        if held is None
        else sorted({one.get("InstanceType", "") for one in held} - {""}),
        zones=group.get("AvailabilityZones", []),
        template=_template(group),
        tags={tag.get("Key", ""): tag.get("Value", "") for tag in group.get("Tags", [])},
    )


def _is_well(instance: object) -> bool:
    told = instance if isinstance(instance, dict) else {}
    return told.get("HealthStatus") == "Healthy" and told.get("LifecycleState") == "InService"


def _template(group: "AutoScalingGroupTypeDef") -> str | None:
    mixed = group.get("MixedInstancesPolicy", {}).get("LaunchTemplate", {})
    template = group.get("LaunchTemplate") or mixed.get("LaunchTemplateSpecification") or {}
    return template.get("LaunchTemplateName") or group.get("LaunchConfigurationName")

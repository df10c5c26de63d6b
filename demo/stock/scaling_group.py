"""Scaling groups: busy and idle ones, one of nothing, one that can scale nowhere."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from demo.accounts import Ids, place
from demo.shape import Estate
from demo.stock.course import course, mean
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import told

SERVICES = ("autoscaling",)
KIND, SETTING = "Microsoft.Compute/virtualMachineScaleSets", "Microsoft.Insights/autoscalesettings"
# Account, region, name, size; fewest, most, wanted and healthy instances; CPU; team.
Plan = tuple[str, str, str, str, int | None, int | None, int, int, float | None, str | None]
PLANS: tuple[Plan, ...] = (
    ("shop-prod", "us-east-1", "web-asg", "m5.large", 2, 8, 4, 4, 44, "web"),
    ("shop-prod", "us-east-1", "workers", "c5.xlarge", 3, 3, 3, 3, 4, "payments"),
    ("shop-prod", "eu-west-1", "black-friday", "m5.large", 0, 20, 0, 0, None, None),
    ("shop-staging", "us-east-1", "staging-web", "t3.large", 1, 2, 1, 0, 9, "web"),
    ("data-platform", "ap-southeast-1", "apac-web", "m5.large", 1, 2, 1, 1, 12, "data"),
    ("retail-prod", "westeurope", "vmss-retail", "Standard_D4s_v5", 2, 10, 3, 3, 38, "web"),
    ("retail-dev", "eastus", "vmss-lab", "Standard_B4ms", None, None, 2, 2, 2, None),
    ("legacy-erp", "westeurope", "vmss-erp", "Standard_D4s_v5", 1, 2, 1, 1, 20, None),
)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    ids = Ids(estate.seed)
    return (_thing(estate, ids, plan) for plan in PLANS)


def _thing(estate: Estate, ids: Ids, plan: Plan) -> Thing:
    account, region, name, size, least, most, desired, healthy, cpu, team = plan
    where, now = place(account, region), estate.now
    aws = where.account.cloud == "aws"
    home = f"arn:aws:autoscaling:{region}:{where.account.id}:autoScalingGroup"
    written = (
        f"{home}:{ids.hex(name)[:8]}-1111-4111-8111-111111111111:autoScalingGroupName/{name}"
        if aws
        else ids.of("", KIND, where, name)
    )
    facts: dict[str, object] = {
        "name": name,
        "created_at": now.replace(hour=4) - timedelta(days=200),
        "minimum": least,
        "maximum": most,
        "desired": desired,
        "instance_count": desired,
        "sizes": [size] if desired or not aws else [],
        "zones": [f"{region}a", f"{region}b"] if aws else ["1", "2"],
        "tags": {"team": team} if team else {},
    }
    if aws:
        facts |= {"healthy_count": healthy, "template": f"lt-{name}"}
    points = course(cpu, now, (name, "cpu")) if cpu is not None else ()
    metric = "CPUUtilization" if aws else "Percentage CPU"
    line = Line(metric, points, "AWS/EC2", (("AutoScalingGroupName", name),))
    identity = written if aws else written.lower()
    metrics = {"cpu": mean(points, now)}
    return Thing("scaling_group", where, identity, facts, {"size": size}, (line,), written, metrics)


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """As Auto Scaling describes them."""
    if request.action != "DescribeAutoScalingGroups":
        return None
    groups = [_group(thing) for thing in things]
    return told("autoscaling", request.action, {"AutoScalingGroups": groups})


def _group(thing: Thing) -> Mapping[str, object]:
    facts, labels = thing.facts, thing.facts["tags"]
    held, well = facts["instance_count"], facts["healthy_count"]
    assert isinstance(labels, dict)  # noqa: S101 - for the type alone
    assert isinstance(held, int)  # noqa: S101
    assert isinstance(well, int)  # noqa: S101
    return {
        "AutoScalingGroupName": facts["name"],
        "AutoScalingGroupARN": thing.id,
        "CreatedTime": facts["created_at"],
        "MinSize": facts["minimum"],
        "MaxSize": facts["maximum"],
        "DesiredCapacity": facts["desired"],
        "DefaultCooldown": 300,
        "HealthCheckType": "EC2",
        "AvailabilityZones": facts["zones"],
        "LaunchTemplate": {"LaunchTemplateName": facts["template"], "Version": "1"},
        "Instances": [
            {
                "InstanceId": f"i-{n:017x}",
                "InstanceType": thing.more["size"],
                "HealthStatus": "Healthy" if n < well else "Unhealthy",
                "LifecycleState": "InService",
                "AvailabilityZone": f"{thing.place.region}a",
                "ProtectedFromScaleIn": False,
            }
            for n in range(held)
        ],
        "Tags": [
            {"ResourceId": facts["name"], "Key": key, "Value": value, "PropagateAtLaunch": True}
            for key, value in labels.items()
        ],
    }


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Compute and Monitor write them."""
    ruled = [one for one in things if one.facts["minimum"] is not None]
    return {KIND: tuple(_set(one) for one in things), SETTING: tuple(map(_setting, ruled))}


def _set(thing: Thing) -> Item:
    facts = thing.facts
    return {
        **thing.as_arm(KIND),
        "tags": facts["tags"],
        "zones": facts["zones"],
        "sku": {"name": thing.more["size"], "tier": "Standard", "capacity": facts["desired"]},
        "properties": {
            "provisioningState": "Succeeded",
            "orchestrationMode": "Uniform",
            "timeCreated": f"{facts['created_at']:%Y-%m-%dT%H:%M:%S}.0000000+00:00",
        },
    }


def _setting(thing: Thing) -> Item:
    facts = thing.facts
    root = thing.written_id.partition("/providers/")[0]
    capacity = {name: str(facts[name]) for name in ("minimum", "maximum")}
    profile = {"name": "auto", "capacity": {**capacity, "default": capacity["minimum"]}}
    return {
        "id": f"{root}/providers/{SETTING}/{facts['name']}-autoscale",
        "name": f"{facts['name']}-autoscale",
        "type": SETTING,
        "location": thing.place.region,
        "properties": {
            "enabled": True,
            "targetResourceUri": thing.written_id,
            "profiles": [profile],
        },
    }

"""Load balancers: whose targets are known, and which are healthy."""

from datetime import datetime
from typing import Any

import pytest

from providers.aws import load_balancer
from providers.aws.load_balancer import METRICS, Beside, healthy
from providers.aws.place import Place
from providers.aws.tagged import Tags
from providers.model import Account
from providers.schema import table

from .recorded import documented, needs_recordings, recorded

PLACE = Place(Account("aws", "111111111111", "prod"), "us-east-1")
NONE = Beside(Tags({}), {})
ARN = "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer"


@needs_recordings
def test_a_recorded_load_balancer_reads_as_it_was() -> None:
    name = "test_appelb_add_security_group__elasticloadbalancing.DescribeLoadBalancers_1.json"
    found = [load_balancer.row(one, PLACE, NONE) for one in recorded(name)["LoadBalancers"]]
    table("load_balancer", found).validate(full=True)
    assert found[0]["kind"] in ("application", "network", "gateway")
    assert found[0]["scheme"] in ("internet-facing", "internal")
    assert isinstance(found[0]["created_at"], datetime)


def test_what_is_healthy_in_one_group_is_healthy() -> None:
    assert healthy({"i-1": {"unhealthy", "healthy"}, "i-2": {"draining"}}) == 1


def test_health_that_nobody_checks_is_unknown() -> None:
    assert healthy({"i-1": {"healthy"}, "lambda": {"unavailable"}}) is None
    assert healthy(None) is None
    assert healthy({}) == 0


def test_a_classic_one_gets_the_arn_that_the_bill_has() -> None:
    given: Any = {"LoadBalancerName": "old", "Instances": [{"InstanceId": "i-1"}]}
    row = load_balancer.classic(given, PLACE, Beside(Tags(None), None))
    assert row["id"] == f"{ARN}/old"
    assert (row["target_count"], row["healthy_target_count"], row["tags"]) == (1, None, None)


def test_what_is_not_told_is_unknown() -> None:
    given: Any = {"LoadBalancerArn": f"{ARN}/app/web/1"}
    row = load_balancer.row(given, PLACE, Beside(Tags(None), None))
    told = {"id", "cloud", "account", "account_id", "region"}
    assert {name for name, value in row.items() if value is not None} == told


@pytest.mark.parametrize(
    ("identity", "namespace"),
    [
        (f"{ARN}/app/web/1", "AWS/ApplicationELB"),
        (f"{ARN}/net/web/1", "AWS/NetworkELB"),
        (f"{ARN}/gwy/web/1", "AWS/GatewayELB"),
        (f"{ARN}/web", "AWS/ELB"),
    ],
)
def test_each_kind_has_its_own_metrics(identity: str, namespace: str) -> None:
    assert [one.namespace for one in METRICS["traffic_gib"] if one.of(identity)] == [namespace]


def test_layer_4_counts_no_requests() -> None:
    assert not [one for one in METRICS["requests"] if one.of(f"{ARN}/net/web/1")]


def test_awss_own_examples_become_rows() -> None:
    (newer,) = documented("elbv2", "DescribeLoadBalancers")["LoadBalancers"]
    row = load_balancer.row(newer, PLACE, NONE)
    assert (row["kind"], row["scheme"], row["state"]) == (
        "application",
        "internet-facing",
        "active",
    )
    (older,) = documented("elb", "DescribeLoadBalancers")["LoadBalancerDescriptions"]
    row = load_balancer.classic(older, PLACE, NONE)
    assert (row["kind"], row["target_count"]) == ("classic", 2)

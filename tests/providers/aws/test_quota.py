"""Quotas of AWS: what is applied, and how much there is where a metric tells it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from intents.catalog import subject as catalog_subject
from providers.aws.place import Place
from providers.aws.provider import AwsProvider
from providers.aws.quota import SERVICES, row
from providers.base import Scope
from providers.context import Context
from providers.model import Account

from .conftest import OWN, Rim

PLACE = Place(Account("aws", OWN, "prod"), "eu-west-1")
JSON = "application/x-amz-json-1.0"
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
VCPUS: Any = {
    "ServiceCode": "ec2", "QuotaArn": "arn:vcpus", "QuotaCode": "L-1216C47A", "Value": 64.0,
    "QuotaName": "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances",
    "Unit": "None", "Adjustable": True, "GlobalQuota": False,
    "UsageMetric": {"MetricNamespace": "AWS/Usage", "MetricName": "ResourceCount",
                    "MetricDimensions": {"Service": "EC2", "Class": "Standard/OnDemand"},
                    "MetricStatisticRecommendation": "Maximum"},
}  # fmt: skip
ADDRESSES: Any = {"QuotaArn": "arn:eips", "QuotaName": "EC2-VPC Elastic IPs", "Value": 5.0}
RATE: Any = {"QuotaArn": "arn:rate", "QuotaName": "Rate of requests", "Value": 5.0}
GLOBAL: Any = {"QuotaArn": "arn:global", "QuotaName": "Things", "Value": 5.0, "GlobalQuota": True}


def test_a_quota_is_a_row_of_the_catalog() -> None:
    found = row(VCPUS, 16.0, PLACE)
    fields = catalog_subject("quota").fields
    assert set(found) <= {name for name, field in fields.items() if field.kind == "fact"}
    assert (found["resource"], found["allowed"], found["used_percent"]) == ("vcpu", 64.0, 25.0)
    assert found["unit"] is None


@pytest.mark.parametrize(("used", "allowed"), [(None, 5.0), (0.0, None), (3.0, 0.0)])
def test_a_share_of_what_is_not_known_or_not_allowed_is_unknown(
    used: float | None, allowed: float | None
) -> None:
    told: Any = {**ADDRESSES, "Value": allowed}
    if allowed is None:
        del told["Value"]
    found = row(told, used, PLACE)
    assert (found["used_percent"], found["resource"]) == (None, "public_ip")
    assert found["left"] == (-3.0 if used and allowed is not None else None)


def test_a_quota_that_could_not_be_looked_up_has_no_limit() -> None:
    failed: Any = {
        "QuotaArn": "arn:x", "QuotaName": "Things",
        "ErrorReason": {"ErrorCode": "DEPENDENCY_SERVICE_ERROR"},
    }  # fmt: skip
    assert row(failed, None, PLACE)["allowed"] is None


def tell(aws: Rim, *quotas: Any) -> None:
    aws.answer("ListServiceQuotas", "*", json.dumps({"Quotas": quotas}).encode(), JSON)


def read(provider: AwsProvider) -> tuple[dict[str, dict[str, Any]], list[str]]:
    found = provider.inventory("quota", Scope(), Context(NOW))
    rows = [each for part in found.items for each in part.to_pylist()]
    return {each["id"]: each for each in rows}, [gap.why for gap in found.gaps]


def test_the_newest_point_of_the_metric_is_how_much_there_is(
    aws: Rim, provider: Callable[..., AwsProvider]
) -> None:
    tell(aws, VCPUS, ADDRESSES, RATE, GLOBAL)
    points = {"Id": "q0", "Timestamps": [NOW.timestamp(), 0], "Values": [48.0, 99.0]}
    body = json.dumps({"MetricDataResults": [points]}).encode()
    aws.answer("GetMetricData", "*", body, JSON)
    rows, gaps = read(provider(regions=("eu-west-1",)))
    assert set(rows) == {"arn:vcpus", "arn:eips"}
    assert (rows["arn:vcpus"]["used"], rows["arn:vcpus"]["used_percent"]) == (48.0, 75.0)
    assert rows["arn:eips"]["used"] is None
    assert gaps == []
    (asked,) = aws.asked("GetMetricData")
    assert json.loads(asked.body)["ScanBy"] == "TimestampDescending"
    assert len(aws.asked("ListServiceQuotas")) == len(SERVICES)


def test_without_its_metric_a_quota_stands_and_its_use_is_unknown(
    aws: Rim, provider: Callable[..., AwsProvider]
) -> None:
    tell(aws, VCPUS)
    body = b'{"__type": "AccessDenied", "message": "not authorized"}'
    aws.answer("GetMetricData", "*", body, JSON, 400)
    rows, gaps = read(provider(regions=("eu-west-1",)))
    assert (rows["arn:vcpus"]["allowed"], rows["arn:vcpus"]["used"]) == (64.0, None)
    assert gaps == ["AccessDenied: cloudwatch:GetMetricData"]


def test_a_quota_of_all_regions_is_told_once(
    aws: Rim, provider: Callable[..., AwsProvider]
) -> None:
    tell(aws, GLOBAL)
    rows, _ = read(provider(regions=("us-east-1", "eu-west-1")))
    assert [each["region"] for each in rows.values()] == ["us-east-1"]

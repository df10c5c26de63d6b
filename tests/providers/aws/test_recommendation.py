"""What AWS advises: who is enrolled, what is told twice, and what is not told."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from intents.catalog import subject as catalog_subject
from providers.aws import compute_optimizer
from providers.aws.compute_optimizer import KINDS
from providers.aws.place import Place
from providers.aws.provider import AwsProvider
from providers.aws.recommendation import advisor_row, hub_row, told_once
from providers.base import Scope
from providers.context import Context
from providers.model import Account
from providers.schema import table

from .conftest import OWN, Rim
from .recorded import needs_recordings, recorded

PLACE = Place(Account("aws", OWN, "prod"), "us-east-1")
JSON = "application/x-amz-json-1.0"
INSTANCE = f"arn:aws:ec2:us-east-1:{OWN}:instance/i-1"
HUB: Any = {
    "recommendationId": "r-1", "accountId": OWN, "region": "eu-west-1", "resourceId": "i-1",
    "resourceArn": INSTANCE, "currentResourceType": "Ec2Instance", "actionType": "Rightsize",
    "estimatedMonthlySavings": 12.5, "currencyCode": "USD", "source": "ComputeOptimizer",
    "implementationEffort": "VeryLow", "currentResourceSummary": "m5.large",
    "recommendedResourceSummary": "t3.large", "tags": [{"key": "Name", "value": "web"}],
}  # fmt: skip
OPTIMIZED = {
    "instanceArn": INSTANCE, "finding": "OVER_PROVISIONED", "currentInstanceType": "m5.large",
    "recommendationOptions": [
        {"instanceType": "c5.large", "rank": 2},
        {"instanceType": "t3.large", "rank": 1,
         "savingsOpportunity": {"estimatedMonthlySavings": {"currency": "USD", "value": 20.0}},
         "savingsOpportunityAfterDiscounts": {
             "savingsOpportunityPercentage": 30.0,
             "estimatedMonthlySavings": {"currency": "USD", "value": 12.5}}},
    ],
}  # fmt: skip
SUMMARY: Any = {
    "id": "x", "arn": "arn:aws:trustedadvisor::1:recommendation/x", "status": "warning",
    "type": "standard", "pillars": ["fault_tolerance"], "source": "ta_check", "name": "No backup",
    "resourcesAggregates": {"okCount": 5, "warningCount": 2, "errorCount": 1},
}  # fmt: skip
FACTS = {f.name for f in catalog_subject("recommendation").fields.values() if f.kind == "fact"}


def test_a_recommendation_of_the_hub_is_a_row_of_the_catalog() -> None:
    row = hub_row(HUB, PLACE)
    assert set(row) <= FACTS
    assert (row["resource"], row["name"], row["region"]) == ("i-1", "web", "eu-west-1")
    assert (row["monthly_saving"], row["effort"]) == (Decimal("12.5"), "very low")
    assert (row["action"], row["found_by"]) == ("rightsize", "Compute Optimizer")


def test_what_the_hub_does_not_tell_is_unknown() -> None:
    row = hub_row({"recommendationId": "r-2"}, PLACE)
    known = {"id", "cloud", "account", "account_id", "category", "resource_count", "source", "tags"}
    assert {name for name, value in row.items() if value is not None} == known


def test_a_saving_is_the_first_options_after_discounts() -> None:
    row = compute_optimizer.row(KINDS[0], OPTIMIZED, PLACE)
    assert set(row) <= FACTS
    assert (row["recommended"], row["category"]) == ("t3.large", "cost")
    assert (row["monthly_saving"], row["saving_percent"]) == (Decimal("12.5"), 30.0)


@pytest.mark.parametrize(
    ("kind", "found", "current", "recommended", "category"),
    [
        (1, {"volumeArn": "arn:aws:ec2:r:1:volume/vol-1", "finding": "NotOptimized",
             "currentConfiguration": {"volumeType": "gp2", "volumeSize": 100},
             "volumeRecommendationOptions": [
                 {"rank": 1, "configuration": {"volumeType": "gp3", "volumeSize": 100,
                                               "volumeBaselineIOPS": 3000}}]},
         "gp2 100 GiB", "gp3 100 GiB 3000 IOPS", "cost"),
        (2, {"functionArn": "arn:aws:lambda:r:1:function:hook:7", "finding": "NotOptimized",
             "findingReasonCodes": ["MemoryUnderprovisioned"], "currentMemorySize": 128,
             "memorySizeRecommendationOptions": [{"rank": 1, "memorySize": 256}]},
         "128 MB", "256 MB", "performance"),
        (3, {"autoScalingGroupArn": "arn:aws:autoscaling:r:1:autoScalingGroup:u:x/web",
             "finding": "NotOptimized", "autoScalingGroupName": "web",
             "currentConfiguration": {"instanceType": "m5.large", "minSize": 0, "maxSize": 4},
             "recommendationOptions": [
                 {"rank": 1, "configuration": {"mixedInstanceTypes": ["t3.large", "t3a.large"]}}]},
         "m5.large × 0 to 4", "t3.large, t3a.large", "cost"),
    ],
)  # fmt: skip
def test_every_kind_of_resource_tells_what_it_is_and_should_be(
    kind: int, found: dict[str, Any], current: str, recommended: str, category: str
) -> None:
    row = compute_optimizer.row(KINDS[kind], found, PLACE)
    assert (row["current"], row["recommended"]) == (current, recommended)
    assert (row["category"], row["monthly_saving"]) == (category, None)
    assert row["name"] in ("vol-1", "hook", "web")


def test_trusted_advisor_counts_what_it_flags_and_knows_no_saving_of_what_costs_nothing() -> None:
    row = advisor_row(SUMMARY, PLACE)
    assert set(row) <= FACTS
    assert (row["category"], row["resource_count"]) == ("reliability", 3)
    assert (row["monthly_saving"], row["currency"], row["region"]) == (None, None, None)


def test_what_the_hub_tells_of_a_resource_is_not_told_again() -> None:
    other = {**OPTIMIZED, "instanceArn": INSTANCE[:-1] + "2"}
    hub = table("recommendation", [hub_row(HUB, PLACE)])
    own = table(
        "recommendation",
        [compute_optimizer.row(KINDS[0], one, PLACE) for one in (OPTIMIZED, other)],
    )
    first, second = told_once((hub, own))
    assert first["resource"].to_pylist() == ["i-1"]
    assert second["resource"].to_pylist() == ["i-2"]
    assert told_once((own,)) == (own,)
    assert told_once(()) == ()


@needs_recordings
def test_a_recorded_instance_that_tells_nothing_but_its_arn_is_a_row() -> None:
    case = "test_ec2_compute_optimizer_no_params"
    raw = recorded(f"{case}__compute-optimizer.GetEC2InstanceRecommendations_1.json")
    rows = [compute_optimizer.row(KINDS[0], one, PLACE) for one in raw["instanceRecommendations"]]
    table("recommendation", rows).validate(full=True)
    assert rows[0]["resource"] == "i-039b21b80b9602a24"
    assert (rows[0]["monthly_saving"], rows[0]["advice"]) == (None, None)


# -- through the SDK ------------------------------------------------------------------------------

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def tell(aws: Rim, status: str = "Active", advisor: Any = SUMMARY) -> None:
    """What the three services answer."""

    def answer(action: str, **said: object) -> None:
        aws.answer(action, "*", json.dumps(said).encode(), JSON)

    answer("ListEnrollmentStatuses", items=[{"accountId": OWN, "status": status}])
    answer("ListRecommendations", items=[HUB])
    answer("GetEC2InstanceRecommendations", instanceRecommendations=[OPTIMIZED])
    answer("GetEBSVolumeRecommendations", volumeRecommendations=[])
    answer("GetLambdaFunctionRecommendations", lambdaFunctionRecommendations=[])
    answer("GetAutoScalingGroupRecommendations", autoScalingGroupRecommendations=[])
    # Trusted Advisor names no action: its path is all there is.
    answer("", recommendationSummaries=[advisor])


def refuse(aws: Rim, action: str, code: str, status: int = 400) -> None:
    body = json.dumps({"__type": code, "message": "User is not authorized to perform it"})
    aws.answer(action, "*", body.encode(), JSON, status)


def read(provider: Callable[..., AwsProvider]) -> tuple[list[dict[str, Any]], list[str], list[str]]:
    """The rows, the gaps that matter, and the remarks."""
    only = provider(regions=("us-east-1",))
    found = only.inventory("recommendation", Scope(), Context(NOW))
    rows = [row for part in found.items for row in part.to_pylist()]
    gaps = [(gap.matters, f"{gap.where} {gap.why}") for gap in found.gaps]
    return (
        rows,
        [said for matters, said in gaps if matters],
        [s for matters, s in gaps if not matters],
    )


def test_each_is_told_once_whoever_tells_it(aws: Rim, provider: Callable[..., AwsProvider]) -> None:
    tell(aws)
    rows, gaps, remarks = read(provider)
    assert [row["source"] for row in rows] == ["Cost Optimization Hub", "Trusted Advisor"]
    assert (gaps, remarks) == ([], [])
    (asked,) = aws.asked("ListRecommendations")
    assert json.loads(asked.body)["filter"] == {"accountIds": [OWN]}


def test_an_account_that_is_not_enrolled_is_a_gap_and_its_empty_list_is_not_read(
    aws: Rim, provider: Callable[..., AwsProvider]
) -> None:
    tell(aws, status="Inactive")
    rows, gaps, _ = read(provider)
    assert {row["source"] for row in rows} == {"Compute Optimizer", "Trusted Advisor"}
    assert gaps == [f"aws {OWN} NotEnrolled: the account is not enrolled in Cost Optimization Hub"]
    assert not aws.asked("ListRecommendations")


def test_an_account_that_has_not_opted_in_is_one_gap(
    aws: Rim, provider: Callable[..., AwsProvider]
) -> None:
    tell(aws)
    refuse(aws, "GetEC2InstanceRecommendations", "OptInRequiredException")
    rows, gaps, _ = read(provider)
    assert [row["source"] for row in rows] == ["Cost Optimization Hub", "Trusted Advisor"]
    assert gaps == [
        f"aws {OWN} OptInRequiredException: compute-optimizer:GetEC2InstanceRecommendations"
    ]
    assert not aws.asked("GetEBSVolumeRecommendations")


def test_an_operation_that_is_refused_leaves_the_others(
    aws: Rim, provider: Callable[..., AwsProvider]
) -> None:
    tell(aws)
    refuse(aws, "ListRecommendations", "AccessDeniedException")
    rows, gaps, _ = read(provider)
    assert {row["source"] for row in rows} == {"Compute Optimizer", "Trusted Advisor"}
    assert len(gaps) == 1
    assert "cost-optimization-hub:ListRecommendations" in gaps[0]


def test_without_a_support_plan_trusted_advisor_is_a_remark(
    aws: Rim, provider: Callable[..., AwsProvider]
) -> None:
    tell(aws)
    refuse(aws, "", "SubscriptionRequiredException")
    rows, gaps, remarks = read(provider)
    assert [row["source"] for row in rows] == ["Cost Optimization Hub"]
    assert (gaps, len(remarks)) == ([], 1)


@pytest.mark.parametrize(
    ("source", "check", "told"),
    [
        ("ta_check", "hjLMh88uM8", True),
        ("ta_check", "Qch7DwouX1", False),
        ("cost_optimization_hub", "x", False),
        ("compute_optimizer", "x", False),
        ("cost_explorer", "x", False),
    ],
)
def test_trusted_advisor_does_not_tell_what_the_hub_judges(
    source: str, check: str, told: bool, aws: Rim, provider: Callable[..., AwsProvider]
) -> None:
    arn = f"arn:aws:trustedadvisor:::check/{check}"
    tell(aws, advisor={**SUMMARY, "source": source, "checkArn": arn})
    rows, _, _ = read(provider)
    assert ("Trusted Advisor" in [row["source"] for row in rows]) is told

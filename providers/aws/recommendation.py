"""What AWS advises for an account: Cost Optimization Hub, and Trusted Advisor beside it.

Both answer for all regions, in one of them. The hub has what Compute Optimizer and Cost Explorer
advise, without what excludes one another, so that its savings may be added up; what Compute
Optimizer advises besides is `compute_optimizer`'s to read, and told once (`told_once`).

An account that is not enrolled is answered with an empty list, as if there were nothing to advise:
so it is asked whether it is. Trusted Advisor needs a support plan; it judges some resources that
the hub judges too, and repeats what others found: those are left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from providers.aws.ask import Asker
from providers.aws.place import CLOUD, Place
from providers.aws.term import amount
from providers.errors import CloudError, Denied, Unavailable, gap
from providers.model import Gap, Row

if TYPE_CHECKING:
    from mypy_boto3_cost_optimization_hub.type_defs import RecommendationTypeDef
    from mypy_boto3_trustedadvisor.type_defs import RecommendationSummaryTypeDef

NEEDS = (
    "cost-optimization-hub:ListEnrollmentStatuses",
    "cost-optimization-hub:ListRecommendations",
    "trustedadvisor:ListRecommendations",
)
ENROLLED = "Cost-Optimization-Hub ListEnrollmentStatuses"
HUB = "Cost-Optimization-Hub ListRecommendations"
ADVISOR = "TrustedAdvisor ListRecommendations"
# Where both of them answer, for all regions.
HOME = "us-east-1"
HUB_PAGE, ADVISOR_PAGE = 1000, 200
FROM_HUB, FROM_OPTIMIZER, FROM_ADVISOR = (
    "Cost Optimization Hub", "Compute Optimizer", "Trusted Advisor",
)  # fmt: skip
_FOUND_BY = {"ComputeOptimizer": FROM_OPTIMIZER, "CostExplorer": "Cost Explorer"}
_ACTIONS = {
    "Rightsize": "rightsize", "Stop": "stop", "Delete": "delete", "Upgrade": "upgrade",
    "ScaleIn": "scale in", "MigrateToGraviton": "migrate to graviton",
    "PurchaseReservedInstances": "buy reservation", "PurchaseSavingsPlans": "buy savings plan",
}  # fmt: skip
_EFFORTS = {
    "VeryLow": "very low", "Low": "low", "Medium": "medium", "High": "high",
    "VeryHigh": "very high",
}  # fmt: skip
_PILLARS = {
    "cost_optimizing": "cost", "fault_tolerance": "reliability",
    "operational_excellence": "operations", "service_limits": "service limits",
}  # fmt: skip
# Trusted Advisor's own checks of what the hub judges as well: low utilization EC2 instances,
# underutilized EBS volumes, idle RDS instances, and purchases of EC2 reservations and of savings
# plans. Source: AWS Trusted Advisor check reference, cost optimization.
_JUDGED_TWICE = frozenset({"Qch7DwouX1", "DAvU99Dc4C", "Ti39halfu8", "cX3c2R1chu", "vZ2c2W1srf"})
_TO_ENROLL = "enroll it: Billing and Cost Management › Cost Optimization Hub (it is free)"
_PLAN = "Trusted Advisor's recommendations need AWS Business Support or better"


def effort(told: str | None) -> str | None:
    """`VeryLow` is "very low"; an effort that AWS has made since stays as it is."""
    return _EFFORTS.get(told, told.lower()) if told else None


def resource_id(arn: str) -> str:
    """A resource's id as its own subject has it: of EC2 the last part of the ARN, else the ARN."""
    return arn.rpartition("/")[2] if arn.startswith("arn:") and ":ec2:" in arn else arn


def rows(asker: Asker) -> Iterator[Row]:
    """What is advised for an account; a service that may not be asked is noted on `asker`."""
    # The same asker, of the region that answers.
    asker = replace(asker, place=Place(asker.place.account, HOME))
    by_hub = False
    try:
        by_hub = _is_enrolled(asker)
        if by_hub:
            yield from _of_hub(asker)
    except CloudError as error:
        asker.missing(error)
    try:
        yield from _of_advisor(asker, by_hub=by_hub)
    except Unavailable as error:
        where = f"{CLOUD} {asker.place.account.id}"
        asker.gaps.append(Gap(where, error.why, _PLAN, matters=False))
    except Denied as error:
        asker.gaps.append(replace(gap(error), fix=f"{error.fix}; {_PLAN}"))
    except CloudError as error:
        asker.missing(error)


def _is_enrolled(asker: Asker) -> bool:
    """Whether the hub works for the account; where it does not, a gap says so."""
    account = asker.place.account.id
    for page in asker.pages(ENROLLED, accountId=account):
        for one in page.get("items", []):
            if one.get("accountId") in (account, None) and one.get("status") == "Active":
                return True
    why = "NotEnrolled: the account is not enrolled in Cost Optimization Hub"
    asker.gaps.append(Gap(f"{CLOUD} {account}", why, _TO_ENROLL))
    return False


def _of_hub(asker: Asker) -> Iterator[Row]:
    # Of an organization, its management account would see the others' too: each is read by itself.
    own = {"accountIds": [asker.place.account.id]}
    for page in asker.pages(HUB, page_size=HUB_PAGE, filter=own):
        for found in page["items"]:
            yield hub_row(found, asker.place)


def hub_row(found: "RecommendationTypeDef", place: Place) -> Row:
    """One of the hub's recommendations as a row."""
    tags = {one["key"]: one["value"] for one in found.get("tags", []) if "key" in one}
    known = found.get("resourceArn") or found.get("resourceId")
    action, kind = found.get("actionType"), found.get("currentResourceType")
    said = _ACTIONS.get(action, action.lower()) if action else None
    return {
        **place.row(),
        "id": found["recommendationId"],
        "name": tags.get("Name") or found.get("resourceId") or None,
        "region": found.get("region") or None,
        "category": "cost",
        "action": said,
        "advice": _advice(said, kind, found.get("currentResourceSummary")),
        "resource": resource_id(known) if known else None,
        "resource_type": kind or found.get("recommendedResourceType"),
        "resource_count": 1,
        "current": found.get("currentResourceSummary") or None,
        "recommended": found.get("recommendedResourceSummary") or None,
        "monthly_saving": amount(found.get("estimatedMonthlySavings")),
        "saving_percent": found.get("estimatedSavingsPercentage"),
        "currency": found.get("currencyCode"),
        "effort": effort(found.get("implementationEffort")),
        "needs_restart": found.get("restartNeeded"),
        "can_roll_back": found.get("rollbackPossible"),
        "source": FROM_HUB,
        "found_by": _FOUND_BY.get(found.get("source", ""), found.get("source")),
        "lookback_days": found.get("recommendationLookbackPeriodInDays"),
        "updated_at": found.get("lastRefreshTimestamp"),
        "tags": tags,
    }


def _advice(action: str | None, kind: str | None, current: str | None) -> str | None:
    """The hub has no words for it: "rightsize Ec2Instance m5.2xlarge"."""
    return " ".join(one for one in (action, kind, current) if one) or None


def _of_advisor(asker: Asker, *, by_hub: bool) -> Iterator[Row]:
    for page in asker.pages(ADVISOR, page_size=ADVISOR_PAGE):
        for found in page["recommendationSummaries"]:
            if found["status"] != "ok" and not _is_told_elsewhere(found, by_hub=by_hub):
                yield advisor_row(found, asker.place)


def _is_told_elsewhere(found: "RecommendationSummaryTypeDef", *, by_hub: bool) -> bool:
    """Whether it is told by who found it, or of what the hub judges by itself."""
    if found["source"] in ("compute_optimizer", "cost_optimization_hub"):
        return True
    check = found.get("checkArn", "").rpartition("/")[2]
    return by_hub and (found["source"] == "cost_explorer" or check in _JUDGED_TWICE)


def advisor_row(found: "RecommendationSummaryTypeDef", place: Place) -> Row:
    """One of Trusted Advisor's recommendations as a row: of all resources that it flags."""
    saving = found.get("pillarSpecificAggregates", {}).get("costOptimizing")
    flagged = found["resourcesAggregates"]
    pillar = next(iter(found["pillars"]), None)
    told: Mapping[str, object] = saving or {}
    return {
        **place.row(),
        "id": found["arn"],
        "name": found["name"],
        # Its checks look at all regions at once.
        "region": None,
        "category": _PILLARS.get(pillar, pillar) if pillar else None,
        "advice": found["name"],
        "resource_type": ", ".join(found.get("awsServices", [])) or None,
        "resource_count": flagged["warningCount"] + flagged["errorCount"],
        "monthly_saving": amount(told.get("estimatedMonthlySavings")),
        "saving_percent": saving["estimatedPercentMonthlySavings"] if saving else None,
        # It tells none; AWS's savings are in US dollars but in China, where it is not offered so.
        "currency": "USD" if saving else None,
        "source": FROM_ADVISOR,
        "created_at": found.get("createdAt"),
        "updated_at": found.get("lastUpdatedAt"),
    }


def told_once(tables: tuple[pa.Table, ...]) -> tuple[pa.Table, ...]:
    """The tables without what Compute Optimizer tells of resources that the hub tells of, too."""
    hub, optimizer = pa.scalar(FROM_HUB), pa.scalar(FROM_OPTIMIZER)
    parts = [table.filter(pc.equal(table["source"], hub))["resource"] for table in tables]
    chunks = [chunk for part in parts for chunk in part.drop_null().chunks]
    known = pa.chunked_array(chunks, pa.string()).combine_chunks()

    def first(table: pa.Table) -> pa.Table:
        own = pc.equal(table["source"], optimizer)
        return table.filter(pc.invert(pc.and_(own, pc.is_in(table["resource"], value_set=known))))

    return tuple(first(table) for table in tables)

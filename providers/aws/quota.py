"""Quotas of the services that people run into: how much an account may have, and how much it has.

Service Quotas tells what is applied to the account. How much there is it tells of some alone, as
the name of a metric: those are read together, and their newest point of the last day is taken.
Quotas of how often an API may be called are left out: they limit no resource. A quota that the
account shares over all regions is told by one of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from providers.aws.ask import Asker
from providers.aws.metric import PRICE, QUERIES
from providers.aws.metric import SOURCE as MEASURED
from providers.aws.place import Place
from providers.errors import CloudError
from providers.model import Row
from providers.share import percent, rest

if TYPE_CHECKING:
    from mypy_boto3_service_quotas.type_defs import ServiceQuotaTypeDef

NEEDS = ("cloudwatch:GetMetricData", "servicequotas:ListServiceQuotas")
SOURCE = "Service-Quotas ListServiceQuotas"
PAGE = 100
SERVICES = ("ec2", "vpc", "ebs", "elasticloadbalancing", "rds", "lambda")
# Usage is written every five minutes where there is any; steps of an hour cost no more.
LOOKED_BACK, STEP = timedelta(days=1), 3600
_USUAL = "Maximum"
# Where a quota that all regions share is told.
HOME = "us-east-1"
# What a quota of both clouds is of, by how AWS's names begin or what they hold.
_VCPUS = ("Running On-Demand ", "All Standard ", "All F Spot", "All G and VT Spot", "All Inf Spot",
          "All P", "All Trn Spot", "All X Spot", "All DL Spot")  # fmt: skip
_RESOURCES = {
    "EC2-VPC Elastic IPs": "public_ip", "VPCs per Region": "network",
    "VPC security groups per Region": "security_group",
    "NAT gateways per Availability Zone": "nat_gateway",
    "Application Load Balancers per Region": "load_balancer",
    "Network Load Balancers per Region": "load_balancer",
    "Gateway Load Balancers per Region": "load_balancer",
    "Classic Load Balancers per Region": "load_balancer",
    "DB instances": "database", "Concurrent executions": "concurrency",
}  # fmt: skip
_DISKS, OTHER = "Storage for ", "other"


def rows(asker: Asker) -> Iterator[Row]:
    """The quotas of one place; a service that is refused is noted on `asker`."""
    every: list[ServiceQuotaTypeDef] = []
    for service in SERVICES:
        try:
            for page in asker.pages(SOURCE, page_size=PAGE, ServiceCode=service):
                every += (one for one in page["Quotas"] if _is_told(one, asker.place))
        except CloudError as error:
            asker.missing(error)
    used = _used(asker, every)
    return (row(one, used.get(one["QuotaArn"]), asker.place) for one in every)


def _is_told(found: "ServiceQuotaTypeDef", place: Place) -> bool:
    """Whether it limits something, and is this region's to tell."""
    rate = found.get("Period") or "rate" in found["QuotaName"].lower().split()
    return not rate and (place.region == HOME or not found.get("GlobalQuota"))


def row(found: "ServiceQuotaTypeDef", used: float | None, place: Place) -> Row:
    """One quota as a row, with how much there is of it."""
    allowed = found.get("Value")
    unit = found.get("Unit")
    return place.row(
        id=found["QuotaArn"],
        name=found["QuotaName"],
        code=found.get("QuotaCode"),
        service=found.get("ServiceCode"),
        resource=_resource(found["QuotaName"]),
        allowed=allowed,
        used=used,
        left=rest(used, allowed),
        used_percent=percent(used, allowed),
        unit=None if unit == "None" else unit,
        adjustable=found.get("Adjustable"),
    )


def _resource(name: str) -> str:
    if name.startswith(_VCPUS):
        return "vcpu"
    return "disk" if name.startswith(_DISKS) else _RESOURCES.get(name, OTHER)


def _used(asker: Asker, quotas: Sequence["ServiceQuotaTypeDef"]) -> Mapping[str, float]:
    """How much there is, by the quota's ARN, of those that name a metric."""
    measured = [one for one in quotas if one.get("UsageMetric", {}).get("MetricName")]
    found: dict[str, float] = {}
    for start in range(0, len(measured), QUERIES):
        part = dict(enumerate(measured[start : start + QUERIES]))
        queries = [_query(f"q{number}", one) for number, one in part.items()]
        try:
            for page in _points(asker, queries):
                for result in page["MetricDataResults"]:
                    # Newest first: what a later page tells of a query is older.
                    if result["Values"]:
                        arn = part[int(result["Id"][1:])]["QuotaArn"]
                        found.setdefault(arn, result["Values"][0])
        except CloudError as error:
            asker.missing(error)
    return found


def _points(asker: Asker, queries: Sequence[Mapping[str, Any]]) -> Iterator[Any]:
    now = asker.context.now
    return asker.pages(
        MEASURED,
        price=PRICE * len(queries),
        points=len(queries) * int(LOOKED_BACK.total_seconds()) // STEP,
        MetricDataQueries=queries,
        StartTime=now - LOOKED_BACK,
        EndTime=now,
        ScanBy="TimestampDescending",
    )


def _query(key: str, found: "ServiceQuotaTypeDef") -> Mapping[str, Any]:
    told = found["UsageMetric"]
    dimensions = told.get("MetricDimensions", {})
    metric = {
        "Namespace": told.get("MetricNamespace", ""),
        "MetricName": told.get("MetricName", ""),
        "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
    }
    stat = told.get("MetricStatisticRecommendation") or _USUAL
    return {"Id": key, "MetricStat": {"Metric": metric, "Period": STEP, "Stat": stat}}

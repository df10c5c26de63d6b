"""What Compute Optimizer advises in a region: VMs, disks, functions and groups of VMs.

It tells more than Cost Optimization Hub takes over: what is too small, which saves nothing. Savings
are after discounts where it knows them; the first of its options is the one that it ranks first.

An account that has not opted in is refused, in every region and by every operation: one gap.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from providers.aws.ask import Asker
from providers.aws.place import Place
from providers.aws.recommendation import FROM_OPTIMIZER, effort, resource_id
from providers.aws.term import amount
from providers.errors import CloudError, Unavailable
from providers.model import Row

NEEDS = (
    "compute-optimizer:GetAutoScalingGroupRecommendations",
    "compute-optimizer:GetEBSVolumeRecommendations",
    "compute-optimizer:GetEC2InstanceRecommendations",
    "compute-optimizer:GetLambdaFunctionRecommendations",
)
PAGE = 1000
FINE = ("optimized", "unavailable")
Found = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One operation, and where its answer holds what; `kind` is the hub's word for the resource.

    `current` and `option` tell a configuration of what was found, and of one of its options.
    """

    source: str
    held: str
    arn: str
    kind: str
    options: str
    current: Callable[[Found], str | None]
    option: Callable[[Found], str | None]


def _volume(found: Found) -> str | None:
    size, iops = found.get("volumeSize"), found.get("volumeBaselineIOPS")
    parts = (found.get("volumeType"), size and f"{size} GiB", iops and f"{iops} IOPS")
    return " ".join(str(part) for part in parts if part) or None


def _memory(size: object) -> str | None:
    return f"{size} MB" if size else None


def _group(found: Found) -> str | None:
    least, most = found.get("minSize"), found.get("maxSize")
    kinds = found.get("instanceType") or ", ".join(found.get("mixedInstanceTypes", []))
    many = f" × {least} to {most}" if least is not None and most is not None else ""
    return f"{kinds}{many}" if kinds else None


KINDS = (
    Kind("Compute-Optimizer GetEC2InstanceRecommendations", "instanceRecommendations",
         "instanceArn", "Ec2Instance", "recommendationOptions",
         lambda found: found.get("currentInstanceType"), lambda one: one.get("instanceType")),
    Kind("Compute-Optimizer GetEBSVolumeRecommendations", "volumeRecommendations",
         "volumeArn", "EbsVolume", "volumeRecommendationOptions",
         lambda found: _volume(found.get("currentConfiguration", {})),
         lambda one: _volume(one.get("configuration", {}))),
    Kind("Compute-Optimizer GetLambdaFunctionRecommendations", "lambdaFunctionRecommendations",
         "functionArn", "LambdaFunction", "memorySizeRecommendationOptions",
         lambda found: _memory(found.get("currentMemorySize")),
         lambda one: _memory(one.get("memorySize"))),
    Kind("Compute-Optimizer GetAutoScalingGroupRecommendations", "autoScalingGroupRecommendations",
         "autoScalingGroupArn", "Ec2AutoScalingGroup", "recommendationOptions",
         lambda found: _group(found.get("currentConfiguration", {})),
         lambda one: _group(one.get("configuration", {}))),
)  # fmt: skip


def rows(asker: Asker) -> Iterator[Row]:
    """What is advised in a region; an operation that is refused is noted on `asker`."""
    for kind in KINDS:
        try:
            for page in _pages(asker, kind):
                for found in page[kind.held]:
                    if found.get("finding", "").lower() not in FINE:
                        yield row(kind, found, asker.place)
        except Unavailable:
            raise
        except CloudError as error:
            asker.missing(error)


def _pages(asker: Asker, kind: Kind) -> Iterator[Found]:
    """Every page; the SDK has a paginator for functions alone."""
    # Of an organization, its management account would see the others' too: each is read by itself.
    own: dict[str, Any] = {"accountIds": [asker.place.account.id]}
    if kind.kind == "LambdaFunction":
        yield from asker.pages(kind.source, page_size=PAGE, **own)
        return
    given = {**own, "maxResults": PAGE}
    while True:
        token = None
        for page in asker.pages(kind.source, **given):
            yield page
            token = page.get("nextToken")
        if not token or token == given.get("nextToken"):
            return
        given["nextToken"] = token


def row(kind: Kind, found: Found, place: Place) -> Row:
    """One recommendation as a row."""
    arn = str(found[kind.arn])
    tags = {one["key"]: one["value"] for one in found.get("tags", []) if "key" in one}
    best = _first(found.get(kind.options) or ())
    percent, saving, currency = _saving(best)
    finding = str(found.get("finding") or "")
    reasons = [str(one) for one in found.get("findingReasonCodes", [])]
    too_small = _is_too_small(finding, reasons, saving)
    return place.row(
        # A function's versions have one ARN each; nothing is advised of one resource twice.
        id=f"compute-optimizer:{arn}",
        name=found.get("instanceName") or found.get("autoScalingGroupName") or _name(arn, tags),
        category="performance" if too_small else "cost",
        action="stop" if found.get("idle") == "True" else "rightsize",
        advice=": ".join(one for one in (finding, ", ".join(reasons)) if one) or None,
        resource=resource_id(arn),
        resource_type=kind.kind,
        resource_count=1,
        current=kind.current(found),
        recommended=kind.option(best),
        monthly_saving=saving,
        saving_percent=percent,
        currency=currency,
        effort=effort(best.get("migrationEffort")),
        source=FROM_OPTIMIZER,
        found_by=FROM_OPTIMIZER,
        lookback_days=_days(found),
        updated_at=found.get("lastRefreshTimestamp"),
        tags=tags,
    )


def _first(options: Sequence[Found]) -> Found:
    """The option that is ranked first; empty where there is none."""
    return min(options, key=lambda one: one.get("rank") or len(options) + 1, default={})


def _saving(option: Found) -> tuple[float | None, Any, str | None]:
    """Percent, amount a month, currency; where discounts are known, after them."""
    told = option.get("savingsOpportunityAfterDiscounts") or option.get("savingsOpportunity") or {}
    monthly = told.get("estimatedMonthlySavings") or {}
    return (
        told.get("savingsOpportunityPercentage"),
        amount(monthly.get("value")),
        monthly.get("currency"),
    )


def _is_too_small(finding: str, reasons: Sequence[str], saving: Any) -> bool:
    """Whether it asks for more; AWS calls instances so, and of others tells it by the reasons."""
    if finding.lower().replace("_", "") == "underprovisioned":
        return True
    if any("Underprovisioned" in one for one in reasons):
        return not any("Overprovisioned" in one for one in reasons)
    return saving is not None and saving <= 0


def _name(arn: str, tags: Mapping[str, str]) -> str:
    if ":function:" in arn:
        return arn.split(":")[6]
    return tags.get("Name") or arn.rpartition("/")[2]


def _days(found: Found) -> int | None:
    told = found.get("lookBackPeriodInDays", found.get("lookbackPeriodInDays"))
    return int(told) if told is not None else None

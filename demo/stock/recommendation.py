"""What the clouds advise: of VMs and disks that the estate has, and what to buy.

Cost Optimization Hub, Compute Optimizer and Trusted Advisor tell some of it twice, and Azure
Advisor offers one purchase for several terms: what is true is told once. One account has no support
plan that Trusted Advisor would answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from demo.accounts import Ids, place
from demo.shape import Disk, Estate, Vm
from demo.stock.thing import Answer, Item, Request, Thing
from demo.stock.wire import asked, told

SERVICES = ("compute-optimizer", "cost-optimization-hub", "trustedadvisor")
GLOBAL = True
KIND = "Microsoft.Advisor/recommendations"
HUB, OPTIMIZER, ADVISOR, AZURE = (
    "Cost Optimization Hub", "Compute Optimizer", "Trusted Advisor", "Azure Advisor",
)  # fmt: skip
NO_PLAN = "shop-staging"
# Cost Optimization Hub's: name of the VM or disk (none: of the account), action, type of resource,
# what it should be, saving a month, percent of its cost, effort, whether it restarts.
_HUB = (
    ("report-1", "Rightsize", "Ec2Instance", "m5.large", "210.24", 75.0, "Medium", True),
    ("staging-db-1", "Rightsize", "Ec2Instance", "r5.large", "91.98", 50.0, "Medium", True),
    ("gpu-dev-1", "Stop", "Ec2Instance", None, "428.51", 100.0, "Low", False),
    ("etl-legacy-1", "MigrateToGraviton", "Ec2Instance", "r6g.2xlarge", "73.58", 20.0, "VeryHigh",
     True),
    ("old-data", "Delete", "EbsVolume", None, "110.00", 100.0, "Low", False),
    ("shop-prod", "PurchaseSavingsPlans", "ComputeSavingsPlans", "0.85 USD/hour for 1 year",
     "312.40", 18.0, "VeryLow", False),
)  # fmt: skip
_SAID = {
    "Rightsize": "rightsize", "Stop": "stop", "Delete": "delete",
    "MigrateToGraviton": "migrate to graviton", "PurchaseSavingsPlans": "buy savings plan",
}  # fmt: skip
_EFFORTS = {"VeryLow": "very low", "Low": "low", "Medium": "medium", "VeryHigh": "very high"}
# Trusted Advisor's: id and name of the check, pillar, status, resources, saving. Of the last two,
# the hub judges one as well, and one is fine.
_CHECKS = (
    ("hjLMh88uM8", "Idle Load Balancers", "cost_optimizing", "warning", 1, "16.43"),
    ("HCP4007jGY", "Security Groups - Specific Ports Unrestricted", "security", "error", 3, None),
    ("H7IgTzjTYb", "Amazon EBS Snapshots", "fault_tolerance", "warning", 4, None),
    ("Qch7DwouX1", "Low Utilization Amazon EC2 Instances", "cost_optimizing", "warning", 2, "302"),
    ("Pfx0RwqBli", "Amazon S3 Bucket Permissions", "security", "ok", 0, None),
)
# What is fine, and what the hub tells, is no recommendation of its own.
_HIDDEN = _CHECKS[-2:]
_PILLARS = {"cost_optimizing": "cost", "fault_tolerance": "reliability"}
# Azure Advisor's: name, category, impact, what it says, more, saving a month.
_AZURE: tuple[tuple[str, str, str, str, Mapping[str, str], str | None], ...] = (
    ("crm-app-1", "Cost", "High", "Right-size or shutdown underutilized virtual machines",
     {"recommendationType": "SkuChange", "currentSku": "Standard_D8s_v5",
      "targetSku": "Standard_D4s_v5", "lookbackPeriod": "7"}, "140.16"),
    ("jump-1", "Cost", "High", "Right-size or shutdown underutilized virtual machines",
     {"recommendationType": "Shutdown", "currentSku": "Standard_B2s", "lookbackPeriod": "7"},
     "35.04"),
    ("crm-old-data", "Cost", "Medium",
     "You have disks which have not been attached to a VM for more than 30 days", {}, None),
    ("noagent-1", "Security", "Medium",
     "Azure Monitor agent should be installed on your virtual machines", {}, None),
    ("parked-2", "HighAvailability", "Low",
     "Enable Backups on your virtual machines", {}, None),
    ("erp-core-1", "Cost", "High", "Right-size or shutdown underutilized virtual machines",
     {"recommendationType": "SkuChange", "currentSku": "Standard_E8s_v5",
      "targetSku": "Standard_E4s_v5"}, "183.96"),
)  # fmt: skip
# One purchase: term, days that were looked back on, saving a month.
_PURCHASES = (("P1Y", "30", "96"), ("P3Y", "30", "148"), ("P3Y", "60", "131"))
_FUNCTION = ("data-platform", "us-east-1", "ingest", 512, 1024)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    yield from (_of_hub(estate, one) for one in _HUB)
    yield from _of_optimizer(estate)
    for account in ("shop-prod", "data-platform"):
        yield from (_of_advisor(estate, account, one) for one in _CHECKS if one not in _HIDDEN)
    yield from (_of_azure(estate, one) for one in _AZURE)
    yield _purchase(estate)


def _updated(estate: Estate) -> datetime:
    return estate.now.replace(hour=0) - timedelta(hours=3)


_Advice = tuple[str, str, str, str | None, str, float, str, bool]


def _of_hub(estate: Estate, advice: _Advice) -> Thing:
    name, action, kind, target, saving, percent, effort, restart = advice
    held = _held(estate, name)
    where = held.place if held else place(name, "us-east-1")
    current = held.size if isinstance(held, Vm) else "gp2/1000 GB" if held else None
    facts: dict[str, object] = {
        "name": name if held else None,
        "category": "cost",
        "action": _SAID[action],
        "advice": f"{_SAID[action]} {kind} {current or ''}".strip(),
        "resource": held.id if held else None,
        "resource_type": kind,
        "resource_count": 1,
        "current": current,
        "recommended": target,
        "monthly_saving": Decimal(saving),
        "saving_percent": percent,
        "currency": "USD",
        "effort": _EFFORTS[effort],
        "needs_restart": restart,
        "can_roll_back": action != "Delete",
        "source": HUB,
        "found_by": OPTIMIZER if held else "Cost Explorer",
        "lookback_days": 14 if held else 30,
        "updated_at": _updated(estate),
        "tags": dict(held.tags) if held else {},
    }
    identity = Ids(estate.seed).hex("hub", name)
    return Thing("recommendation", where, identity, facts, {"action": action, "effort": effort})


def _held(estate: Estate, name: str) -> Vm | Disk | None:
    every: tuple[Vm | Disk, ...] = (*estate.vms, *estate.disks)
    return next((one for one in every if one.name == name), None)


def _of_optimizer(estate: Estate) -> Iterator[Thing]:
    """What the hub does not take over, for it saves nothing: too small, and one that is denied."""
    busiest = max(
        (vm for vm in estate.vms if _is_candidate(vm)),
        key=lambda vm: sum(mean for _, mean, _ in vm.cpu) / len(vm.cpu),
    )
    denied = next(vm for vm in estate.vms if vm.name == "risk-model-1")
    yield _vm_advice(estate, busiest, "Underprovisioned", "CPUUnderprovisioned", "m5.4xlarge")
    yield _vm_advice(estate, denied, "Overprovisioned", "CPUOverprovisioned", "r5.xlarge")
    account, region, name, now, then = _FUNCTION
    where = place(account, region)
    arn = f"arn:aws:lambda:{region}:{where.account.id}:function:{name}"
    reason = "MemoryUnderprovisioned"
    facts = _optimized(estate, arn, name, f"NotOptimized: {reason}", "LambdaFunction")
    facts |= {"current": f"{now} MB", "recommended": f"{then} MB", "category": "performance"}
    more = {"arn": arn, "reason": reason, "now": now, "then": then, "finding": "NotOptimized"}
    yield Thing("recommendation", where, f"compute-optimizer:{arn}", facts, more)


def _is_candidate(vm: Vm) -> bool:
    where = vm.place
    return where.account.cloud == "aws" and where.visible and bool(vm.cpu) and not vm.deleted_at


def _vm_advice(estate: Estate, vm: Vm, finding: str, reason: str, target: str) -> Thing:
    where = vm.place
    arn = f"arn:aws:ec2:{where.region}:{where.account.id}:instance/{vm.id}"
    facts = _optimized(estate, vm.id, vm.name or vm.id, f"{finding}: {reason}", "Ec2Instance")
    small = finding == "Underprovisioned"
    facts |= {"current": vm.size, "recommended": target, "tags": dict(vm.tags)}
    facts["category"] = "performance" if small else "cost"
    more = {"arn": arn, "reason": reason, "finding": finding}
    return Thing("recommendation", where, f"compute-optimizer:{arn}", facts, more)


def _optimized(
    estate: Estate, resource: str, name: str, advice: str, kind: str
) -> dict[str, object]:
    return {
        "name": name,
        "action": "rightsize",
        "advice": advice,
        "resource": resource,
        "resource_type": kind,
        "resource_count": 1,
        "monthly_saving": None,
        "currency": None,
        "source": OPTIMIZER,
        "found_by": OPTIMIZER,
        "lookback_days": 14,
        "updated_at": _updated(estate),
        "tags": {},
    }


_Check = tuple[str, str, str, str, int, str | None]


def _of_advisor(estate: Estate, account: str, known: _Check) -> Thing:
    check, name, pillar, status, count, saving = known
    where = place(account, "us-east-1")
    identity = f"arn:aws:trustedadvisor::{where.account.id}:recommendation/{check.lower()}"
    facts = {
        "name": name,
        "region": None,
        "category": _PILLARS.get(pillar, pillar),
        "advice": name,
        "resource_count": count,
        "monthly_saving": Decimal(saving) if saving else None,
        "currency": "USD" if saving else None,
        "source": ADVISOR,
        "created_at": estate.now.replace(hour=0) - timedelta(days=90),
        "updated_at": _updated(estate),
    }
    more = {"check": check, "pillar": pillar, "status": status}
    return Thing("recommendation", where, identity, facts, more)


# -- AWS's answers --------------------------------------------------------------------------------


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """What the three services say."""
    match request.service:
        case "cost-optimization-hub":
            return _hub_answer(request, things)
        case "compute-optimizer":
            return _optimizer_answer(request, things)
        case _:
            return _advisor_answer(things)


def _of(things: Sequence[Thing], source: str) -> list[Thing]:
    return [one for one in things if one.facts["source"] == source]


def _hub_answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    if request.action == "ListEnrollmentStatuses":
        own = {"accountId": asked(request).get("accountId", request.account), "status": "Active"}
        return told(request.service, request.action, {"items": [own]})
    items = [_hub_item(one) for one in _of(things, HUB)]
    return told(request.service, request.action, {"items": items})


def _hub_item(thing: Thing) -> Item:
    facts, where = thing.facts, thing.place
    tags = facts["tags"]
    assert isinstance(tags, dict)  # noqa: S101 - for the type alone
    kind = "volume" if facts["resource_type"] == "EbsVolume" else "instance"
    arn = f"arn:aws:ec2:{where.region}:{where.account.id}:{kind}/{facts['resource']}"
    found = {
        "recommendationId": thing.id,
        "accountId": where.account.id,
        "region": where.region,
        "resourceId": facts["resource"],
        "resourceArn": arn if facts["resource"] else None,
        "currentResourceType": facts["resource_type"],
        "recommendedResourceType": facts["resource_type"],
        "estimatedMonthlySavings": float(str(facts["monthly_saving"])),
        "estimatedSavingsPercentage": facts["saving_percent"],
        "currencyCode": "USD",
        "implementationEffort": thing.more["effort"],
        "restartNeeded": facts["needs_restart"],
        "actionType": thing.more["action"],
        "rollbackPossible": facts["can_roll_back"],
        "currentResourceSummary": facts["current"],
        "recommendedResourceSummary": facts["recommended"],
        "lastRefreshTimestamp": facts["updated_at"],
        "recommendationLookbackPeriodInDays": facts["lookback_days"],
        "source": str(facts["found_by"]).replace(" ", ""),
        "tags": [{"key": key, "value": value} for key, value in tags.items()],
    }
    return {key: value for key, value in found.items() if value is not None}


def _optimizer_answer(request: Request, things: Sequence[Thing]) -> Answer:
    here = [one for one in things if one.place.region == request.region]
    by_hub = [one for one in _of(here, HUB) if one.facts["action"] == "rightsize"]
    own = _of(here, OPTIMIZER)
    vms = [one for one in own if one.facts["resource_type"] == "Ec2Instance"]
    functions = [one for one in own if one not in vms]
    found: Mapping[str, object]
    if request.action == "GetEC2InstanceRecommendations":
        found = {"instanceRecommendations": [_optimizer_vm(one) for one in (*by_hub, *vms)]}
    elif request.action == "GetLambdaFunctionRecommendations":
        found = {"lambdaFunctionRecommendations": [_optimizer_function(one) for one in functions]}
    elif request.action == "GetEBSVolumeRecommendations":
        found = {"volumeRecommendations": []}
    else:
        found = {"autoScalingGroupRecommendations": []}
    return told(request.service, request.action, found)


def _optimizer_vm(thing: Thing) -> Item:
    facts, where = thing.facts, thing.place
    tags = facts["tags"]
    assert isinstance(tags, dict)  # noqa: S101 - for the type alone
    arn = f"arn:aws:ec2:{where.region}:{where.account.id}:instance/{facts['resource']}"
    return {
        "instanceArn": arn,
        "accountId": where.account.id,
        "instanceName": facts["name"],
        "currentInstanceType": facts["current"],
        "finding": thing.more.get("finding", "Overprovisioned"),
        "findingReasonCodes": [thing.more.get("reason", "CPUOverprovisioned")],
        "lookBackPeriodInDays": 14.0,
        "recommendationOptions": [
            {"instanceType": "m5.metal", "rank": 2},
            {"instanceType": facts["recommended"], "rank": 1},
        ],
        "lastRefreshTimestamp": facts["updated_at"],
        "tags": [{"key": key, "value": value} for key, value in tags.items()],
    }


def _optimizer_function(thing: Thing) -> Item:
    return {
        "functionArn": thing.more["arn"],
        "accountId": thing.place.account.id,
        "currentMemorySize": thing.more["now"],
        "finding": thing.more["finding"],
        "findingReasonCodes": [thing.more["reason"]],
        "lookbackPeriodInDays": 14.0,
        "memorySizeRecommendationOptions": [{"rank": 1, "memorySize": thing.more["then"]}],
        "lastRefreshTimestamp": thing.facts["updated_at"],
        "tags": [],
    }


def _advisor_answer(things: Sequence[Thing]) -> Answer:
    every = _of(things, ADVISOR)
    found = [_advisor_item(one) for one in every]
    for check, name, pillar, status, count, saving in _HIDDEN if every else ():
        facts = {**every[0].facts, "name": name, "resource_count": count, "monthly_saving": saving}
        more = {"check": check, "pillar": pillar, "status": status}
        found.append(_advisor_item(replace(every[0], id=f"arn:{check}", facts=facts, more=more)))
    if not found:
        message = "AWS Business Support or above is needed"
        body = f'{{"__type": "SubscriptionRequiredException", "message": "{message}"}}'
        return 400, "application/json", body
    return told("trustedadvisor", "ListRecommendations", {"recommendationSummaries": found})


def _advisor_item(thing: Thing) -> Item:
    facts, more = thing.facts, thing.more
    saving = facts["monthly_saving"]
    costs = {
        "estimatedMonthlySavings": float(str(saving or 0)),
        "estimatedPercentMonthlySavings": 100.0,
    }
    counts = {"okCount": 12, "warningCount": 0, "errorCount": 0}
    if more["status"] != "ok":
        counts[f"{more['status']}Count"] = int(str(facts["resource_count"]))
    return {
        "id": thing.id.rpartition("/")[2],
        "arn": thing.id,
        "type": "standard",
        "checkArn": f"arn:aws:trustedadvisor:::check/{more['check']}",
        "status": more["status"],
        "pillars": [more["pillar"]],
        "source": "ta_check",
        "awsServices": [],
        "name": facts["name"],
        "resourcesAggregates": counts,
        "createdAt": facts["created_at"],
        "lastUpdatedAt": facts["updated_at"],
        **({"pillarSpecificAggregates": {"costOptimizing": costs}} if saving else {}),
    }


# -- Azure ----------------------------------------------------------------------------------------


_Azure = tuple[str, str, str, str, Mapping[str, str], str | None]


def _of_azure(estate: Estate, advice: _Azure) -> Thing:
    name, category, impact, problem, more, saving = advice
    held = _held(estate, name)
    assert held is not None  # noqa: S101 - for the type alone
    where = held.place
    written = f"{held.written_id}/providers/{KIND}/{_guid(estate, name)}"
    resized = more.get("recommendationType") == "SkuChange"
    stopped = more.get("recommendationType") == "Shutdown"
    days = more.get("lookbackPeriod")
    facts = {
        **_advised(estate, category, impact, problem),
        "name": name,
        "action": "rightsize" if resized else "stop" if stopped else None,
        "resource": held.id,
        "resource_type": _type(held.id),
        "resource_group": where.group.lower() if where.group else None,
        "current": more.get("currentSku"),
        "recommended": more.get("targetSku"),
        "monthly_saving": Decimal(saving) if saving else None,
        "currency": "USD" if saving else None,
        "lookback_days": int(days) if days else None,
    }
    kept = {"more": more, "category": category, "impact": impact, "resource": held.written_id}
    return Thing("recommendation", where, written.lower(), facts, kept, written_id=written)


def _purchase(estate: Estate) -> Thing:
    where = place("retail-prod", "westeurope")
    scope = f"/subscriptions/{where.account.id}"
    best = max(_PURCHASES, key=lambda one: Decimal(one[2]))
    written = f"{scope}/providers/{KIND}/{_guid(estate, *best)}"
    problem = "Consider virtual machine reserved instance to save over your on-demand costs"
    facts = {
        **_advised(estate, "Cost", "High", problem),
        "name": where.account.name,
        "region": where.region,
        "action": "buy reservation",
        "resource": scope,
        "resource_type": "Microsoft.Subscriptions/subscriptions",
        "resource_group": None,
        "recommended": f"Standard_D4s_v5 × 3, {best[0]}",
        "monthly_saving": Decimal(best[2]),
        "currency": "USD",
        "lookback_days": int(best[1]),
    }
    kept = {
        "category": "Cost",
        "impact": "High",
        "resource": scope,
        "value": where.account.id,
    }
    return Thing("recommendation", where, written.lower(), facts, kept, written_id=written)


def _advised(estate: Estate, category: str, impact: str, problem: str) -> dict[str, object]:
    return {
        "region": None,
        "category": "reliability" if category == "HighAvailability" else category.lower(),
        "impact": impact.lower(),
        "advice": problem,
        "resource_count": 1,
        "source": AZURE,
        "found_by": AZURE,
        "updated_at": _updated(estate),
    }


def _type(identity: str) -> str:
    return "Microsoft.Compute/disks" if "/disks/" in identity else (
        "Microsoft.Compute/virtualMachines"
    )  # fmt: skip


def _guid(estate: Estate, *what: str) -> str:
    digits = Ids(estate.seed).hex("advisor", *what)[:12]
    return f"0f0e0d0c-1111-4222-8333-{digits}"


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Advisor writes them."""
    items = [_item(one, one.written_id, _more(one)) for one in things]
    for one in things:
        if one.facts["action"] == "buy reservation":
            items += _alternatives(one)
    return {KIND: tuple(items)}


def _alternatives(thing: Thing) -> Iterator[Item]:
    """The same purchase in other terms; and a shutdown that somebody dismissed."""
    home = thing.written_id.rpartition("/")[0]
    for number, (term, days, saving) in enumerate(_PURCHASES):
        written = f"{home}/0f0e0d0c-5555-4222-8333-00000000000{number}"
        if Decimal(saving) != thing.facts["monthly_saving"]:
            bought = {**_more(thing), "term": term, "lookbackPeriod": days, "savingsAmount": saving}
            yield _item(thing, written, bought)
    dismissed = _item(thing, f"{home}/0f0e0d0c-6666-4222-8333-000000000000", {})
    properties = dismissed["properties"]
    assert isinstance(properties, dict)  # noqa: S101 - for the type alone
    yield {**dismissed, "properties": {**properties, "suppressionIds": ["6c1f1a1e"]}}


def _more(thing: Thing) -> Mapping[str, object]:
    facts, saving = thing.facts, thing.facts["monthly_saving"]
    told_of = thing.more.get("more", {})
    assert isinstance(told_of, Mapping)  # noqa: S101 - for the type alone
    found: dict[str, object] = {**told_of}
    if saving:
        yearly = Decimal(str(saving)) * 12
        amounts = {"savingsAmount": str(saving), "annualSavingsAmount": f"{yearly:f}"}
        found |= {**amounts, "savingsCurrency": "USD"}
    if facts["action"] == "buy reservation":
        found |= {
            "reservedResourceType": "virtualmachines", "sku": "Standard_D4s_v5", "qty": "3",
            "displaySKU": "Standard_D4s_v5", "region": facts["region"],
            "term": str(facts["recommended"]).rpartition(", ")[2],
            "lookbackPeriod": str(facts["lookback_days"]), "scope": "Shared",
        }  # fmt: skip
    return found


def _item(thing: Thing, written: str, more: Mapping[str, object]) -> Item:
    facts = thing.facts
    return {
        "id": written,
        "name": written.rpartition("/")[2],
        "type": KIND,
        "properties": {
            "category": thing.more["category"],
            "impact": thing.more["impact"],
            "impactedField": facts["resource_type"],
            "impactedValue": thing.more.get("value", facts["name"]),
            "lastUpdated": f"{facts['updated_at']:%Y-%m-%dT%H:%M:%S}.0000000Z",
            "recommendationTypeId": "84b1a508-fc21-49da-979e-96894f1665df",
            "shortDescription": {"problem": facts["advice"], "solution": facts["advice"]},
            "extendedProperties": more,
            "resourceMetadata": {"resourceId": thing.more["resource"]},
        },
    }

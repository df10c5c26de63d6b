"""Quotas: of virtual CPUs, addresses, networks and more, in every place that has a network.

AWS measures how much there is of some; of others it tells the limit alone. Azure tells both.
"""

from collections.abc import Iterator, Mapping, Sequence

from demo.shape import Estate, Place, Vm
from demo.sizes import SIZES
from demo.stock.course import course
from demo.stock.thing import Answer, Item, Line, Request, Thing
from demo.stock.wire import asked, told

SERVICES = ("servicequotas",)
COMPUTE, NETWORK = "Microsoft.Compute/locations/usages", "Microsoft.Network/locations/usages"
STANDARD = "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances"
# AWS's: service, code, name, what it is of, usual limit.
_AWS = (
    ("ec2", "L-1216C47A", STANDARD, "vcpu", 256),
    ("ec2", "L-DB2E81BA", "Running On-Demand G and VT instances", "vcpu", 8),
    ("ec2", "L-34B43A08", "All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests", "vcpu",
     64),
    ("ec2", "L-0263D0A3", "EC2-VPC Elastic IPs", "public_ip", 5),
    ("vpc", "L-F678F1CE", "VPCs per Region", "network", 5),
    ("vpc", "L-FE5A380F", "NAT gateways per Availability Zone", "nat_gateway", 5),
    ("ebs", "L-7A658B76", "Storage for General Purpose SSD (gp3) volumes, in TiB", "disk", 50),
    ("rds", "L-7B6409FD", "DB instances", "database", 40),
    ("lambda", "L-B99A9384", "Concurrent executions", "concurrency", 1000),
)  # fmt: skip
# Limits of their own: (account, region, code).
_RAISED = {
    ("shop-prod", "us-east-1", "L-1216C47A"): 144,
    ("data-platform", "us-east-1", "L-0263D0A3"): 20,
    ("retail-prod", "westeurope", "standardDSv5Family"): 80,
}
# Azure's: service, code, name, what it is of, limit.
_AZURE = (
    (COMPUTE, "cores", "Total Regional vCPUs", "vcpu", 100),
    (COMPUTE, "standardDSv5Family", "Standard DSv5 Family vCPUs", "vcpu", 50),
    (COMPUTE, "standardNCADSA100v4Family", "Standard NCADS_A100_v4 Family vCPUs", "vcpu", 0),
    (COMPUTE, "PremiumDiskCount", "Premium Storage Managed Disks", "disk", 50000),
    (NETWORK, "VirtualNetworks", "Virtual Networks", "network", 1000),
    (NETWORK, "StandardSkuPublicIpAddresses", "Public IP Addresses - Standard", "public_ip", 10),
)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for place in sorted({one.place for one in estate.networks}, key=str):
        if place.account.cloud == "aws":
            yield from (_of_aws(estate, place, one) for one in _AWS)
        else:
            yield from (_of_azure(estate, place, one) for one in _AZURE)


def _vms(estate: Estate, place: Place) -> list[Vm]:
    there = (vm for vm in estate.vms if vm.place == place and not vm.deleted_at)
    return [vm for vm in there if vm.state == "running"]


def _cores(vms: Sequence[Vm]) -> int:
    return sum(SIZES[vm.size][0] for vm in vms)


def _of_aws(estate: Estate, place: Place, known: tuple[str, str, str, str, int]) -> Thing:
    service, code, name, of, usual = known
    account, region = place.account, place.region
    arn = f"arn:aws:servicequotas:{region}:{account.id}:{service}/{code}"
    allowed = _RAISED.get((account.name, region, code), usual)
    used = _used(estate, place, code)
    facts = {
        **_named(name, code, service, of),
        **_figures(allowed, used),
        "unit": None,
        "adjustable": code != "L-B99A9384",
    }
    lines = (_line(estate, service, code, used),) if used is not None else ()
    return Thing("quota", place, arn, facts, lines=lines)


def _used(estate: Estate, place: Place, code: str) -> float | None:
    """How much there is, where AWS measures it."""
    vms = _vms(estate, place)
    match code:
        case "L-1216C47A":
            return float(_cores([vm for vm in vms if vm.size[0] != "g" and not vm.spot]))
        case "L-DB2E81BA":
            return float(_cores([vm for vm in vms if vm.size[0] == "g"]))
        case "L-B99A9384":
            return 37.0
        case _:
            return None


def _named(name: str, code: str, service: str, of: str) -> dict[str, object]:
    return {"name": name, "code": code, "service": service, "resource": of}


def _figures(allowed: int, used: float | None) -> dict[str, object]:
    return {
        "allowed": allowed,
        "used": used,
        "left": allowed - used if used is not None else None,
        "used_percent": used * 100 / allowed if used is not None and allowed else None,
    }


def _dimensions(service: str, code: str) -> tuple[tuple[str, str], ...]:
    return (("Class", code), ("Resource", "vCPU"), ("Service", service), ("Type", "Resource"))


def _line(estate: Estate, service: str, code: str, used: float) -> Line:
    points = course(used, estate.now, code, spread=0)
    return Line("ResourceCount", points, "AWS/Usage", _dimensions(service, code))


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """What Service Quotas says of one service."""
    if request.action != "ListServiceQuotas":
        return None
    service = asked(request).get("ServiceCode")
    quotas = [_quota(one) for one in things if one.facts["service"] == service]
    calls = {
        "ServiceCode": service,
        "QuotaArn": f"arn:aws:servicequotas:{request.region}:{request.account}:{service}/L-RATE",
        "QuotaCode": "L-RATE",
        "QuotaName": "Rate of API requests",
        "Value": 100.0,
        "Period": {"PeriodValue": 1, "PeriodUnit": "SECOND"},
    }
    return told("service-quotas", request.action, {"Quotas": [*quotas, calls]})


def _quota(thing: Thing) -> Item:
    facts = thing.facts
    metric = {
        "MetricNamespace": "AWS/Usage",
        "MetricName": "ResourceCount",
        "MetricDimensions": dict(_dimensions(str(facts["service"]), str(facts["code"]))),
        "MetricStatisticRecommendation": "Maximum",
    }
    return {
        "ServiceCode": facts["service"],
        "QuotaArn": thing.id,
        "QuotaCode": facts["code"],
        "QuotaName": facts["name"],
        "Value": float(str(facts["allowed"])),
        "Unit": "None",
        "Adjustable": facts["adjustable"],
        "GlobalQuota": False,
        **({"UsageMetric": metric} if thing.lines else {}),
    }


def _of_azure(estate: Estate, place: Place, known: tuple[str, str, str, str, int]) -> Thing:
    kind, code, name, of, usual = known
    allowed = _RAISED.get((place.account.name, place.region, code), usual)
    used = _used_of_azure(estate, place, code)
    service = kind.split("/", maxsplit=1)[0]
    home = f"/subscriptions/{place.account.id}/providers/{service}/locations/{place.region}/usages"
    facts = {
        **_named(name, code, service.rpartition(".")[2].lower(), of),
        **_figures(allowed, float(used)),
        "unit": "Count",
        "resource_group": None,
    }
    written = f"{home}/{code}"
    return Thing("quota", place, written.lower(), facts, {"kind": kind}, written_id=written)


def _used_of_azure(estate: Estate, place: Place, code: str) -> int:
    vms = _vms(estate, place)
    match code:
        case "cores":
            return _cores(vms)
        case "standardDSv5Family":
            return _cores([vm for vm in vms if vm.size.startswith("Standard_D")])
        case "VirtualNetworks":
            return sum(one.place == place for one in estate.networks)
        case "StandardSkuPublicIpAddresses":
            return sum(one.place == place for one in estate.addresses)
        case "PremiumDiskCount":
            own = (disk for disk in estate.disks if disk.place == place)
            return sum(disk.kind.startswith("Premium") for disk in own)
        case _:
            return 0


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Compute and Network tell them; `location` says of which region's list each is."""
    kinds = (COMPUTE, NETWORK)
    return {
        kind: tuple(_usage(one) for one in things if one.more["kind"] == kind) for kind in kinds
    }


def _usage(thing: Thing) -> Item:
    facts = thing.facts
    return {
        "location": thing.place.region,
        # Compute's have none.
        **({"id": thing.written_id} if thing.more["kind"] == NETWORK else {}),
        "unit": "Count",
        "currentValue": int(float(str(facts["used"]))),
        "limit": facts["allowed"],
        "name": {"value": facts["code"], "localizedValue": facts["name"]},
    }

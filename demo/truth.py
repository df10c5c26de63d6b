"""The truth about the estate, so that answers can be scored: one JSON file.

It comes straight from the generator, in plain Python, and shares no code with what it judges.

    clock      now, today, and the windows that questions default to (half-open days)
    accounts   id, name, cloud, which regions are denied
    vms        every fact of each, also of deleted ones; `visible`: the bot may read it;
               `cpu`: mean, max, min and days with data of the 14-day window, `cpu_last_month` of
               the calendar month before; `costs`: its own charges by window and basis
    disks, public_ips, networks, subnets     the same idea, in the catalog's words
    resources  subject → what else there is of it, in the catalog's words
    planted    fact → ids
    waste      rule → what is planted for it: id, cloud, whether it is to be flagged, why not, and
               what is saved a month, exactly
    acted_on   idle VMs that people deleted or switched off: since when, and what that saved
    commitments, budgets, own_budgets      what was bought, and the clouds' own figures of budgets
    events     the anomaly, the price change, the commitments, the correction
    charges    lines, each with `runs` of [first day, days, quantity, billed, effective, list,
               contracted]: amounts of one day as exact decimal text, the same on each of the days

Amounts are text, in USD; times ISO, in UTC. A metric that nobody measured is null.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from statistics import fmean

from demo import acted_on, lab, services, stock, usage, vm_metrics
from demo.aws_inventory import MIB
from demo.azure import AZURE_MIB, IMAGES, azure_disk_state, azure_iops
from demo.bought import budgets, commitments, own_budgets
from demo.ledger import Charge, Line, Run
from demo.meters import ANOMALY
from demo.shape import Address, Disk, Estate, Network, Place, Subnet, Vm
from demo.sizes import SIZES, architecture
from demo.vm_metrics import IMAGE

METRIC_DAYS, COST_DAYS = 14, 30
Fact = dict[str, object]
Span = tuple[date, date]


def make_truth(estate: Estate, charges: tuple[Charge, ...]) -> Fact:
    """All of it, ready to be written as JSON."""
    spans = windows(estate.now.date())
    costs = {name: costs_of(charges, span) for name, span in spans.items() if name != "metrics"}
    vms = {vm.id: vm for vm in estate.vms}
    subnets = {subnet.id: subnet for net in estate.networks for subnet in net.subnets}
    return {
        "clock": {
            "now": estate.now.isoformat(),
            "today": str(estate.now.date()),
            "seed": estate.seed,
            "windows": {name: [str(day) for day in span] for name, span in spans.items()},
        },
        "accounts": [
            {
                "cloud": account.cloud,
                "id": account.id,
                "account": account.name,
                "denied": sorted(account.denied),
            }
            for account in estate.accounts
        ],
        "vms": [_vm(vm, subnets[vm.subnet_id], spans["metrics"], costs) for vm in estate.vms],
        "disks": [_disk(disk, vms, costs) for disk in estate.disks],
        "public_ips": [_address(address, costs) for address in estate.addresses],
        "networks": [_network(network) for network in estate.networks],
        "subnets": [_subnet(n, subnet) for n in estate.networks for subnet in n.subnets],
        "resources": stock.truths(estate),
        "planted": estate.planted,
        "waste": lab.truth(estate, stock.things(estate), costs["last_30_days"]),
        "acted_on": acted_on.truth(estate, charges),
        "commitments": commitments(estate.now.date()),
        "budgets": budgets(estate, charges),
        "own_budgets": own_budgets(),
        "events": _events(estate),
        "charges": [_charge(charge) for charge in charges],
    }


def windows(today: date) -> dict[str, Span]:
    """The half-open windows that questions without a period, or with "last month", mean."""
    this_month = today.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    return {
        "metrics": (today - timedelta(days=METRIC_DAYS), today),
        "last_30_days": (today - timedelta(days=COST_DAYS), today),
        "last_month": (last_month, this_month),
    }


def costs_of(charges: Iterable[Charge], span: Span) -> dict[str, dict[str, Decimal]]:
    """Resource id → basis → cost in the window; without charges a resource is not in it."""
    found: dict[str, dict[str, Decimal]] = {}
    for charge in charges:
        if charge.line.resource:
            for run in charge.runs:
                if days := days_within(run, span):
                    _add(found.setdefault(charge.line.resource, {}), run, days)
    return found


def days_within(run: Run, span: Span) -> int:
    """How many of the run's days fall into the window."""
    end = run.first + timedelta(days=run.days)
    return max(0, (min(end, span[1]) - max(run.first, span[0])).days)


def _add(sums: dict[str, Decimal], run: Run, days: int) -> None:
    amounts = run.amounts
    for basis, amount in (
        ("billed", amounts.billed),
        ("effective", amounts.effective),
        ("list", amounts.list_cost),
        ("contracted", amounts.contracted),
    ):
        sums[basis] = sums.get(basis, Decimal(0)) + amount * days


Costs = Mapping[str, Mapping[str, Mapping[str, Decimal]]]


def _costs(resource: str, costs: Costs) -> Fact:
    return {
        window: {basis: str(cost) for basis, cost in found[resource].items()}
        if resource in found
        else None
        for window, found in costs.items()
    }


def _where(place: Place) -> Fact:
    account = place.account
    return {
        "cloud": account.cloud,
        "account": account.name,
        "account_id": account.id,
        "region": place.region,
        "resource_group": place.group and place.group.lower(),
        "visible": place.visible,
    }


def _vm(vm: Vm, subnet: Subnet, span: Span, costs: Costs) -> Fact:
    aws = vm.place.account.cloud == "aws"
    return {
        "id": vm.id,
        "name": vm.name,
        **_where(vm.place),
        "visible": vm.place.visible and vm.deleted_at is None,
        "zone": vm.zone,
        "state": vm.state if vm.deleted_at is None else None,
        "size": vm.size,
        "os": vm.os,
        "lifecycle": "spot" if vm.spot else "on-demand",
        "created_at": vm.created_at.isoformat(),
        "stopped_at": vm.stopped_at and vm.stopped_at.isoformat(),
        "deleted_at": vm.deleted_at and vm.deleted_at.isoformat(),
        # On Azure these are named by their names, in the case in which they were made.
        "network": vm.network_id if aws else subnet.written_id.split("/")[8],
        "network_id": vm.network_id,
        "subnet": vm.subnet_id if aws else subnet.name,
        "subnet_id": vm.subnet_id,
        "private_ip": vm.private_ip,
        "public_ip": vm.public_ip,
        "tags": dict(vm.tags),
        "cpu": _cpu(vm, span),
        "cpu_last_month": _cpu(vm, _last_month(span[1])),
        **_machine(vm),
        **_told(vm, span),
        "costs": _costs(vm.id, costs),
    }


def licence(vm: Vm) -> str:
    """Whose licence it uses."""
    if vm.os == "linux":
        return "none"
    return "own" if vm.own_licence else "included"


def _machine(vm: Vm) -> Fact:
    aws = vm.place.account.cloud == "aws"
    cores, memory = SIZES[vm.size]
    made = IMAGES[vm.os]
    return {
        "vcpus": cores,
        "memory_gib": memory,
        "architecture": architecture(vm.size),
        "licence": licence(vm),
        "image": IMAGE if aws else f"{made['publisher']}:{made['offer']}:{made['sku']}",
        "scaling_group": vm.scale_set or vm.tags.get("aws:autoscaling:groupName"),
    }


def _told(vm: Vm, span: Span) -> Fact:
    """Memory's mean, network's sum and disks' rate over the window; None where hardly told."""

    def within(what: str) -> list[float]:
        points = vm_metrics.levels(vm, what)
        return [value for at, value, _ in points if span[0] <= at.date() < span[1]]

    known = _cpu(vm, span)
    memory = within("memory") if vm_metrics.tells_memory(vm) else []
    enough = isinstance(known, dict) and known["known"]
    return {
        "memory": fmean(memory) if enough and memory else None,
        "network_in_gib": sum(within("network_in")) / 1024**3 if enough else None,
        "network_out_gib": sum(within("network_out")) / 1024**3 if enough else None,
    }


def _last_month(today: date) -> Span:
    end = today.replace(day=1)
    return (end - timedelta(days=1)).replace(day=1), end


def _cpu(vm: Vm, span: Span) -> Fact:
    """`known`: at least half of the window's days have data."""
    points = [point for point in vm.cpu if span[0] <= point[0].date() < span[1]]
    days = len({time.date() for time, _, _ in points})
    if not points:
        return {"days": 0, "known": False, "avg": None, "max": None, "min": None}
    averages = [average for _, average, _ in points]
    return {
        "days": days,
        "known": 2 * days >= (span[1] - span[0]).days,
        "avg": fmean(averages),
        "max": max(maximum for _, _, maximum in points),
        "min": min(averages),
    }


def _disk(disk: Disk, vms: Mapping[str, Vm], costs: Costs) -> Fact:
    holder = vms.get(disk.vm_id or "")
    aws = disk.place.account.cloud == "aws"
    usual = {"gp3": 3000, "io1": 2000, "io2": 4000}.get(disk.kind) if aws else azure_iops(disk)
    state = ("in-use" if holder else "available") if aws else azure_disk_state(holder)
    return {
        "id": disk.id,
        "name": disk.name,
        **_where(disk.place),
        "zone": disk.zone,
        "state": state,
        "attached": holder is not None,
        "attached_to": (holder.id if aws else holder.name) if holder else None,
        "detached_at": disk.detached_at.isoformat() if disk.detached_at and not aws else None,
        "size_gib": disk.size_gib,
        "disk_type": disk.kind,
        "iops": disk.iops or usual,
        "throughput_limit_mib": disk.limit_mib or MIB.get(disk.kind) if aws else AZURE_MIB,
        "encrypted": disk.encrypted,
        "created_at": disk.created_at.isoformat(),
        "tags": dict(disk.tags),
        "costs": _costs(disk.id, costs),
    }


def _address(address: Address, costs: Costs) -> Fact:
    return {
        "id": address.id,
        "name": address.name,
        **_where(address.place),
        "address": address.ip,
        "prefix": address.prefix,
        "attached": address.holder is not None,
        "holder": address.holder,
        "holder_kind": address.holder_kind,
        "tags": dict(address.tags),
        "costs": _costs(address.id, costs),
    }


def _network(network: Network) -> Fact:
    return {
        "id": network.id,
        "name": network.name,
        **_where(network.place),
        "cidr": list(network.cidrs),
        "subnet_count": len(network.subnets),
        "in_use": any(_is_in_use(one) for one in network.subnets),
        "tags": dict(network.tags),
    }


def _subnet(network: Network, subnet: Subnet) -> Fact:
    aws = network.place.account.cloud == "aws"
    return {
        "id": subnet.id,
        "name": subnet.name,
        **_where(network.place),
        "network": network.id if aws else network.name,
        "network_id": network.id,
        "cidr": [subnet.cidr],
        "zone": subnet.zone,
        # Both keep five of each; how many a gateway's subnet has left Azure does not tell.
        "in_use": _is_in_use(subnet),
        "free_addresses": None if _is_gateways(subnet) else 256 - 5 - subnet.taken,
        "tags": dict(subnet.tags),
    }


def _is_in_use(subnet: Subnet) -> bool:
    return subnet.taken > 0 or _is_gateways(subnet)


def _is_gateways(subnet: Subnet) -> bool:
    return subnet.name in ("GatewaySubnet", "AzureFirewallSubnet")


def _events(estate: Estate) -> Fact:
    today = estate.now.date()
    anomaly = ANOMALY
    return {
        "anomaly": {
            "account": anomaly.account,
            "service": anomaly.service,
            "resource": anomaly.resource,
            "days": [str(today - timedelta(days=n)) for n in anomaly.days_ago],
            "times": anomaly.times,
        },
        "price_change": {
            "size": usage.PRICE_CHANGE_SIZE,
            "from": str(today.replace(day=1)),
            "factor": str(usage.PRICE_CHANGE_FACTOR),
        },
        "commitments": [
            {"name": name, "id": commitment.id, "from": str(since)}
            for name, (commitment, since) in services.commitments(today).items()
        ],
    }


def _charge(charge: Charge) -> Fact:
    return {**_line(charge.line), "runs": [_run(run) for run in charge.runs]}


def _line(line: Line) -> Fact:
    commitment = line.commitment
    return {
        "cloud": line.account.cloud,
        "account": line.account.name,
        "account_id": line.account.id,
        "region": line.region,
        "service": line.service,
        "service_category": line.category,
        "service_subcategory": line.subcategory,
        "resource": line.resource,
        "resource_id": line.resource_id,
        "resource_type": line.resource_type,
        "charge_category": line.charge_category,
        "charge_class": line.charge_class,
        "charge_description": line.description,
        "pricing_category": line.pricing_category,
        "commitment": commitment and commitment.name,
        "commitment_status": commitment and commitment.status,
        "sku": line.sku,
        "unit": line.unit,
        "tags": dict(line.tags),
    }


def _run(run: Run) -> list[object]:
    amounts = run.amounts
    costs = (amounts.billed, amounts.effective, amounts.list_cost, amounts.contracted)
    return [str(run.first), run.days, str(amounts.quantity), *(str(cost) for cost in costs)]

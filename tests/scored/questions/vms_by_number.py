"""VMs by CPU, cost and age: boundaries, windows, unknowns, first N."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from statistics import fmean

from tests.scored.case import Case, columns, filtered, most
from tests.scored.judge import AWS, AZURE, BOTH, Table
from tests.scored.truth import (
    LAST_14_DAYS,
    LAST_30_DAYS,
    LAST_MONTH,
    Days,
    Test,
    Truth,
    above,
    at_least,
    at_most,
    below,
    days,
    has,
    keep,
    not_,
    untagged,
)

CPU_WINDOW, COST_WINDOW = "4–17 Nov 2026", "19 Oct–17 Nov 2026"


def listed(
    tests: Mapping[str, Test],
    *of: Test,
    span: Days = LAST_30_DAYS,
    basis: str = "effective",
    denied: tuple[str, ...] = BOTH,
    says: tuple[str, ...] = (),
) -> Callable[[Truth], Table]:
    """Among the VMs `of` which all is true, those that pass the tests on numbers."""

    def expected(truth: Truth) -> Table:
        vms = truth.priced(keep(truth.vms, *of), span, basis)
        return filtered(vms, tests, ("name", "account", "region", *tests), denied, says)

    return expected


def last_month(tests: Mapping[str, Test], says: tuple[str, ...]) -> Callable[[Truth], Table]:
    """As `listed`, with CPU and cost of the calendar month before."""

    def expected(truth: Truth) -> Table:
        vms = [vm | {"cpu": truth.average(vm["cpu_last_month"])} for vm in truth.vms]
        names = ("name", "account", "region", *tests)
        return filtered(truth.priced(vms, LAST_MONTH), tests, names, BOTH, says)

    return expected


def top(
    limit: int,
    number: str,
    *of: Test,
    span: Days = LAST_30_DAYS,
    denied: tuple[str, ...] = BOTH,
) -> Callable[[Truth], Table]:
    """The first `limit` VMs by a number, of those `of` which all is true."""
    return lambda truth: most(
        truth.priced(keep(truth.vms, *of), span), number, limit, ("name", "account"), denied
    )


IN_AWS, IN_AZURE = has(cloud="aws"), has(cloud="azure")
LOW, DEAR = below("cpu", 20), above("cost", 100)


def average_cpu(truth: Truth) -> Table:
    """The mean of what is known in each region."""
    known: dict[str, list[float]] = {}
    for vm in keep(truth.vms, lambda vm: vm["cpu"] is not None):
        known.setdefault(vm["region"], []).append(vm["cpu"])
    blind = len(truth.vms) - sum(map(len, known.values()))
    rows = [{"region": region, "cpu": fmean(found)} for region, found in known.items()]
    return Table(rows, denied=BOTH, unknown={"cpu": blind})


def cost_by_region(truth: Truth) -> Table:
    """What the VMs that exist cost in each region."""
    costs: dict[str, Decimal] = {}
    vms = truth.priced(truth.vms, LAST_MONTH)
    for vm in vms:
        costs[vm["region"]] = costs.get(vm["region"], Decimal(0)) + (vm["cost"] or 0)
    rows = [{"region": region, "cost": cost} for region, cost in costs.items()]
    blind = sum(vm["cost"] is None for vm in vms)
    return Table(rows, denied=BOTH, unknown={"cost": blind})


def either_low_or_dear(truth: Truth) -> Table:
    """At least one holds; one that is unknown leaves a VM out only where the other does not."""
    vms = truth.priced(truth.vms)
    dear = above("cost", 300)

    def passes(vm: dict[str, object]) -> bool | None:
        told = (LOW(vm), dear(vm))
        return True if True in told else None if None in told else False

    return filtered(vms, {"cpu or cost": passes}, ("name", "account", "cpu", "cost"), BOTH)


CASES = (
    Case("list VMs with CPU < 20%", listed({"cpu": LOW}, says=(CPU_WINDOW,)), listed=True),
    Case("list VMs with CPU <= 20%", listed({"cpu": at_most("cpu", 20)})),
    Case("VMs with CPU below 5 percent", listed({"cpu": below("cpu", 5)})),
    Case("VMs with CPU over 70%", listed({"cpu": above("cpu", 70)})),
    Case("VMs with at least 20% CPU in us-east-1", listed(
        {"cpu": at_least("cpu", 20)}, has(region="us-east-1"), denied=())),
    Case("Azure VMs with CPU under 10%", listed({"cpu": below("cpu", 10)}, IN_AZURE,
                                                denied=(AZURE,))),
    Case("VMs with max CPU above 90%", listed({"cpu.max": above("cpu.max", 90)})),
    Case("running VMs with CPU < 5%", listed({"cpu": below("cpu", 5)}, has(state="running"))),
    Case("list VMs with CPU < 20% and cost > $100", listed(
        {"cpu": LOW, "cost": DEAR}, says=(CPU_WINDOW, COST_WINDOW)), listed=True),
    # A period at the end is that of both. CPU goes back 30 days: 13 of October's 31 are not half.
    Case("list VMs with cpu<20% and cost>$100 last month", last_month(
        {"cpu": LOW, "cost": DEAR}, says=("1–31 Oct 2026",))),
    Case("VMs with CPU < 20% and cost >= $100", listed(
        {"cpu": LOW, "cost": at_least("cost", 100)})),
    Case("VMs with CPU under 20% that cost more than 100 dollars in AWS", listed(
        {"cpu": LOW, "cost": DEAR}, IN_AWS, denied=(AWS,))),
    Case("list VMs with CPU < 20% and cost > $100 excluding spot", listed(
        {"cpu": LOW, "cost": DEAR}, not_(has(lifecycle="spot")))),
    Case("VMs with CPU < 20% or cost > $300", either_low_or_dear),
    Case("VMs that cost more than $100 last month", listed({"cost": DEAR}, span=LAST_MONTH)),
    Case("VMs costing at least $100 last month", listed(
        {"cost": at_least("cost", 100)}, span=LAST_MONTH)),
    Case("VMs that cost less than $5 in September 2026", listed(
        {"cost": below("cost", 5)}, span=days("2026-09-01", "2026-10-01"))),
    Case("stopped VMs that cost more than $10", listed(
        {"cost": above("cost", 10)}, lambda vm: vm["state"] in ("stopped", "deallocated"))),
    Case("VMs with billed cost over $200 last month", listed(
        {"cost": above("cost", 200)}, span=LAST_MONTH, basis="billed")),
    Case("top 10 VMs by cost last month", top(10, "cost", span=LAST_MONTH), listed=True),
    Case("top ten VMs by cost last month", top(10, "cost", span=LAST_MONTH)),
    Case("top 10 AWS VMs by cost last month not tagged team", top(
        10, "cost", IN_AWS, untagged("team"), span=LAST_MONTH, denied=(AWS,))),
    Case("top 10 VMs by cost excluding us-east-1", top(
        10, "cost", not_(has(region="us-east-1")))),
    Case("VMs in us-east-1 with CPU < 20% and cost > $100, not spot", listed(
        {"cpu": LOW, "cost": DEAR}, has(region="us-east-1"), not_(has(lifecycle="spot")),
        denied=())),
    Case("VMs with cost > $0.1k last month", listed({"cost": DEAR}, span=LAST_MONTH)),
    Case("VMs with cost over $1,000,000", listed({"cost": above("cost", 1_000_000)})),
    Case("top 5 VMs by cost in Azure", top(5, "cost", IN_AZURE, denied=(AZURE,))),
    Case("5 most expensive VMs in shop-prod last month", top(
        5, "cost", has(account="shop-prod"), span=LAST_MONTH, denied=())),
    Case("top 3 VMs by cost over the last 14 days", top(3, "cost", span=LAST_14_DAYS)),
    Case("top 5 VMs by CPU", top(5, "cpu")),
    Case("top 200 VMs by cost last month", top(200, "cost", span=LAST_MONTH)),
    Case("VMs with CPU < 20% and last month's cost > $100", listed(
        {"cpu": LOW, "cost": DEAR}, span=LAST_MONTH, says=(CPU_WINDOW, "1–31 Oct 2026"))),
    Case("VMs with CPU between 10% and 20%", listed(
        {"cpu": lambda vm: None if vm["cpu"] is None else 10 <= vm["cpu"] <= 20})),
    Case("VMs with CPU not below 20%", listed({"cpu": at_least("cpu", 20)})),
    Case("VMs with min CPU above 40%", listed({"cpu.min": above("cpu.min", 40)})),
    Case("VMs with CPU < 0.2", listed({"cpu": below("cpu", 0.2)})),
    Case("bottom 3 VMs by CPU", lambda truth: Table(
        columns(sorted(keep(truth.vms, lambda vm: vm["cpu"] is not None),
                       key=lambda vm: vm["cpu"]), "name", "cpu"),
        order="cpu", limit=3, denied=BOTH)),
    Case("average CPU of VMs by region", average_cpu),
    Case("total cost of VMs by region last month", cost_by_region),
    Case("cost of VM web-1 last month", lambda truth: Table(
        columns(truth.priced(keep(truth.vms, has(name="web-1")), LAST_MONTH), "cost"),
        denied=BOTH, says=("1–31 Oct 2026",))),
    Case("VMs older than 500 days", listed({"age_days": above("age_days", 500)})),
    Case("VMs younger than 7 days", listed({"age_days": below("age_days", 7)})),
)  # fmt: skip

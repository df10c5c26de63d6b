"""Charges of everything else: platform services, fees, taxes, credits, commitments, corrections.

What a reader must know: some of these have no resource; taxes, fees and purchases come on one day a
month; the meters, and the cost anomaly among them, are in `demo.meters`. Quantities wander from day
to day, seeded.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from demo import prices
from demo.accounts import account_named
from demo.ledger import (
    Amounts,
    Charge,
    Commitment,
    Line,
    charge,
    each_day,
    flat,
    months,
    usage,
)
from demo.meters import (
    ANOMALY,
    BLOB,
    CLOUDWATCH,
    KMS,
    LAMBDA,
    METERS,
    MONITOR,
    RDS,
    S3,
    SQL,
    VPC,
    Meter,
)
from demo.plans import RESERVATION, SAVINGS_PLAN
from demo.shape import Account, Estate
from demo.usage import Commitments

D = Decimal
_MILLI = D("0.001")


_SAVINGS = Commitment(
    "arn:aws:savingsplans::111111111111:savingsplan/5f0c7a52-7f4e-4c1e-9f57-0d6b2a2c9a11",
    SAVINGS_PLAN, "Compute Savings Plan", "Spend",
)  # fmt: skip
_RESERVED = Commitment(
    "/providers/Microsoft.Capacity/reservationOrders/0e1d2c3b-4a59-4687-9788-a1b2c3d4e5f6/"
    "reservations/6f5e4d3c-2b1a-4098-8776-655443322110",
    RESERVATION, "Reservation", "Usage",
)  # fmt: skip
# The plan's hourly commitment is a tenth more than what its three VMs take: the rest is unused.
PLAN_HOUR = ((D("0.34") * 2 + D("0.374")) * prices.SAVINGS_PLAN_FACTOR * D("1.1")).quantize(_MILLI)
# Three machines reserved, two in use.
_RESERVED_HOUR = prices.vm_hour("Standard_D8s_v5", "westeurope") * prices.RESERVATION_FACTOR
RESERVED_COUNT = 3


def commitments(today: date) -> Commitments:
    """Name → the commitment as usage lines carry it, and its first day."""
    used = {"status": "Used"}
    return {
        SAVINGS_PLAN: (replace(_SAVINGS, **used), _first_of_month(today, 9)),
        RESERVATION: (replace(_RESERVED, **used), _first_of_month(today, 8)),
    }


def _first_of_month(today: date, ago: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 - ago, 12)
    return date(year, month + 1, 1)


def of_services(estate: Estate, start: date) -> Iterator[Charge]:
    """All of them, over `[start, today)`."""
    today = estate.now.date()
    for number, meter in enumerate(METERS):
        yield _metered(meter, start, today, Random(f"{estate.seed} meter {number}"))
    yield from _committed(today)
    yield from _monthly(start, today)
    yield _correction(today)


def _metered(meter: Meter, start: date, today: date, random: Random) -> Charge:
    account = account_named(meter.account)
    hourly = meter.unit == "Hours"
    factor = prices.NEGOTIATED_FACTOR if meter.service in (S3, LAMBDA, CLOUDWATCH) else D(1)
    odd = {today - timedelta(days=n) for n in ANOMALY.days_ago}
    struck = (meter.account, meter.service, meter.resource) == (
        ANOMALY.account, ANOMALY.service, ANOMALY.resource,
    )  # fmt: skip
    days = []
    for n, day in enumerate(each_day(start, today)):
        level = meter.base * (1 + meter.growth) ** (n / 30)
        if not hourly:
            level *= random.uniform(0.94, 1.06) * (0.8 if day.weekday() >= 5 else 1)
        quantity = Decimal(str(round(level, 3)))
        if struck and day in odd:
            quantity *= ANOMALY.times
        days.append((day, usage(quantity, meter.price, factor)))
    return charge(_meter_line(meter, account), days)


def _meter_line(meter: Meter, account: Account) -> Line:
    aws = account.cloud == "aws"
    identity = _resource_id(meter, account) if meter.resource else None
    return Line(
        account,
        meter.region,
        meter.service,
        meter.category,
        meter.subcategory,
        f"{meter.what}, per {meter.unit}",
        meter.unit,
        f"SKU-{meter.service}-{meter.what}".replace(" ", "-"),
        resource=identity,
        resource_id=identity,
        resource_name=None if aws else meter.resource,
        resource_type=_RESOURCE_TYPES.get(meter.service),
        service_code=_CODES.get(meter.service) if aws else None,
        meter_category=None if aws else meter.service,
        tags={"team": meter.team, "env": "prod"} if meter.team else {},
    )


_RESOURCE_TYPES = {S3: "bucket", BLOB: "Storage account", SQL: "SQL database"}
_CODES = {
    S3: "AmazonS3", RDS: "AmazonRDS", LAMBDA: "AWSLambda", CLOUDWATCH: "AmazonCloudWatch",
    VPC: "AmazonVPC", KMS: "awskms", "AWS Data Transfer": "AWSDataTransfer",
}  # fmt: skip
_ARNS = {
    RDS: "arn:aws:rds:{region}:{account}:db:{name}",
    LAMBDA: "arn:aws:lambda:{region}:{account}:function:{name}",
    CLOUDWATCH: "arn:aws:logs:{region}:{account}:log-group:{name}",
    VPC: "arn:aws:ec2:{region}:{account}:natgateway/{name}",
    S3: "{name}",
}
_ARM_TYPES = {
    SQL: "microsoft.sql/servers/{name}/databases",
    BLOB: "microsoft.storage/storageaccounts",
    MONITOR: "microsoft.operationalinsights/workspaces",
    "Load Balancer": "microsoft.network/loadbalancers",
    "Azure NAT Gateway": "microsoft.network/natgateways",
}


def _resource_id(meter: Meter, account: Account) -> str:
    if account.cloud == "aws":
        return _ARNS[meter.service].format(
            region=meter.region, account=account.id, name=meter.resource
        )
    kind = _ARM_TYPES[meter.service].format(name=meter.resource)
    group = f"rg-{account.name}-{meter.region}"
    return f"/subscriptions/{account.id}/resourcegroups/{group}/providers/{kind}/{meter.resource}"


def _fee(account: str, service: str, category: str, what: str, charge_category: str) -> Line:
    return Line(
        account_named(account), None, service, category, f"Other ({category})", what, "Units",
        f"SKU-{what}".replace(" ", "-"), charge_category=charge_category, frequency="Recurring",
        pricing_category=None,
    )  # fmt: skip


def _committed(today: date) -> Iterator[Charge]:
    """Purchases (billed, not effective) and what of them nobody used (effective, not billed)."""
    plan_start, plan_end = _first_of_month(today, 9), today
    plan = replace(
        _fee("shop-prod", "Savings Plans for AWS Compute usage", "Compute",
             "1 year, all upfront compute savings plan", "Purchase"),
        frequency="One-Time", commitment=_SAVINGS, service_code="ComputeSavingsPlans",
    )  # fmt: skip
    paid = (PLAN_HOUR * 24 * 365).quantize(D("0.01"))
    yield charge(plan, [(plan_start, flat(paid, effective=D(0)))])
    taken = (D("0.34") * 2 + D("0.374")) * prices.SAVINGS_PLAN_FACTOR
    yield _unused(plan, _SAVINGS, (PLAN_HOUR - taken) * 24, each_day(plan_start, plan_end))

    since = _first_of_month(today, 8)
    order = replace(
        _fee("retail-prod", "Virtual Machines", "Compute",
             "Reserved VM instance, Standard_D8s_v5, EU West, 1 year", "Purchase"),
        region="westeurope", commitment=_RESERVED, meter_category="Virtual Machines",
    )  # fmt: skip
    rate = (_RESERVED_HOUR * 730 * RESERVED_COUNT).quantize(D("0.01"))
    yield charge(order, [(day, flat(rate, effective=D(0))) for day in months(since, today)])
    yield _unused(order, _RESERVED, _RESERVED_HOUR * 24, each_day(since, today))


def _unused(line: Line, commitment: Commitment, cost: Decimal, days: Iterable[date]) -> Charge:
    lost = Amounts(D(24), D(0), D(0), D(0), D(0), cost.quantize(D("0.0000000001")))
    line = replace(
        line, charge_category="Usage", frequency="Usage-Based", unit="Hours",
        pricing_category="Committed", commitment=replace(commitment, status="Unused"),
        description=f"unused part of {commitment.name}",
    )  # fmt: skip
    return charge(line, ((day, lost) for day in days))


def _monthly(start: date, today: date) -> Iterator[Charge]:
    """Fees and credits that come on the first of each month."""
    firsts = tuple(months(start, today))
    support = _fee("shop-prod", "AWS Support (Business)", "Other", "support fee", "Purchase")
    yield charge(replace(support, service_code="AWSSupportBusiness"),
                 [(day, flat(D("412.50"))) for day in firsts])  # fmt: skip
    tool = _fee("shop-prod", "Datadog Pro", "Management and Governance", "Datadog Pro", "Purchase")
    tool = replace(tool, publisher="Datadog", service_code="marketplace")
    yield charge(tool, [(day, flat(D("900"))) for day in firsts])
    grant = _fee("data-platform", "Amazon Elastic Compute Cloud", "Compute", "AWS credit", "Credit")
    grant = replace(grant, frequency="One-Time", service_code="AmazonEC2")
    yield charge(grant, [(day, flat(D("-150"))) for day in firsts])
    goodwill = _fee("retail-prod", "Virtual Machines", "Compute", "service credit", "Credit")
    goodwill = replace(goodwill, frequency="One-Time", meter_category="Virtual Machines")
    yield charge(goodwill, [(firsts[-1], flat(D("-75")))])


def _correction(today: date) -> Charge:
    """A refund for a closed month, which came on the fifth of last month."""
    orders = next(m for m in METERS if m.resource == "orders")
    line = _meter_line(orders, account_named("shop-prod"))
    line = replace(line, charge_class="Correction", description="refund for a double-billed day")
    day = _first_of_month(today, 1) + timedelta(days=4)
    cost = D("-212.40")
    amounts = Amounts(D(-1), D("212.40"), cost, cost, cost, cost)
    return charge(line, [(day, amounts)])


def taxes(charges: Iterable[Charge], start: date, today: date) -> Iterator[Charge]:
    """8% on what AWS billed each account the month before, on the first, to the cent."""
    billed: dict[tuple[str, date], Decimal] = {}
    for found in charges:
        if found.line.account.cloud == "aws":
            for run in found.runs:
                for day in each_day(run.first, run.first + timedelta(days=run.days)):
                    key = (found.line.account.name, day.replace(day=1))
                    billed[key] = billed.get(key, D(0)) + run.amounts.billed
    for account in sorted({name for name, _ in billed}):
        line = _fee(account, "Tax", "Other", "US sales tax", "Tax")
        days = [
            (day, flat((owed * D("0.08")).quantize(D("0.01"))))
            for day in months(start, today)
            if (owed := billed.get((account, (day - timedelta(days=1)).replace(day=1))))
        ]
        yield charge(replace(line, service_code="Tax"), days)


def first_day(today: date) -> date:
    """13 months of charges: twelve whole ones and this one."""
    return _first_of_month(today, 12)

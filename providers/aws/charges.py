"""Charges from Cost Explorer, in FOCUS columns: for accounts without an export.

Cost Explorer groups by two dimensions at most, so the account's charges are asked for in two parts
that cannot overlap and leave nothing out, and no parts are ever joined:

    usage      RECORD_TYPE is one of USAGE:  by service and region
    the rest   RECORD_TYPE is none of them:  by service and record type (fees, tax, credits …; their
               region is not told, as most have none)

Each account is asked with its own credentials for LINKED_ACCOUNT = itself: a management account,
which sees the others' charges too, would otherwise count them twice.

    BilledCost      UnblendedCost: what the invoice says. What a Savings Plan covers is there at its
                    on-demand cost and taken away again by SavingsPlanNegation: both are usage.
    EffectiveCost   NetAmortizedCost: commitments spread over what they cover, discounts taken off;
                    AmortizedCost where the net one is not given. Fees of commitments keep what was
                    not used of them, which an export shows as usage.

Resources are told apart for the last 14 days alone, where the account has switched that on, and for
the services of BY_RESOURCE: their rows stand in the place of the service's row, which keeps what is
left of it, so that the sum is the same to the last digit.

The end of a time period is exclusive, as ours is. Each page costs a cent.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from intents.period import Span
from providers.aws.ask import Asker
from providers.charges import Charge, Charges, amount, cost_table, told_apart
from providers.errors import CloudError, Odd, Throttled, TimedOut, Unreachable, legible
from providers.model import Gap

NEEDS = ("ce:GetCostAndUsage", "ce:GetCostAndUsageWithResources")
SOURCE = "CE GetCostAndUsage"
RESOURCE_SOURCE = "CE GetCostAndUsageWithResources"
# https://aws.amazon.com/aws-cost-management/aws-cost-explorer/pricing/: each paginated request.
PRICE = Decimal("0.01")
RESOURCE_DAYS = 14
# As Cost Explorer names them; disks are in "EC2 - Other".
BY_RESOURCE = ("Amazon Elastic Compute Cloud - Compute", "EC2 - Other")
# What an export names otherwise: the same question must find the same service.
AS_EXPORTED = dict.fromkeys(BY_RESOURCE, "Amazon Elastic Compute Cloud")
USAGE = ("Usage", "DiscountedUsage", "SavingsPlanCoveredUsage", "SavingsPlanNegation")
METRICS = ("UnblendedCost", "AmortizedCost", "NetAmortizedCost")
PROVIDER = "AWS"
# Where there is none, Cost Explorer writes one of these.
_NOT_TOLD = ("", "NoRegion", "NoResourceId", "NoService")
MOST_PAGES = 1_000

# FOCUS's charge categories of record types, without spaces and case; the console's own spelling of
# a type may stand in for the API's. What is not here (discounts, refunds) is an Adjustment.
_CATEGORIES = {
    "Usage": (
        "usage", "discountedusage", "savingsplancoveredusage", "savingsplannegation",
        "reservationappliedusage",
    ),
    "Purchase": (
        "fee", "rifee", "recurring", "upfront", "support", "subscription", "supportfee",
        "upfrontreservationfee", "recurringreservationfee", "savingsplanrecurringfee",
        "savingsplanupfrontfee",
    ),
    "Tax": ("tax",),
    "Credit": ("credit", "credits"),
}  # fmt: skip
_CATEGORY = {kind: category for category, kinds in _CATEGORIES.items() for kind in kinds}


# What is otherwise a minute later, and says nothing about whether resources are told.
_PASSING = (Throttled, TimedOut, Unreachable)

# The values of the two dimensions, and the day's amounts.
Group = tuple[str, str, Charge]
# An Expression of Cost Explorer's.
Which = Mapping[str, object]


def read(asker: Asker, span: Span, today: date) -> Charges:
    """The account's charges of the span. Raises CloudError; that resources lack is a gap."""
    own = _is("LINKED_ACCOUNT", asker.place.account.id)
    usage = {"And": [own, _is("RECORD_TYPE", *USAGE)]}
    rest = {"And": [own, {"Not": _is("RECORD_TYPE", *USAGE)}]}
    used = [_used(one) for one in _groups(asker, SOURCE, span, usage, ("SERVICE", "REGION"))]
    others = [_other(one) for one in _groups(asker, SOURCE, span, rest, ("SERVICE", "RECORD_TYPE"))]
    since = max(span.start, today - timedelta(days=RESOURCE_DAYS))
    found = _resources(asker, Span(since, span.end), usage) if since < span.end else None
    told = told_apart(used, found or (), _place)
    table = cost_table(asker.place.account, PROVIDER, [*told, *others])
    return Charges(table, since if found is not None else None)


def groups(pages: Iterable[Any]) -> Iterator[Group]:
    """What Cost Explorer's pages hold, without their nesting."""
    for page in pages:
        for day in page["ResultsByTime"]:
            for group in day["Groups"]:
                yield _group(date.fromisoformat(day["TimePeriod"]["Start"]), group)


def _group(day: date, group: Any) -> Group:
    metrics = group["Metrics"]
    billed = metrics["UnblendedCost"]
    effective = metrics.get("NetAmortizedCost") or metrics.get("AmortizedCost") or billed
    one, other = group["Keys"]
    cost = Charge(day, amount(billed["Amount"]), amount(effective["Amount"]), billed["Unit"], "")
    return one, other, cost


def category(record_type: str) -> str:
    """FOCUS's category of a record type."""
    return _CATEGORY.get(record_type.replace(" ", "").replace("-", "").lower(), "Adjustment")


# -- asking ---------------------------------------------------------------------------------------


def _is(dimension: str, *values: str) -> Which:
    return {"Dimensions": {"Key": dimension, "Values": list(values)}}


def _pages(asker: Asker, source: str, span: Span, which: Which, by: Sequence[str]) -> Iterator[Any]:
    """All pages; the SDK has no paginator for this operation."""
    asked: dict[str, Any] = {
        "TimePeriod": {"Start": span.start.isoformat(), "End": span.end.isoformat()},
        "Granularity": "DAILY",
        "Metrics": list(METRICS),
        "Filter": which,
        "GroupBy": [{"Type": "DIMENSION", "Key": key} for key in by],
    }
    tokens: set[str] = set()
    while len(tokens) < MOST_PAGES:
        page = next(asker.pages(source, price=PRICE, **asked))
        yield page
        if not (token := page.get("NextPageToken")):
            return
        if token in tokens:
            break
        tokens.add(token)
        asked["NextPageToken"] = token
    raise Odd(asker.place.where, f"EndlessPages: {source}", "ask again; if it stays, tell us")


def _groups(asker: Asker, source: str, span: Span, which: Which, by: Sequence[str]) -> list[Group]:
    found: list[Group] = []
    for page in _pages(asker, source, span, which, by):
        with legible(asker.place.where, source):
            found += groups([page])
    return found


def _resources(asker: Asker, span: Span, usage: Which) -> list[Charge] | None:
    """Usage by resource; None, and a gap, where the account does not tell it."""
    found: list[Charge] = []
    for service in BY_RESOURCE:
        which: Which = {"And": [usage, _is("SERVICE", service)]}
        by = ("RESOURCE_ID", "REGION")
        try:
            told = _groups(asker, RESOURCE_SOURCE, span, which, by)
            found += [_used_by(service, one) for one in told]
        except _PASSING:
            # The days would be taken for known: all of them are asked for again instead.
            raise
        except CloudError as error:
            asker.gaps.append(_no_resources(error))
            return None
    return found


def _no_resources(error: CloudError) -> Gap:
    """The account's cost stands all the same."""
    why, fix = error.why, error.fix
    if why.startswith("DataUnavailable") or "not enabled" in fix.lower():
        fix = (
            "switch on resource-level data in the Cost Management preferences of the account "
            "(the last 14 days then), or set up a FOCUS export for older cost of resources"
        )
    return Gap(error.where, f"{why}: cost is not told apart by resource", fix, matters=False)


# -- charges --------------------------------------------------------------------------------------


def _used(group: Group) -> Charge:
    service, region, cost = group
    name, said = AS_EXPORTED.get(service, _told(service)), _told(service)
    return replace(cost, service=name, description=said, category="Usage", region=_told(region))


def _used_by(service: str, group: Group) -> Charge:
    resource, region, cost = group
    return replace(_used((service, region, cost)), resource=_told(resource))


def _other(group: Group) -> Charge:
    service, kind, cost = group
    name = AS_EXPORTED.get(service, _told(service))
    return replace(cost, service=name, description=kind, category=category(kind))


def _place(charge: Charge) -> tuple[object, ...]:
    """The group of `used` that a resource's usage is a part of."""
    return charge.day, charge.description, charge.region, charge.currency


def _told(key: str) -> str | None:
    return None if key in _NOT_TOLD else key

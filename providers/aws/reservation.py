"""Reservations of AWS: reserved instances and nodes, each service with a call of its own.

A reservation belongs to a region. What it costs an hour is its recurring charges and its upfront
fee spread over the term, for all of its instances together. A service that may not be read is a
gap; the others stand. DynamoDB's reserved capacity has no call that lists it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from providers.aws.ask import Asker
from providers.aws.place import Place
from providers.aws.tags import name, tags
from providers.aws.term import amount, aware, months, payment, state
from providers.errors import CloudError
from providers.model import Row

NEEDS = (
    "ec2:DescribeReservedInstances",
    "elasticache:DescribeReservedCacheNodes",
    "es:DescribeReservedInstances",
    "rds:DescribeReservedDBInstances",
    "redshift:DescribeReservedNodes",
)
KIND = "reservation"
_HOUR = 3600
_HOURLY = "Hourly"


@dataclass(frozen=True, slots=True)
class Offer:
    """One service's call, and what it calls its parts; `arn` is how its ARNs are written."""

    source: str
    service: str
    held: str
    id: str
    sku: str
    count: str
    arn: str
    start: str = "StartTime"
    payment: str = "OfferingType"
    title: str = ""


OFFERS = (
    Offer("EC2 DescribeReservedInstances", "EC2", "ReservedInstances", "ReservedInstancesId",
          "InstanceType", "InstanceCount", "ec2:{region}:{account}:reserved-instances/", "Start"),
    Offer("RDS DescribeReservedDBInstances", "RDS", "ReservedDBInstances", "ReservedDBInstanceId",
          "DBInstanceClass", "DBInstanceCount", "rds:{region}:{account}:ri:"),
    Offer("ElastiCache DescribeReservedCacheNodes", "ElastiCache", "ReservedCacheNodes",
          "ReservedCacheNodeId", "CacheNodeType", "CacheNodeCount",
          "elasticache:{region}:{account}:reserved-instance:"),
    Offer("Redshift DescribeReservedNodes", "Redshift", "ReservedNodes", "ReservedNodeId",
          "NodeType", "NodeCount", "redshift:{region}:{account}:reserved-node:"),
    Offer("OpenSearch DescribeReservedInstances", "OpenSearch", "ReservedInstances",
          "ReservedInstanceId", "InstanceType", "InstanceCount",
          "es:{region}:{account}:reserved-instances/", payment="PaymentOption",
          title="ReservationName"),
)  # fmt: skip


def rows(asker: Asker) -> Iterator[Row]:
    """The reservations of one place; a service that is refused is noted on `asker`."""
    for offer in OFFERS:
        try:
            for page in _pages(asker, offer):
                for found in page[offer.held]:
                    yield row(offer, found, asker.place)
        except CloudError as error:
            asker.missing(error)


def _pages(asker: Asker, offer: Offer) -> Iterator[Mapping[str, Any]]:
    """Every page; OpenSearch has a token, and no paginator in the SDK."""
    given: dict[str, Any] = {}
    while True:
        token = None
        for page in asker.pages(offer.source, **given):
            yield page
            token = page.get("NextToken") if offer.service == "OpenSearch" else None
        if not token or token == given.get("NextToken"):
            return
        given = {"NextToken": token}


def row(offer: Offer, found: Mapping[str, Any], place: Place) -> Row:
    """One reservation as a row."""
    count, start = int(found.get(offer.count) or 0), aware(found.get(offer.start))
    seconds = int(found.get("Duration") or 0)
    end = found.get("End") or (start + timedelta(seconds=seconds) if start and seconds else None)
    known = str(found[offer.id])
    labels = found.get("Tags", [])
    arn = offer.arn.format(region=place.region, account=place.account.id)
    written = found.get("ReservedDBInstanceArn") or found.get("ReservationARN")
    return place.row(
        id=str(written or f"arn:aws:{arn}{known}"),
        name=name(labels) or str(found.get(offer.title) or known),
        kind=KIND,
        service=offer.service,
        scope=found.get("Scope"),
        sku=found.get(offer.sku),
        quantity=count,
        hourly_commitment=_hourly(found, seconds, count),
        currency=str(found.get("CurrencyCode") or "USD"),
        term_months=months(timedelta(seconds=seconds)) if seconds else None,
        payment=payment(found.get(offer.payment)),
        state=state(found.get("State")),
        start=start,
        end=aware(end),
        tags=tags(labels),
    )


def _hourly(found: Mapping[str, Any], seconds: int, count: int) -> Decimal | None:
    """What all of it costs an hour, the fee spread over the term; unknown without a term."""
    if not seconds or "FixedPrice" not in found:
        return None
    fee = (amount(found["FixedPrice"]) or Decimal(0)) * _HOUR / seconds
    recurring = sum(_recurring(found.get("RecurringCharges", [])), Decimal(0))
    usage = amount(found.get("UsagePrice")) or Decimal(0)
    return ((fee + recurring + usage) * count).quantize(Decimal("0.0000000001"))


def _recurring(charges: Sequence[Mapping[str, Any]]) -> Iterator[Decimal]:
    """The hourly ones; EC2 says Amount, the others RecurringChargeAmount."""
    for one in charges:
        if (one.get("Frequency") or one.get("RecurringChargeFrequency")) == _HOURLY:
            told = one.get("Amount", one.get("RecurringChargeAmount"))
            yield amount(told) or Decimal(0)

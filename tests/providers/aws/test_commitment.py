"""Reservations and savings plans as AWS tells them, in each service's own shape."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from providers.aws.place import Place
from providers.aws.provider import AwsProvider
from providers.aws.reservation import OFFERS
from providers.aws.reservation import row as reserved
from providers.aws.savings_plan import row as planned
from providers.base import Scope
from providers.context import Context
from providers.model import Account

from .conftest import OWN, REGIONS, Rim

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
START = datetime(2026, 3, 1, tzinfo=UTC)
YEAR = 365 * 24 * 3600
PLACE = Place(Account("aws", OWN, "prod"), "eu-west-1")
BY_SERVICE = {offer.service: offer for offer in OFFERS}
HOURLY = [{"RecurringChargeAmount": 0.05, "RecurringChargeFrequency": "Hourly"}]
SHAPES: dict[str, dict[str, Any]] = {
    "EC2": {"ReservedInstancesId": "r-1", "InstanceType": "m5.large", "InstanceCount": 4,
            "Start": START, "End": datetime(2027, 3, 1, tzinfo=UTC), "OfferingType": "No Upfront",
            "RecurringCharges": [{"Amount": 0.05, "Frequency": "Hourly"}], "State": "active"},
    "RDS": {"ReservedDBInstanceId": "r-1", "DBInstanceClass": "m5.large", "DBInstanceCount": 4,
            "StartTime": START, "OfferingType": "No Upfront", "RecurringCharges": HOURLY,
            "State": "active"},
    "ElastiCache": {"ReservedCacheNodeId": "r-1", "CacheNodeType": "m5.large", "CacheNodeCount": 4,
                    "StartTime": START, "OfferingType": "No Upfront", "State": "active",
                    "RecurringCharges": HOURLY},
    "Redshift": {"ReservedNodeId": "r-1", "NodeType": "m5.large", "NodeCount": 4,
                 "StartTime": START, "OfferingType": "No Upfront", "State": "active",
                 "RecurringCharges": HOURLY},
    "OpenSearch": {"ReservedInstanceId": "r-1", "InstanceType": "m5.large", "InstanceCount": 4,
                   "StartTime": START, "PaymentOption": "NO_UPFRONT", "State": "active",
                   "RecurringCharges": HOURLY},
}  # fmt: skip


@pytest.mark.parametrize("service", SHAPES)
def test_every_service_tells_the_same_of_a_reservation(service: str) -> None:
    shape = {**SHAPES[service], "Duration": YEAR, "FixedPrice": 876.0, "CurrencyCode": "USD"}
    row = reserved(BY_SERVICE[service], shape, PLACE)
    # A fee of 876 is a tenth an hour; with 0.05 an hour, four of them cost 0.60.
    assert row["hourly_commitment"] == Decimal("0.6")
    assert (row["sku"], row["quantity"], row["term_months"]) == ("m5.large", 4, 12)
    assert (row["payment"], row["state"], row["region"]) == ("no upfront", "active", "eu-west-1")
    assert row["end"] == datetime(2027, 3, 1, tzinfo=UTC)
    assert str(row["id"]).endswith("r-1")


def test_what_a_reservation_does_not_tell_is_unknown() -> None:
    row = reserved(BY_SERVICE["EC2"], {"ReservedInstancesId": "r-1"}, PLACE)
    unknown = ("hourly_commitment", "end", "state", "payment", "term_months")
    assert {row[name] for name in unknown} == {None}


def test_a_savings_plan_is_of_no_region_unless_it_says_so() -> None:
    told = {
        "savingsPlanArn": "arn:aws:savingsplans::1:savingsplan/p", "savingsPlanId": "p",
        "start": "2026-02-01T00:00:00.000Z", "end": "2027-02-01T00:00:00Z", "state": "retired",
        "savingsPlanType": "Compute", "commitment": "0.8350", "currency": "USD",
        "paymentOption": "All Upfront", "termDurationInSeconds": YEAR,
    }  # fmt: skip
    row = planned(told, PLACE)
    assert (row["region"], row["state"], row["name"]) == (None, "expired", "p")
    assert (row["hourly_commitment"], row["payment"]) == (Decimal("0.8350"), "all upfront")
    assert planned({**told, "region": "us-east-1"}, PLACE)["region"] == "us-east-1"


def test_a_service_that_is_refused_is_a_gap_and_the_others_stand(
    provider: Callable[..., AwsProvider], aws: Rim
) -> None:
    empty = {
        "DescribeReservedDBInstances": "ReservedDBInstances",
        "DescribeReservedCacheNodes": "ReservedCacheNodes",
        "DescribeReservedNodes": "ReservedNodes",
    }
    for action, held in empty.items():
        body = f"<{action}Response><{action}Result><{held}/></{action}Result></{action}Response>"
        aws.answer(action, "*", body.encode())
    # OpenSearch and Savings Plans name no action: their paths are all there is.
    aws.answer("", "*", b'{"ReservedInstances": [], "savingsPlans": []}', "application/json")
    aws.refuse("DescribeReservedInstances", REGIONS[0], "UnauthorizedOperation")
    item = "<item><reservedInstancesId>r-2</reservedInstancesId><state>active</state></item>"
    one = f"<DescribeReservedInstancesResponse><reservedInstancesSet>{item}</reservedInstancesSet>"
    whole = f"{one}</DescribeReservedInstancesResponse>".encode()
    aws.answer("DescribeReservedInstances", REGIONS[1], whole)
    found = provider().inventory("commitment", Scope(), Context(NOW))
    rows = [row for table in found.items for row in table.to_pylist()]
    assert [(row["name"], row["region"]) for row in rows] == [("r-2", REGIONS[1])]
    (gap,) = found.gaps
    assert gap.why == "UnauthorizedOperation: ec2:DescribeReservedInstances"


def test_savings_plans_are_paged_by_their_token(
    provider: Callable[..., AwsProvider], aws: Rim
) -> None:
    from providers.aws.ask import Asker
    from providers.aws.savings_plan import rows

    pages = iter((b'{"savingsPlans": [{"savingsPlanId": "a"}], "nextToken": "t"}',
                  b'{"savingsPlans": [{"savingsPlanId": "b"}]}'))  # fmt: skip

    def inner(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        body = next(pages)
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    whole, aws.inner = aws.inner, inner
    try:
        asker = Asker(provider()._session, PLACE, Context(NOW))
        assert [row["name"] for row in rows(asker)] == ["a", "b"]
    finally:
        aws.inner = whole
    assert [source.calls for source in asker.sources] == [2]

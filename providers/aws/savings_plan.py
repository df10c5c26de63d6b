"""Savings plans of AWS: a commitment of money an hour, for all regions of an account at once.

An EC2 Instance plan is of one region and family; the others know neither.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from providers.aws.ask import Asker
from providers.aws.place import Place
from providers.aws.term import amount, aware, months, payment, state
from providers.model import Row

NEEDS = ("savingsplans:DescribeSavingsPlans",)
SOURCE = "SavingsPlans DescribeSavingsPlans"
KIND = "savings plan"


def rows(asker: Asker) -> Iterator[Row]:
    """The savings plans of an account. Raises CloudError. The SDK has no paginator for them."""
    given: dict[str, Any] = {}
    while True:
        token = None
        for page in asker.pages(SOURCE, **given):
            yield from (row(found, asker.place) for found in page["savingsPlans"])
            token = page.get("nextToken")
        if not token or token == given.get("nextToken"):
            return
        given = {"nextToken": token}


def row(found: Mapping[str, Any], place: Place) -> Row:
    """One savings plan as a row."""
    labels: Mapping[str, str] = found.get("tags") or {}
    seconds = int(found.get("termDurationInSeconds") or 0)
    known = str(found.get("savingsPlanArn") or found["savingsPlanId"])
    return {
        **place.row(),
        "id": known,
        "name": labels.get("Name") or str(found.get("savingsPlanId") or known),
        "kind": KIND,
        "service": found.get("savingsPlanType"),
        "scope": None,
        "region": found.get("region") or None,
        "sku": found.get("ec2InstanceFamily") or None,
        "hourly_commitment": amount(found.get("commitment")),
        "currency": found.get("currency") or "USD",
        "term_months": months(timedelta(seconds=seconds)) if seconds else None,
        "payment": payment(found.get("paymentOption")),
        "state": state(found.get("state")),
        "start": aware(found.get("start")),
        "end": aware(found.get("end")),
        "tags": dict(labels),
    }

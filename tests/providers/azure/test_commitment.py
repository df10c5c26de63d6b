"""Reservations and savings plans of a tenant, over HTTP."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from providers.azure.commitment import NONE_SEEN
from providers.azure.term import held
from providers.base import Scope

from .conftest import DEV, PROD

RESERVATIONS = "Microsoft.Capacity/reservations"
PLANS = "Microsoft.BillingBenefits/savingsPlans"


def reservation(number: int = 1, **properties: object) -> dict[str, object]:
    order = "/providers/microsoft.capacity/reservationOrders/0E1D/reservations"
    return {
        "id": f"{order}/R{number}",
        "name": f"0E1D/R{number}",
        "location": "West Europe",
        "sku": {"name": "Standard_D8s_v5"},
        "properties": {
            "displayName": f"reserved-{number}",
            "reservedResourceType": "VirtualMachines",
            "quantity": 3,
            "term": "P1Y",
            "billingPlan": "Monthly",
            "appliedScopeType": "Shared",
            "displayProvisioningState": "Succeeded",
            "billingScopeId": f"/subscriptions/{PROD.upper()}",
            "purchaseDate": "2026-03-01",
            "expiryDate": "2027-03-01",
            "renew": True,
            **properties,
        },
    }


PLAN = {
    "id": "/providers/Microsoft.BillingBenefits/savingsPlanOrders/O/savingsPlans/P",
    "name": "O/P",
    "sku": {"name": "Compute_Savings_Plan"},
    "properties": {
        "displayName": "compute",
        "displayProvisioningState": "Expired",
        "billingScopeId": f"/subscriptions/{DEV}",
        "term": "P3Y",
        "billingPlan": "P1M",
        "commitment": {"currencyCode": "EUR", "amount": 1.25, "grain": "Hourly"},
        "purchaseDateTime": "2023-01-01T00:00:00Z",
        "expiryDateTime": "2026-01-01T00:00:00.0000000Z",
    },
}


def rows(cloud: Any, **scope: Any) -> list[dict[str, Any]]:
    found = cloud.provider().inventory("commitment", Scope(**scope), cloud.context)
    assert not [gap for gap in found.gaps if gap.matters]
    return [row for table in found.items for row in table.to_pylist()]


def test_the_tenants_commitments_belong_to_the_subscriptions_that_pay(cloud_of: Any) -> None:
    cloud = cloud_of(tenant={RESERVATIONS: (reservation(),), PLANS: (PLAN,)})
    held, plan = rows(cloud)
    assert (held["account"], held["kind"], held["region"]) == ("prod", "reservation", "westeurope")
    assert (held["quantity"], held["term_months"], held["payment"]) == (3, 12, "monthly")
    assert (held["state"], held["renews"]) == ("active", True)
    assert held["end"] == datetime(2027, 3, 1, tzinfo=UTC)
    assert (plan["account"], plan["kind"], plan["state"]) == ("dev", "savings plan", "expired")
    assert (plan["hourly_commitment"], plan["currency"]) == (Decimal("1.25"), "EUR")
    assert (plan["service"], plan["term_months"], plan["renews"]) == ("Compute", 36, None)


def test_pages_are_followed_and_accounts_are_picked(cloud_of: Any) -> None:
    many = tuple(reservation(n) for n in range(5))
    cloud = cloud_of(tenant={RESERVATIONS: many, PLANS: (PLAN,)})
    assert len(rows(cloud, accounts=("prod",))) == 5
    assert [row["name"] for row in rows(cloud, accounts=("dev",))] == ["compute"]


def test_an_empty_list_may_mean_that_nothing_may_be_seen(cloud: Any) -> None:
    found = cloud.provider().inventory("commitment", Scope(), cloud.context)
    assert NONE_SEEN in found.gaps
    assert not any(gap.matters for gap in found.gaps)


def test_one_kind_that_is_refused_leaves_the_other(scripted: Any) -> None:
    def script(path: str, _: object) -> tuple[int, dict[str, str], object]:
        if "/subscriptions?" in path:
            return 200, {}, {"value": [{"subscriptionId": PROD, "displayName": "prod"}]}
        if RESERVATIONS in path:
            error = {"code": "AuthorizationFailed", "message": "no"}
            return 403, {}, {"error": error}
        return 200, {}, {"value": [PLAN]}

    cloud = scripted(script)
    found = cloud.provider().inventory("commitment", Scope(), cloud.context)
    assert sum(len(table) for table in found.items) == 1
    (gap,) = [one for one in found.gaps if one.matters]
    assert "Microsoft.Capacity/reservations/read" in gap.why


def test_utilisation_is_azures_own_of_thirty_days_and_of_nothing_shorter() -> None:
    def told(*days: int) -> object:
        known = [{"grain": one, "grainUnit": "days", "value": one + 0.5} for one in days]
        item = {"id": "/r", "properties": {"utilization": {"aggregates": known}}}
        return held(item, {})["reported_utilisation"]

    assert told(1, 7, 30) == 30.5
    assert told(1, 7) is None
    assert held({"id": "/r", "properties": {}}, {})["reported_utilisation"] is None

"""Azure savings plans: of money an hour, in all regions, for a term. They belong to a tenant."""

from collections.abc import Mapping

from providers.azure.arm import Kind, Reader
from providers.azure.payload import Item, decimal, text
from providers.azure.term import held
from providers.model import Account, Fetched, Row

NEEDS = ("Microsoft.BillingBenefits/savingsPlanOrders/savingsPlans/read",)
PLANS = Kind(
    "Microsoft.BillingBenefits/savingsPlans",
    lambda azure: azure.listed("/providers/Microsoft.BillingBenefits/savingsPlans", "2022-11-01"),
)


def rows(reader: Reader, accounts: Mapping[str, Account]) -> Fetched[Row]:
    """All that the credential sees. `accounts` are the known ones, by id. Raises CloudError."""
    found = reader.fetch(PLANS)
    return Fetched(tuple(plan(item, accounts) for item in found.items), found.gaps, found.sources)


def plan(item: Item, accounts: Mapping[str, Account]) -> Row:
    """One savings plan, from Azure's JSON."""
    hourly = (text(item, "properties.commitment.grain") or "").lower() == "hourly"
    return {
        **held(item, accounts),
        "kind": "savings plan",
        "service": (text(item, "sku.name") or "").removesuffix("_Savings_Plan") or None,
        "hourly_commitment": decimal(item, "properties.commitment.amount") if hourly else None,
        "currency": text(item, "properties.commitment.currencyCode"),
    }

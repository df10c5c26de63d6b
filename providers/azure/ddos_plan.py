"""DDoS protection plans, with how many virtual networks each protects."""

from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.payload import Item, items
from providers.azure.resource import row
from providers.model import Account, Row

NEEDS = ("Microsoft.Network/ddosProtectionPlans/read",)
PLANS = Table(
    "Microsoft.Network/ddosProtectionPlans",
    listed=lambda azure: azure.network.ddos_protection_plans.list,
)
TABLES = (PLANS,)


def rows(found: Found) -> Iterator[Row]:
    """All plans."""
    return (plan(item, account) for item, account in found.of(PLANS))


def plan(item: Item, account: Account) -> Row:
    """One plan, from Azure's JSON."""
    return {
        **row(item, account),
        "network_count": len(items(item, "properties.virtualNetworks")),
    }

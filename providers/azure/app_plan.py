"""App Service plans: what web apps and function apps run on, and are billed by."""

from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.metric import Series
from providers.azure.payload import Item, flag, text, whole
from providers.azure.resource import row
from providers.model import Account, Row
from providers.word import word

NEEDS = ("Microsoft.Web/serverfarms/read",)
PLANS = Table("Microsoft.Web/serverfarms", version="2023-12-01")
TABLES = (PLANS,)

METRICS = {
    "cpu": Series(PLANS.name, "CpuPercentage"),
    "memory": Series(PLANS.name, "MemoryPercentage"),
}


def rows(found: Found) -> Iterator[Row]:
    """All plans."""
    return (plan(item, account) for item, account in found.of(PLANS))


def plan(item: Item, account: Account) -> Row:
    """One plan, from Azure's JSON."""
    linux = flag(item, "properties.reserved")
    workers = whole(item, "properties.numberOfWorkers")
    return {
        **row(item, account),
        "state": word(text(item, "properties.status")),
        "platform": None if linux is None else "linux" if linux else "windows",
        "tier": word(text(item, "sku.tier")),
        "size": text(item, "sku.name"),
        "workers": whole(item, "sku.capacity") if workers is None else workers,
        "apps": whole(item, "properties.numberOfSites"),
    }

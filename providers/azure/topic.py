"""Topics of Azure: Service Bus's, which its namespaces list, and Event Grid's."""

from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.metric import Series
from providers.azure.payload import Item, identity, moment, text, whole
from providers.azure.resource import row
from providers.azure.service_bus import NAMESPACES, VERSION, part
from providers.model import Account, Row
from providers.word import word

TOPICS = "Microsoft.ServiceBus/namespaces/topics"
NEEDS = (
    "Microsoft.EventGrid/topics/read",
    "Microsoft.ServiceBus/namespaces/read",
    "Microsoft.ServiceBus/namespaces/topics/read",
)
EVENT_GRID = Table("Microsoft.EventGrid/topics", version="2025-02-15")
TABLES = (NAMESPACES, EVENT_GRID)
METRICS = {"published": (Series(EVENT_GRID.name, "PublishSuccessCount", total=True),)}
# Queues alone are in namespaces of this tier: it has no topics, and refuses to list them.
WITHOUT = "basic"


def rows(found: Found) -> Iterator[Row]:
    """All topics."""
    by_id = found.by_id(NAMESPACES)
    owners = [
        pair
        for pair in found.of(NAMESPACES)
        if (text(pair[0], "sku.name") or "").lower() != WITHOUT
    ]
    for item, account in found.fetch_parts(TOPICS, "topics", VERSION, owners):
        yield of_bus(item, by_id.get(identity(item).partition("/topics/")[0], {}), account)
    for item, account in found.of(EVENT_GRID):
        yield of_grid(item, account)


def of_bus(item: Item, namespace: Item, account: Account) -> Row:
    """One topic of Service Bus, from Azure's JSON."""
    return {
        **part(item, namespace, account),
        **_common(text(item, "properties.status"), "service bus"),
        "subscription_count": whole(item, "properties.subscriptionCount"),
        "created_at": moment(item, "properties.createdAt"),
    }


def of_grid(item: Item, account: Account) -> Row:
    """One topic of Event Grid, from Azure's JSON."""
    return {
        **row(item, account),
        **_common(text(item, "properties.provisioningState"), "event grid"),
    }


def _common(state: str | None, kind: str) -> Row:
    # Both encrypt what they keep, and cannot be told not to.
    return {"state": word(state), "kind": kind, "encrypted": True}

"""Queues of Azure Service Bus: Resource Graph has their namespaces, each lists its own."""

from collections.abc import Iterator

from providers.azure.graph import Found
from providers.azure.payload import Item, identity, moment, number, text, whole
from providers.azure.service_bus import GIB, NAMESPACES, VERSION, days, part
from providers.model import Account, Row
from providers.word import word

QUEUES = "Microsoft.ServiceBus/namespaces/queues"
NEEDS = ("Microsoft.ServiceBus/namespaces/queues/read", "Microsoft.ServiceBus/namespaces/read")
TABLES = (NAMESPACES,)


def rows(found: Found) -> Iterator[Row]:
    """All queues."""
    by_id = found.by_id(NAMESPACES)
    for item, account in found.fetch_parts(QUEUES, "queues", VERSION, found.of(NAMESPACES)):
        yield queue(item, by_id.get(identity(item).partition("/queues/")[0], {}), account)


def queue(item: Item, namespace: Item, account: Account) -> Row:
    """One queue, from Azure's JSON."""
    size = number(item, "properties.sizeInBytes")
    return {
        **part(item, namespace, account),
        "state": word(text(item, "properties.status")),
        "kind": word(text(namespace, "sku.name")),
        "messages": whole(item, "properties.countDetails.activeMessageCount"),
        "dead_letters": whole(item, "properties.countDetails.deadLetterMessageCount"),
        "retention_days": days(text(item, "properties.defaultMessageTimeToLive")),
        "size_gib": size / GIB if size is not None else None,
        # Service Bus encrypts all of it at rest, and cannot be told not to.
        "encrypted": True,
        "created_at": moment(item, "properties.createdAt"),
    }

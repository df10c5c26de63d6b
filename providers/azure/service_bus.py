"""What the queues and topics of Azure Service Bus share: their namespaces, and a span of time."""

import re
from datetime import timedelta

from providers.azure.graph import Table
from providers.azure.payload import Item, region, segment, tags, text
from providers.azure.resource import row
from providers.model import Account, Row

NAMESPACES = Table("Microsoft.ServiceBus/namespaces", version="2021-11-01")
VERSION = "2021-11-01"
GIB = 2.0**30
_SPAN = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?")
# What Azure writes for "for ever" is longer than anybody waits.
FOR_EVER = timedelta(days=36500)


def part(item: Item, namespace: Item, account: Account) -> Row:
    """A queue or topic: it is where its namespace is, and has that one's tags."""
    return {
        **row(item, account),
        "region": region(namespace),
        "tags": tags(namespace),
        "namespace": segment(text(item, "id"), "namespaces"),
    }


def days(said: str | None) -> float | None:
    """A span such as P14D or PT1H in days; None where it is not told, or has no end.

    >>> days("P14DT12H"), days("P10675199DT2H48M5.4775807S")
    (14.5, None)
    """
    found = _SPAN.fullmatch(said or "")
    if not found or not any(found.groups()):
        return None
    day, hour, minute, second = (float(one or 0) for one in found.groups())
    span = timedelta(days=day, hours=hour, minutes=minute, seconds=second)
    return None if span >= FOR_EVER else span / timedelta(days=1)

"""Queues and topics of Azure: what their JSON tells, and what it does not."""

from typing import Any

import pytest

from providers.azure import queue, service_bus, topic
from providers.model import Account
from providers.schema import table

ACCOUNT = Account("azure", "s", "retail")
ID = "/subscriptions/s/resourceGroups/RG/providers/Microsoft.ServiceBus/namespaces/Bus/queues/In"


@pytest.mark.parametrize(
    ("said", "days"),
    [("P14D", 14), ("PT12H", 0.5), ("P", None), ("", None), (None, None), ("soon", None)],
)
def test_spans_are_days(said: str | None, days: float | None) -> None:
    assert service_bus.days(said) == days


@pytest.mark.parametrize("properties", [None, {}, {"countDetails": 1, "sizeInBytes": "2"}])
def test_what_azure_does_not_tell_is_unknown(properties: Any) -> None:
    item = {"id": ID, "name": "In", "properties": properties}
    found = queue.queue(item, {"location": "West Europe", "tags": {"a": "b"}}, ACCOUNT)
    table("queue", [found]).validate(full=True)
    unknown = ("messages", "dead_letters", "retention_days", "size_gib", "state", "created_at")
    assert {found[name] for name in unknown} == {None}
    assert (found["namespace"], found["region"], found["tags"]) == ("Bus", "westeurope", {"a": "b"})
    of_grid = topic.of_grid(item, ACCOUNT)
    assert (of_grid.get("subscription_count"), of_grid["kind"]) == (None, "event grid")

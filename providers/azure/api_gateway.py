"""Services of API Management: each is one gateway, whatever the number of its APIs."""

from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.metric import Series
from providers.azure.payload import Item, moment, text, whole
from providers.azure.resource import row
from providers.model import Account, Row
from providers.word import word

NEEDS = ("Microsoft.ApiManagement/service/read",)
SERVICES = Table("Microsoft.ApiManagement/service", version="2024-05-01")
TABLES = (SERVICES,)

METRICS = {"requests": Series(SERVICES.name, "Requests", total=True)}


def rows(found: Found) -> Iterator[Row]:
    """All services."""
    return (api_gateway(item, account) for item, account in found.of(SERVICES))


def api_gateway(item: Item, account: Account) -> Row:
    """One service, from Azure's JSON."""
    return {
        **row(item, account),
        "kind": "management",
        "sku": text(item, "sku.name"),
        "unit_count": whole(item, "sku.capacity"),
        "state": word(text(item, "properties.provisioningState")),
        "url": text(item, "properties.gatewayUrl"),
        "created_at": moment(item, "properties.createdAtUtc"),
    }

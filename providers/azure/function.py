"""Function apps: sites of App Service whose kind says so.

An app may hold several functions, which Azure scales, and counts, together. Their settings, where
secrets may be, are not read.
"""

from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.metric import Series
from providers.azure.payload import Item, moment, segment, text, whole
from providers.azure.resource import row
from providers.model import Account, Row
from providers.word import word

NEEDS = ("Microsoft.Web/sites/read",)
# Logic apps say that they are function apps, too.
APPS = Table(
    "Microsoft.Web/sites",
    also="| where kind has 'functionapp' and kind !has 'workflowapp'",
    version="2023-12-01",
)
TABLES = (APPS,)

METRICS = {
    "invocations": Series(APPS.name, "FunctionExecutionCount", total=True),
    "errors": Series(APPS.name, "Http5xx", total=True),
}


def rows(found: Found) -> Iterator[Row]:
    """All function apps."""
    return (function(item, account) for item, account in found.of(APPS) if _is_function(item))


def _is_function(item: Item) -> bool:
    kinds = (text(item, "kind") or "").lower()
    return "functionapp" in kinds and "workflowapp" not in kinds


def function(item: Item, account: Account) -> Row:
    """One function app, from Azure's JSON."""
    return {
        **row(item, account),
        "network": segment(text(item, "properties.virtualNetworkSubnetId"), "virtualNetworks"),
        "runtime": _runtime(item),
        "memory_mib": whole(
            item, "properties.functionAppConfig.scaleAndConcurrency.instanceMemoryMB"
        ),
        "state": word(text(item, "properties.state")),
        "plan": segment(text(item, "properties.serverFarmId"), "serverfarms"),
        "modified_at": moment(item, "properties.lastModifiedTimeUtc"),
    }


def _runtime(item: Item) -> str | None:
    """Of Flex Consumption its own; else that of its Linux image; of Windows it is a setting."""
    flex = "properties.functionAppConfig.runtime"
    if name := text(item, f"{flex}.name"):
        version = text(item, f"{flex}.version")
        return f"{name}|{version}" if version else name
    linux = text(item, "properties.siteConfig.linuxFxVersion")
    return None if linux and linux.lower().startswith("docker|") else linux

"""VM scale sets; between which sizes they scale is said by autoscale settings, which are joined.

A set without a setting is scaled by hand: it has no bounds.
"""

from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.metric import Series
from providers.azure.payload import Item, identity, items, moment, text, texts, value, whole
from providers.azure.resource import row
from providers.model import Account, Row

NEEDS = (
    "Microsoft.Compute/virtualMachineScaleSets/read",
    "Microsoft.Insights/autoscalesettings/read",
)
SETS = Table(
    "Microsoft.Compute/virtualMachineScaleSets",
    listed=lambda azure: azure.compute.virtual_machine_scale_sets.list_all,
)
SETTINGS = Table("Microsoft.Insights/autoscalesettings", version="2022-10-01")
TABLES = (SETS, SETTINGS)

METRICS = {"cpu": Series(SETS.name, "Percentage CPU")}


def rows(found: Found) -> Iterator[Row]:
    """All scale sets."""
    settings = {
        identity(item, "properties.targetResourceUri"): item
        for item in found.items(SETTINGS)
        if value(item, "properties.enabled") is not False
    }
    return (group(item, account, settings.get(identity(item))) for item, account in found.of(SETS))


def group(item: Item, account: Account, setting: Item | None) -> Row:
    """One scale set, from Azure's JSON, with its autoscale setting, if any."""
    size, desired = text(item, "sku.name"), whole(item, "sku.capacity")
    profile = next(iter(items(setting, "properties.profiles")), {})
    return {
        **row(item, account),
        "created_at": moment(item, "properties.timeCreated"),
        "minimum": _number(text(profile, "capacity.minimum")),
        "maximum": _number(text(profile, "capacity.maximum")),
        "desired": desired,
        "instance_count": desired,
        "sizes": [size] if size else None,
        "zones": texts(item, "zones"),
    }


def _number(said: str | None) -> int | None:
    """Azure writes capacities as text."""
    return int(said) if said and said.isdecimal() else None

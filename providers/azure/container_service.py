"""Container Apps. How many replicas run, Resource Graph does not tell."""

from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.metric import Series
from providers.azure.payload import Item, items, number, segment, text
from providers.azure.resource import row
from providers.model import Account, Row
from providers.word import word

NEEDS = ("Microsoft.App/containerApps/read",)
APPS = Table("Microsoft.App/containerApps", version="2025-01-01")
TABLES = (APPS,)
METRICS = {
    "cpu": Series(APPS.name, "CpuPercentage"),
    "memory": Series(APPS.name, "MemoryPercentage"),
}
STATES = {"succeeded": "running"}


def rows(found: Found) -> Iterator[Row]:
    """All of them."""
    return (app(item, account) for item, account in found.of(APPS))


def app(item: Item, account: Account) -> Row:
    """One app, from Azure's JSON."""
    containers = items(item, "properties.template.containers")
    environment = text(item, "properties.managedEnvironmentId") or text(
        item, "properties.environmentId"
    )
    return {
        **row(item, account),
        "cluster": segment(environment, "managedEnvironments"),
        "launch_type": _launch_type(text(item, "properties.workloadProfileName")),
        "task_vcpus": _sum([number(one, "resources.cpu") for one in containers]),
        "task_memory_gib": _sum([_gib(text(one, "resources.memory")) for one in containers]),
        "state": word(text(item, "properties.runningStatus"))
        or word(text(item, "properties.provisioningState"), STATES),
    }


def _launch_type(profile: str | None) -> str | None:
    """Every profile of another name than Consumption is of machines of one's own."""
    if profile is None:
        return None
    return "consumption" if profile.lower() == "consumption" else "dedicated"


def _gib(said: str | None) -> float | None:
    """`1.5Gi`, as Azure writes it."""
    amount = (said or "").removesuffix("Gi")
    return float(amount) if amount != said and amount.replace(".", "", 1).isdecimal() else None


def _sum(parts: list[float | None]) -> float | None:
    known = [one for one in parts if one is not None]
    return sum(known) if known and len(known) == len(parts) else None

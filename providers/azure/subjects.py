"""Which file reads which subject from Azure: the one table to add a subject to.

A subject's file is imported when it is first read. It offers, by convention:

    NEEDS = ("Microsoft.Compute/disks/read",)        the permissions, as Azure names them
    TABLES = (DISKS,); rows(found) -> Iterable[Row]  what Resource Graph has, of all subscriptions
    rows(reader, account) -> Fetched[Row]            else: the resources of one subscription
    METRICS = {"cpu": Series("Microsoft.Compute/…", "Percentage CPU")}   by catalog field, if any;
                                                     several where it is of several types
"""

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Protocol, cast

from providers.azure import graph
from providers.azure.arm import Reader
from providers.azure.metric import Series
from providers.model import Account, Fetched, Row

# What Resource Graph has: subject → file.
_NAMED_ALIKE = """
    api_gateway app_plan bucket cache cdn cluster container_service database ddos_plan disk
    dns_zone elastic_pool express_route file_share function image key load_balancer log_group
    nat_gateway network nic private_endpoint public_ip queue recommendation registry
    resource_group scaling_group secret security_group snapshot subnet topic vm vpn_gateway
    warehouse_cluster
"""
IN_GRAPH: Mapping[str, str] = {
    **{subject: subject for subject in _NAMED_ALIKE.split()},
    "quota": "usage",
}
# What it has not, and is listed in each subscription.
OF_SUBSCRIPTIONS: Mapping[str, str] = {
    "budget": "budget",
}
# What belongs to the tenant: one list for all subscriptions, which are handed in by id.
OF_TENANT: Mapping[str, str] = {
    "commitment": "commitment",
}
# Files that read something else than resources, and need permissions of their own.
BESIDE = ("account", "charges", "forecast", "graph", "metric", "price", "readable")


class OfSubscription(Protocol):
    """What the file of a subject offers that subscriptions have."""

    NEEDS: tuple[str, ...]

    def rows(self, reader: Reader, account: Account, /) -> Fetched[Row]:
        """The resources of one subscription. Raises CloudError."""
        ...


class OfTenant(Protocol):
    """What the file of a subject offers that the tenant has."""

    def rows(self, reader: Reader, accounts: Mapping[str, Account], /) -> Fetched[Row]:
        """All of them. Raises CloudError."""
        ...


def in_graph(subject: str) -> graph.Subject:
    """The file that reads a subject of Resource Graph's."""
    return cast("graph.Subject", _module(IN_GRAPH[subject]))


def of_subscription(subject: str) -> OfSubscription:
    """The file that reads a subject of subscriptions."""
    return cast("OfSubscription", _module(OF_SUBSCRIPTIONS[subject]))


def of_tenant(subject: str) -> OfTenant:
    """The file that reads a subject of the tenant."""
    return cast("OfTenant", _module(OF_TENANT[subject]))


def series(subject: str, metric: str) -> tuple[Series, ...]:
    """Where Azure Monitor keeps a metric of a subject, one for each of its types; none: nowhere."""
    if (file := {**IN_GRAPH, **OF_SUBSCRIPTIONS, **OF_TENANT}.get(subject)) is None:
        return ()
    known: Mapping[str, Series | tuple[Series, ...]] = getattr(_module(file), "METRICS", {})
    found = known.get(metric, ())
    return found if isinstance(found, tuple) else (found,)


def needs() -> tuple[str, ...]:
    """Every permission that any of the files needs, sorted."""
    files = {*IN_GRAPH.values(), *OF_SUBSCRIPTIONS.values(), *OF_TENANT.values(), *BESIDE}
    return tuple(sorted({need for file in files for need in _module(file).NEEDS}))


def needs_of(subject: str) -> tuple[str, ...]:
    """The permissions that one subject needs, with those of its metrics, sorted."""
    files = [*_files(subject), *(["graph"] if subject in IN_GRAPH else [])]
    if any(getattr(_module(file), "METRICS", None) for file in files):
        files.append("metric")
    return tuple(sorted({need for file in files for need in file_needs(file)}))


def own_needs(subject: str) -> tuple[str, ...]:
    """The permissions that the subject's own files need, sorted."""
    return tuple(sorted({need for file in _files(subject) for need in file_needs(file)}))


def file_needs(file: str) -> tuple[str, ...]:
    """The permissions that a file needs."""
    found: tuple[str, ...] = _module(file).NEEDS
    return found


def _files(subject: str) -> list[str]:
    return [table[subject] for table in (IN_GRAPH, OF_SUBSCRIPTIONS, OF_TENANT) if subject in table]


def _module(file: str) -> ModuleType:
    return import_module(f"providers.azure.{file}")

"""What a script's SDKs are changed by, inside the jail, so that unmodified code works there.

`prepare()` is called once where jobs are forked from: it imports the SDKs that are installed and
changes them. `connect(ask)` is called in the job: from then on `ask` carries requests to the
broker. Nothing here is a wall: a script may undo all of it, and is then left with SDKs that have
no network and no credentials.

    boto3.client("ec2").describe_instances()        as ever: clients, paginators, waiters, resources
    boto3.Session(profile_name="222222222222")      another account; available_profiles names all
    ComputeManagementClient(DefaultAzureCredential(), subscription)
    query(subject="cost", …)                        a Query, answered under the asker's rights

Accounts are chosen by `profile_name`; keys, endpoints and proxies that a script names are ignored.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox_runner.shims import aws, azure
from sandbox_runner.shims.line import Ask, QueryError, connect, query

__all__ = ["Ask", "QueryError", "connect", "prepare", "provided", "query"]


def prepare() -> tuple[str, ...]:
    """Import and change the SDKs that are installed; gives their names."""
    changes: Mapping[str, Callable[[], bool]] = {"aws": aws.change, "azure": azure.change}
    return tuple(name for name, change in changes.items() if change())


def provided() -> dict[str, Any]:
    """What a script finds among its globals beside Python's own."""
    return {"query": query}

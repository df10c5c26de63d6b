"""Which file reads which subject from AWS: the one table to add a subject to.

A subject's file is imported when it is first read: a question about VMs loads nothing of databases.
It offers, by convention:

    NEEDS = ("ec2:DescribeVolumes",)                 the permissions, as IAM names them
    rows(asker) -> Iterator[Row]                     the resources of one place; of a list that is
                                                     big, batches of Arrow: see `listing`
    METRICS = {"cpu": Series("AWS/EC2", …)}          by catalog field, where it has any; several
                                                     where kinds of it have their own
    told_once(tables) -> tables                      where two files tell of the same thing
"""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from providers.aws.ask import Asker
from providers.aws.metric import Series
from providers.model import Row

if TYPE_CHECKING:
    import pyarrow as pa

# Arrow's, of several places.
Tables = tuple[Any, ...]
# What lives in regions: subject → file.
_NAMED_ALIKE = """
    api_gateway app_plan cache cluster container_service database database_snapshot disk
    file_share function image key load_balancer log_group nat_gateway network nic private_endpoint
    public_ip queue quota registry scaling_group secret security_group snapshot subnet topic vm
    vpn_gateway warehouse_cluster
"""
REGIONAL: Mapping[str, str] = {
    **{subject: subject for subject in _NAMED_ALIKE.split()},
    "commitment": "reservation",
    "recommendation": "compute_optimizer",
}
# What an account has once, over all regions; its rows name a region of their own, or none.
OF_ACCOUNTS: Mapping[str, str] = {
    "bucket": "bucket",
    "budget": "budget",
    "cdn": "cdn",
    "commitment": "savings_plan",
    "dns_zone": "dns_zone",
    "recommendation": "recommendation",
}
# Files that read something else than resources, and need permissions of their own.
BESIDE = ("account", "charges", "forecast", "metric", "organization", "price", "region")


class Reader(Protocol):
    """What a subject's file offers."""

    NEEDS: tuple[str, ...]

    def rows(self, asker: Asker, /) -> "Iterator[Row | pa.RecordBatch]":
        """The resources of one place. Raises CloudError, after as many rows as could be read."""
        ...


def reader(file: str) -> Reader:
    """The file that reads a subject."""
    return cast("Reader", _module(file))


def told_once(subject: str) -> Callable[[Tables], Tables]:
    """What leaves one of each in the tables of a subject, where its file offers it."""
    if (file := OF_ACCOUNTS.get(subject)) is None:
        return lambda tables: tables
    found: Callable[[Tables], Tables] | None = getattr(_module(file), "told_once", None)
    return found or (lambda tables: tables)


def series(subject: str, metric: str) -> tuple[Series, ...]:
    """Where CloudWatch keeps a metric of a subject, one for each of its kinds; none: nowhere."""
    if (file := REGIONAL.get(subject) or OF_ACCOUNTS.get(subject)) is None:
        return ()
    known: Mapping[str, Series | tuple[Series, ...]] = getattr(_module(file), "METRICS", {})
    found = known.get(metric, ())
    return found if isinstance(found, tuple) else (found,)


def needs() -> tuple[str, ...]:
    """Every permission that any of the files needs, sorted."""
    files = {*REGIONAL.values(), *OF_ACCOUNTS.values(), *BESIDE}
    return tuple(sorted({need for file in files for need in reader(file).NEEDS}))


def needs_of(subject: str) -> tuple[str, ...]:
    """The permissions that one subject needs, with those of its metrics, sorted."""
    files = [table[subject] for table in (REGIONAL, OF_ACCOUNTS) if subject in table]
    own = {need for file in files for need in reader(file).NEEDS}
    if any(getattr(_module(file), "METRICS", None) for file in files):
        own |= set(reader("metric").NEEDS)
    return tuple(sorted(own))


def _module(file: str) -> object:
    return import_module(f"providers.aws.{file}")

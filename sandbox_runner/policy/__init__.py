"""What the jail and the broker allow, as data with a reason beside each entry.

This module reads the broker's part: which operations of the clouds may be asked. Files:

- `aws_operations.toml`  the profile: what may be asked of AWS
- `denied.toml`          what no profile may allow; a profile that does is refused when it is loaded
- `azure.toml`           types of Azure that may be read, and the POSTs that only ask
- `paid.toml`            what a request costs
- `redacted.toml`        members of answers that are blanked beside those botocore marks

A broken file stops the start: nothing is ever allowed because a policy could not be read. Names are
compared exactly, as botocore writes them, except Azure's, which have no case.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

INVENTORY = "inventory"


class BrokenPolicy(Exception):
    """A policy file contradicts itself; nothing may start with it."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service's part of the profile. `everywhere`: one region stands for all."""

    why: str
    right: str
    everywhere: bool
    operations: frozenset[str]


@dataclass(frozen=True, slots=True)
class Post:
    """A POST that only asks: its type, in lower case, and the members its body may have."""

    why: str
    right: str
    body: frozenset[str]
    refused_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Azure:
    """`reads` and `posts` are type in lower case → right, and → Post."""

    reads: Mapping[str, str]
    posts: Mapping[str, Post]
    parameters: frozenset[str]
    secret_members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Prices:
    """USD: by service for each request, by "service.Operation", and for each metric."""

    request: Mapping[str, Decimal]
    call: Mapping[str, Decimal]
    metric: Decimal
    found_by_search: int
    looked_at_by_insights: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """Names of members to blank: in every answer, by "service.Operation"; and `shown`, spared."""

    everywhere: frozenset[str]
    by_operation: Mapping[str, frozenset[str]]
    shown: frozenset[str]


def allowed(service: str, operation: str) -> bool:
    """Whether a script may ask this, in the names of botocore, or for Azure of RBAC.

    >>> allowed("ec2", "DescribeInstances"), allowed("ec2", "TerminateInstances")
    (True, False)
    >>> allowed("Microsoft.Compute", "virtualMachines/read")
    True
    """
    if service.lower().startswith("microsoft."):
        kind, _, verb = f"{service}/{operation}".lower().rpartition("/")
        return kind in azure().reads if verb == "read" else kind in azure().posts
    found = aws().get(service)
    return found is not None and operation in found.operations


@cache
def aws() -> Mapping[str, Service]:
    """The profile for AWS, by boto3's name of the service. Raises BrokenPolicy."""
    profile = {
        name: Service(
            entry["why"],
            entry.get("right", INVENTORY),
            entry.get("everywhere", False),
            frozenset(entry.get("operations", ())) | frozenset(entry.get("beyond", ())),
        )
        for name, entry in _read("aws_operations").items()
    }
    for name, service in profile.items():
        if both := service.operations & denied().get(name, frozenset()):
            raise BrokenPolicy(f"{name}: {', '.join(sorted(both))} may never be allowed")
    return profile


@cache
def denied() -> Mapping[str, frozenset[str]]:
    """Service → what no profile may allow."""
    found: dict[str, frozenset[str]] = {}
    for group in _read("denied").values():
        for service, operations in group.items():
            if service != "why":
                found[service] = found.get(service, frozenset()) | frozenset(operations)
    return found


@cache
def azure() -> Azure:
    """The profile for Azure."""
    told = _read("azure")
    reads = {
        f"{space}/{kind}".lower().removeprefix("resources/"): entry.get("right", INVENTORY)
        for space, entry in told["reads"].items()
        for kind in entry["types"]
    }
    posts = {
        entry["type"].lower(): Post(
            entry["why"],
            entry.get("right", INVENTORY),
            frozenset(entry["body"]),
            tuple(word.lower() for word in entry.get("refused_words", ())),
        )
        for entry in told["posts"].values()
    }
    return Azure(reads, posts, frozenset(told["parameters"]), frozenset(told["secret_members"]))


@cache
def prices() -> Prices:
    """What requests cost, in USD."""
    told = _read("paid")

    def amounts(table: str) -> dict[str, Decimal]:
        return {name: Decimal(price) for name, price in told[table].items() if name != "why"}

    metric = told["metric"]
    return Prices(
        amounts("request"),
        amounts("call"),
        Decimal(metric["GetMetricData"]),
        metric["search"],
        metric["insights"],
    )


@cache
def redacted() -> Redacted:
    """Which members are blanked by name."""
    told = {name: frozenset(entry["members"]) for name, entry in _read("redacted").items()}
    return Redacted(told.pop("everywhere"), told, told.pop("shown"))


def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))

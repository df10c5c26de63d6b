"""Every permission that reading AWS needs, gathered from the files that use them.

It is the session policy of the roles that we assume, and what `finops permissions` prints: a role
may hold more, we cannot use more.
"""

import json

from providers.aws import (
    account,
    budget,
    charges,
    cpu,
    disk,
    forecast,
    network,
    public_ip,
    region,
    reservation,
    savings_plan,
    subnet,
    vm,
)

READERS = (
    account,
    budget,
    charges,
    cpu,
    disk,
    forecast,
    network,
    public_ip,
    region,
    reservation,
    savings_plan,
    subnet,
    vm,
)


def needs() -> tuple[str, ...]:
    """The actions, as IAM names them, sorted."""
    return tuple(sorted({need for reader in READERS for need in reader.NEEDS}))


def policy() -> str:
    """An IAM policy, as JSON, that allows those and nothing else."""
    statement = {"Effect": "Allow", "Action": list(needs()), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, separators=(",", ":"))

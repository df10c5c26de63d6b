"""Every permission that reading AWS needs, as policies.

`policy` is what `finops permissions` prints. `session_policy` is handed to AssumeRole: a role may
hold more, we cannot use more.
"""

import json
from collections.abc import Iterable

from providers.aws.subjects import needs

# AWS's most for the inline session policies of an AssumeRole, in characters.
LONGEST_SESSION_POLICY = 2_048
# Verbs whose every action reads what something is called and how it is set up, in each service.
# `Get` is not among them: it reads secrets and objects too.
_TELLING = ("Describe", "List")


def policy() -> str:
    """An IAM policy, as JSON, that allows those and nothing else."""
    return _policy(needs())


def session_policy() -> str:
    """The same in few characters: `ec2:Describe*` stands for all that EC2 describes.

    Raises ValueError where it is longer than AWS takes.
    """
    found = _policy(dict.fromkeys(map(_shortened, needs())))
    if len(found) > LONGEST_SESSION_POLICY:
        raise ValueError(f"the session policy has {len(found)} characters")
    return found


def _shortened(need: str) -> str:
    service, _, action = need.partition(":")
    verb = next((verb for verb in _TELLING if action.startswith(verb)), None)
    return f"{service}:{verb}*" if verb else need


def _policy(actions: Iterable[str]) -> str:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, separators=(",", ":"))

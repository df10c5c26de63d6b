"""Every permission that reading Azure needs, gathered from the files that use them.

It is what `finops permissions` prints. The built-in role Reader holds all of it, and more; but
reservations and savings plans belong to the tenant: to see them, a role must be assigned there.
"""

import json
from collections.abc import Iterable

from providers.azure.subjects import needs


def role(subscriptions: Iterable[str]) -> str:
    """A custom role, as JSON for `az role definition create`, that allows those and nothing else.

    `subscriptions` are the ids of those in which it can be granted.
    """
    definition = {
        "Name": "FinOps bot reader",
        "Description": "What the FinOps bot reads; it changes nothing.",
        "Actions": list(needs()),
        "NotActions": [],
        "AssignableScopes": [f"/subscriptions/{one}" for one in subscriptions],
    }
    return json.dumps(definition, indent=2)

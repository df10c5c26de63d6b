"""Every permission that reading Azure needs, gathered from the files that use them.

It is what `finops permissions` prints. The built-in role Reader holds all of it, and more; but
reservations and savings plans belong to the tenant: to see them, a role must be assigned there.
"""

import json
from collections.abc import Iterable

from providers.azure.subjects import needs

NAME = "FinOps bot reader"
DESCRIPTION = "What the FinOps bot reads; it changes nothing."


def role(subscriptions: Iterable[str]) -> str:
    """A custom role, as JSON for `az role definition create`, that allows those and nothing else.

    `subscriptions` are the ids of those in which it can be granted.
    """
    definition = {
        "Name": NAME,
        "Description": DESCRIPTION,
        "Actions": list(needs()),
        "NotActions": [],
        "AssignableScopes": [f"/subscriptions/{one}" for one in subscriptions],
    }
    return json.dumps(definition, indent=2)


def terraform(subscriptions: Iterable[str]) -> str:
    """The same for Terraform, in its JSON syntax (`finops.tf.json`)."""
    scopes = [f"/subscriptions/{one}" for one in subscriptions]
    definition = {
        "name": NAME,
        "description": DESCRIPTION,
        "scope": scopes[0],
        "assignable_scopes": scopes,
        "permissions": [{"actions": list(needs()), "not_actions": []}],
    }
    config = {"resource": {"azurerm_role_definition": {"finops": definition}}}
    return json.dumps(config, indent=2)

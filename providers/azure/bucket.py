"""Storage accounts: what Azure has for buckets, and for shares, queues and tables besides.

Versioning is kept in a part of an account that Resource Graph does not show, and is not read; its
lifecycle is such a part, too, and is read account by account.
"""

from collections.abc import Iterator, Mapping

from providers.azure.graph import Found, Table
from providers.azure.metric import Series
from providers.azure.payload import Item, flag, identity, items, moment, text, value
from providers.azure.resource import row
from providers.model import Account, Row

VERSION = "2024-01-01"
ACCOUNTS = Table("Microsoft.Storage/storageAccounts", version=VERSION)
POLICIES = f"{ACCOUNTS.name}/managementPolicies"
NEEDS = (f"{ACCOUNTS.name}/read", f"{POLICIES}/read")
# Accounts of other kinds cannot have a lifecycle.
TIERED = frozenset({"StorageV2", "BlobStorage", "BlockBlobStorage"})
TABLES = (ACCOUNTS,)
GIB = 2.0**30
METRICS = {
    "size_gib": Series(ACCOUNTS.name, "UsedCapacity", scale=1 / GIB),
    "requests": Series(ACCOUNTS.name, "Transactions", total=True),
}


def rows(found: Found) -> Iterator[Row]:
    """All storage accounts."""
    accounts = found.of(ACCOUNTS)
    able = [pair for pair in accounts if text(pair[0], "kind") in TIERED]
    policies = found.fetch_single(POLICIES, "managementPolicies/default", VERSION, able)
    for item, account in accounts:
        yield {**bucket(item, account), **lifecycle_of(policies, identity(item))}


def lifecycle_of(policies: Mapping[str, Item | None], owner: str) -> Row:
    """What the rules in force do; unknown where there can be none, or they could not be read."""
    if owner not in policies:
        return {}
    policy = policies[owner] or {}
    rules = [one for one in items(policy, "properties.policy.rules") if _is_in_force(one)]
    ends = any(value(one, "definition.actions.version.delete") for one in rules)
    return {"lifecycle": bool(rules), "expires_versions": ends}


def _is_in_force(rule: Item) -> bool:
    return flag(rule, "enabled") is not False


def bucket(item: Item, account: Account) -> Row:
    """One storage account, from Azure's JSON."""
    allowed = flag(item, "properties.allowBlobPublicAccess")
    return {
        **row(item, account),
        "kind": text(item, "kind"),
        "redundancy": text(item, "sku.name"),
        "tier": text(item, "properties.accessTier"),
        # Where it is allowed, each container says for itself whether it is.
        "public": False if allowed is False else None,
        "public_blocked": None if allowed is None else not allowed,
        # Azure encrypts all of it at rest, and cannot be told not to.
        "encrypted": True,
        "created_at": moment(item, "properties.creationTime"),
    }

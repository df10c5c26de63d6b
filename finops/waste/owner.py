"""Who answers for a resource: by the company's own mapping, else by its tags.

The mapping is a file of entries, the first that fits counts: see `providers.own_waste.Owner`.
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase

from providers.model import Gap
from providers.own_waste import Owner, Owners

Row = Mapping[str, object]
# What an owner is told by.
OWNED_BY = ("account", "account_id", "resource", "resource_id", "tags")


def owner(row: Row, owners: Owners) -> str | None:
    """The owner of a finding, by its account, resource and tags; None where nothing tells."""
    tags = _tags(row.get("tags"))
    for one in owners.entries:
        if _fits(one, row, tags):
            return one.owner
    return next((tags[name] for name in owners.tags if name in tags), None)


def unread(owners: Owners) -> Gap:
    """A mapping file that could not be read: owners are those of tags alone."""
    return Gap(
        "owners", owners.unread, "mend the file: see docs/waste.md; `finops doctor` tries it"
    )


def _fits(one: Owner, row: Row, tags: Mapping[str, str]) -> bool:
    """Whether all that the entry names holds; patterns and names ignore case."""
    accounts = {str(row.get(name) or "").lower() for name in ("account", "account_id")}
    names = {str(row.get(name) or "").lower() for name in ("resource", "resource_id")}
    if one.account and one.account.lower() not in accounts:
        return False
    if one.resource and not any(fnmatchcase(name, one.resource.lower()) for name in names):
        return False
    return all(tags.get(key.lower(), "").lower() == value.lower() for key, value in one.tags)


def _tags(told: object) -> dict[str, str]:
    """Tags by key, in lower case; those without a value are not there."""
    pairs = told.items() if isinstance(told, Mapping) else (told or ())
    return {str(key).lower(): str(value) for key, value in pairs if value}  # type: ignore[attr-defined] # pairs of a map

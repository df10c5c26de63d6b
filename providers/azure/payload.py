"""Reading the SDK's models: a dotted path gives a value of the kind that was asked for, or None.

They are Mappings over Azure's own JSON, which is an outsider's: a field may be missing, null, or of
another type. All three are unknown here, never an error and never a made-up value. Paths are those
of the catalog's `azure` lines, as in `text(vm, "properties.hardwareProfile.vmSize")`; `zones.0` is
the first of a list.

Resource ids are compared in lower case: Azure writes the same id differently from list to list.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache, lru_cache

Item = Mapping[str, object]


def value(item: object, path: str) -> object:
    """Whatever is at the path; None where the path leads nowhere."""
    found = item
    for step in _steps(path):
        # That a dict is a Mapping is told by asking ten times as long.
        if type(found) is dict or isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, list) and step.isdigit() and int(step) < len(found):
            found = found[int(step)]
        else:
            return None
    return found


# Paths are those that stand in the code.
@cache
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def text(item: object, path: str) -> str | None:
    """Text that is not empty."""
    found = value(item, path)
    return found if isinstance(found, str) and found else None


def number(item: object, path: str) -> float | None:
    """A number."""
    found = value(item, path)
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None


def decimal(item: object, path: str) -> Decimal | None:
    """An amount, as it was written: JSON's numbers of money are decimals."""
    found = number(item, path)
    return None if found is None else Decimal(str(found))


def whole(item: object, path: str) -> int | None:
    """A whole number."""
    found = number(item, path)
    return None if found is None else int(found)


def is_true(item: object, path: str) -> bool:
    """Whether it is plainly true."""
    return value(item, path) is True


def flag(item: object, path: str) -> bool | None:
    """Whether it is true; None where it is not told."""
    found = value(item, path)
    return found if isinstance(found, bool) else None


def texts(item: object, path: str) -> list[str]:
    """The texts of a list; none where there is no list."""
    found = value(item, path)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def items(item: object, path: str) -> list[Item]:
    """The objects of a list; none where there is no list."""
    found = value(item, path)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def moment(item: object, path: str) -> datetime | None:
    """An aware time. Azure writes seven digits of a second; Python reads six."""
    found = text(item, path)
    return _instant(found) if found else None


# The points of a thousand series have the same few hundred times.
@lru_cache(maxsize=10_000)
def _instant(said: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def tags(item: object) -> dict[str, str]:
    """A resource's tags; an untagged one has an empty dict, for that is known."""
    found = value(item, "tags")
    if not isinstance(found, Mapping):
        return {}
    return {str(key): str(one) for key, one in found.items() if one is not None}


def identity(item: object, path: str = "id") -> str:
    """A resource's id, in lower case; empty where there is none."""
    return (text(item, path) or "").lower()


def region(item: object) -> str | None:
    """The region's code: "South Central US" is southcentralus."""
    found = text(item, "location")
    return found.replace(" ", "").lower() if found else None


def segment(resource_id: str | None, kind: str) -> str | None:
    """The name that follows `kind` in a resource id.

    >>> segment("/subscriptions/s/resourceGroups/web/providers/N/disks/d", "resourcegroups")
    'web'
    """
    parts = (resource_id or "").split("/")
    for place, part in enumerate(parts[:-1]):
        if part.lower() == kind.lower():
            return parts[place + 1]
    return None


def names(resource_id: str | None) -> list[str]:
    """The names in a resource id, from the resource down to its parts.

    >>> names("/subscriptions/s/resourceGroups/g/providers/N/virtualNetworks/v/subnets/a")
    ['v', 'a']
    """
    _, found, rest = (resource_id or "").partition("/providers/")
    return rest.split("/")[2::2] if found else []


def kind_of(resource_id: str) -> str:
    """The type that a resource id is of, in lower case.

    >>> kind_of("/subscriptions/s/resourceGroups/g/providers/N/virtualNetworks/v/subnets/a")
    'n/virtualnetworks/subnets'
    """
    parts = resource_id.lower().partition("/providers/")[2].split("/")
    return "/".join([parts[0], *parts[1::2]])

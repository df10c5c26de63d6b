"""Cloud services and service categories, for questions about cost: "EC2", "Azure SQL", "storage".

The vocabulary is `services.toml`. A bare category word ("storage") is FOCUS's category, in both
clouds, and a note says so.
"""

import tomllib
from functools import cache
from importlib.resources import files

from intents.catalog import Cloud
from intents.query import Condition
from intents.slots.claim import Asked, Claim, Phrases, listed

# Plans are services, each with a name of its own: "AWS Support (Business)".
_SUPPORTERS: dict[str, tuple[Cloud, ...]] = {
    "": (), "cloud ": (), "premium ": (), "business ": (), "enterprise ": (), "aws ": ("aws",),
    "amazon ": ("aws",), "azure ": ("azure",), "microsoft ": ("azure",),
}  # fmt: skip
_SUPPORT = Phrases(
    (f"{lead}support{plan}", clouds)
    for lead, clouds in _SUPPORTERS.items()
    for plan in ("", " plan", " plans")
)
_SUPPORTS = Condition(field="service_name", op="contains", value="support")
_LEAVING_OUT = frozenset("excluding exclude except without minus not ignoring but less".split())
# How many words of a service's name may stand before the one that also names a subject.
MOST_BEFORE = 3


@cache
def _raw() -> dict[str, object]:
    return tomllib.loads(files("intents.slots").joinpath("services.toml").read_text("utf-8"))


@cache
def _services() -> Phrases[tuple[tuple[Cloud, ...], tuple[str, ...]]]:
    """Each word's service: its cloud, none where both have it, and its names."""
    listed_services = _raw()["service"]
    if not isinstance(listed_services, list):
        raise TypeError("services.toml: service is a list of tables")
    return Phrases(
        (word, ((service["cloud"],) if "cloud" in service else (), tuple(service["names"])))
        for service in listed_services
        for word in service["words"]
    )


@cache
def _categories() -> Phrases[str]:
    categories = _raw()["categories"]
    if not isinstance(categories, dict):
        raise TypeError("services.toml: categories is a table")
    return Phrases((word, name) for name, words in categories.items() for word in words)


def read(asked: Asked, at: int) -> Claim | None:
    """One or more services, or one or more categories."""
    if asked.subject.name != "cost" or at not in asked.bare:
        return None
    if found := listed(asked, at, _services().at):
        names = tuple(dict.fromkeys(name for _, some in found[0] for name in some))
        every = all(clouds for clouds, _ in found[0])
        clouds = tuple(dict.fromkeys(c for own, _ in found[0] for c in own)) if every else ()
        end = found[1] + (asked.text(found[1]) in ("service", "services"))
        return Claim(at, end, "test", where=(_among(names),), clouds=clouds)
    if found_categories := listed(asked, at, _categories().at):
        return _category(at, *found_categories)
    return _support(asked, at)


def _support(asked: Asked, at: int) -> Claim | None:
    """Support plans; those of one cloud cannot be left out, for no condition says so."""
    found = _SUPPORT.at(asked, at)
    before = {asked.text(at - 1), asked.text(at - 2)}
    if found is None:
        return None
    unread = (at, found[1]) if found[0] and before & _LEAVING_OUT else None
    return Claim(at, found[1], "test", where=(_SUPPORTS,), clouds=found[0], unread=unread)


def one(asked: Asked, at: int) -> Claim | None:
    """One service, or one category of services."""
    if found := _services().at(asked, at):
        (_, names), end = found
        end += asked.text(end) in ("service", "services")
        return Claim(at, end, "test", where=(_among(names),))
    if support := _support(asked, at):
        return support
    category = _categories().at(asked, at)
    return _category(at, (category[0],), category[1]) if category else None


def _among(names: tuple[str, ...]) -> Condition:
    return Condition(field="service_name", op="in", value=names)


def _category(at: int, names: tuple[str, ...], end: int) -> Claim:
    note = f"{' and '.join(names)} is read as the service category"
    if len(names) == 1:
        test = Condition(field="service_category", op="eq", value=names[0])
    else:
        test = Condition(field="service_category", op="in", value=names)
    return Claim(at, end, "test", where=(test,), note=note)


def is_service(asked: Asked, start: int, end: int) -> bool:
    """Whether these words are a service's name too: "EC2" is, "EC2 instances" are not."""
    found = _services().at(asked, start)
    return found is not None and found[1] == end


def is_charged_as(asked: Asked, start: int, end: int) -> bool:
    """Whether these words are, or are part of, what charges call a service or a category.

    "Databases" are a category, and "SQL database" is a service: what they cost is more than what
    the databases that exist now do.
    """
    for at in range(max(0, start - MOST_BEFORE), start + 1):
        found = _services().at(asked, at) or _categories().at(asked, at)
        if found is not None and found[1] >= end:
            return True
    return False


def words() -> tuple[str, ...]:
    """Every word for a service or a category."""
    raw = _raw()
    services, categories = raw["service"], raw["categories"]
    if not isinstance(services, list) or not isinstance(categories, dict):
        raise TypeError("services.toml: service is a list of tables, categories a table")
    listed_words = [word for one in services for word in one["words"]]
    return tuple(listed_words + [word for some in categories.values() for word in some])

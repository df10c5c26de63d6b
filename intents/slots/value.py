"""Words that are a field's value: "running", "spot", "tax"; and yes-or-no fields: "attached".

They come from the catalog's closed vocabularies. Two things are said here and nowhere else: that
"stopped" includes deallocated machines, and which everyday words deny a yes-or-no field.
"""

from functools import cache

from intents import catalog
from intents.query import Condition
from intents.slots.claim import Asked, Claim, Phrases, listed
from intents.slots.fields import field_at

# Read by `scope`, `usage` and `weekday`.
_ELSEWHERE = frozenset({"cloud", "usage_kind", "disk_type", "operating_system", "day_type"})
# "on", "off" and "up" are prepositions far more often than states.
_TOO_COMMON = frozenset({"on", "off", "up"})
# In a question about cost, "usage" and "purchases" name charges only beside such a word.
_BESIDE = frozenset({"charge", "charges", "only", "fees", "excluding", "without", "except"})
_NEED_COMPANY = frozenset({"usage", "purchase", "purchases"})
_OTHER_CATEGORIES = frozenset({"tax", "taxes", "credit", "credits", "purchases", "adjustments"})
_BEFORE_PURCHASES = frozenset({"", "our", "the", "all", "which", "what", "of", "on"})
# Denials of `attached` that are not "un-" or "not": what is held but serves nothing.
_DENIED: dict[str, tuple[str, ...]] = {
    "attached": (
        "orphaned", "orphan", "orphans", "detached", "unassociated", "unused", "dangling",
        "not in use", "attached to nothing", "not attached to anything", "not attached to any vm",
        "not attached to any instance", "not attached to a vm", "not attached to an instance",
        "not associated with anything", "not associated with an instance", "not associated",
        "not being used", "not used", "without a vm", "not used by anything",
    ),
    "encrypted": (
        "unencrypted", "not encrypted", "non-encrypted", "not encrypted at rest",
        *(
            f"{lead}{encryption}{at_rest}"
            for lead in ("without ", "no ", "lacking ", "missing ", "not enforcing ",
                         "do not enforce ", "does not enforce ", "not using ", "do not use ",
                         "does not use ", "do not have ", "does not have ")
            for encryption in ("encryption", "any encryption")
            for at_rest in ("", " at rest")
        ),
    ),
    "public": ("private", "not public", "non-public", "not publicly accessible"),
    "enabled": ("disabled", "switched off", "turned off", "not enabled"),
    "connected": ("down", "disconnected", "offline", "not up", "not connected"),
    "multi_az": ("single-az", "single az", "single zone", "single-zone", "in one zone",
                 "in a single zone", "in only one zone", "in one az", "in a single az"),
    "rotation": ("never rotated", "unrotated", "not rotated", "not being rotated"),
    "versioning": ("unversioned", "non-versioned"),
    "serverless": ("provisioned",),
    "replica": ("primary", "primaries"),
    "is_default": ("non-default", "custom", "not default"),
}  # fmt: skip
_ASSUMED = frozenset({"unused", "not used", "not being used", "not in use"})

_WISHES = frozenset(
    "could can might may should would move moved migrate migrated switch switched eligible able "
    "suitable ready candidates".split()
)
_HAVING: Phrases[None] = Phrases(
    (word, None)
    for word in (
        "with",
        "have",
        "has",
        "having",
        "that have",
        "which have",
        "enforcing",
        "enforce",
        "that enforce",
        "using",
        "that use",
    )
)
# After these, "on" and "off" are no prepositions.
_AFTER_SWITCH = frozenset({"", ",", "and", "or", "but", "that", "which", "for"})
_BOTH: Phrases[None] = Phrases(
    (f"{joined}{which}{verb} not", None)
    for joined in ("and ", ", ", "or ", "", ", and ")
    for which in ("which ", "which ones ", "those that ", "")
    for verb in ("are", "is", "do", "does", "have")
)
# What a yes-or-no field is turned to.
_SWITCHES: Phrases[bool] = Phrases(
    [(word, True) for word in ("enabled", "turned on", "switched on", "activated", "set up")]
    + [
        (word, False)
        for word in ("disabled", "turned off", "switched off", "not enabled", "not set up")
    ]
)


@cache
def _values(subject: str) -> Phrases[tuple[str, str]]:
    fields = catalog.subject(subject).fields.values()
    return Phrases(
        (word, (field.name, value))
        for field in fields
        if field.name not in _ELSEWHERE
        for value, words in field.values.items()
        for word in words
        if word not in _TOO_COMMON
    )


def of(subject: catalog.Subject, word: str) -> Condition | None:
    """The condition that one word is a value of."""
    found = ((field.name, value) for field in subject.fields.values()
             for value, words in field.values.items() if word in words)  # fmt: skip
    name, value = next(found, (None, None))
    return Condition(field=name, op="eq", value=value) if name else None


@cache
def _flags(subject: str) -> Phrases[tuple[str, bool]]:
    flags = [field for field in catalog.subject(subject).fields.values() if field.type == "bool"]
    said = [
        (word, (flag.name, True)) for flag in flags for word in flag.words if word != "encryption"
    ]
    denied = [(f"un{word}", (flag.name, False)) for flag in flags for word in flag.words]
    denied += [(word, (flag.name, False)) for flag in flags for word in _DENIED.get(flag.name, ())]
    return Phrases(denied + said)


def flag(asked: Asked, at: int) -> Claim | None:
    """`attached`, `unattached`, `encrypted` and the like."""
    found = _flags(asked.subject.name).at(asked, at)
    if found is None:
        return None
    (name, value), end = found
    words = " ".join(word.text for word in asked.words[at:end])
    note = f"{words} is read as attached to nothing" if words in _ASSUMED else None
    return Claim(at, end, "test", where=(Condition(field=name, op="eq", value=value),), note=note)


def switched(asked: Asked, at: int) -> Claim | None:
    """`with versioning`, `versioning is enabled`, `that have deletion protection turned off`."""
    lead = _HAVING.at(asked, at)
    found = _flags(asked.subject.name).at(asked, lead[1] if lead else at)
    if found is None:
        return None
    (name, value), end = found
    switch = _SWITCHES.at(asked, asked.skip(end, "is", "are"))
    switch = switch or _set_to(asked, end, led=lead is not None)
    if switch:
        value, end = value is switch[0], switch[1]
    elif lead is None or _goes_on(asked, end):
        return None
    return Claim(at, end, "test", where=(Condition(field=name, op="eq", value=value),))


def which_of_both(asked: Asked, at: int) -> Claim | None:
    """`versioned and which aren't`: whether each is, those that are first."""
    found = _flags(asked.subject.name).at(asked, at)
    split = _BOTH.at(asked, found[1]) if found else None
    if found is None or split is None or split[1] != len(asked.words):
        return None
    name, holds = found[0]
    order = f"-{name}" if holds else name
    return Claim(at, split[1], "select", select=(name,), order_by=(order,))


def _set_to(asked: Asked, end: int, *, led: bool) -> tuple[bool, int] | None:
    """`with versioning on`, `versioning is off`: where nothing follows that it could be on."""
    at = asked.skip(end, "is", "are")
    ends = asked.text(at + 1) in _AFTER_SWITCH
    if not (ends and (led or at > end) and asked.text(at) in ("on", "off")):
        return None
    return asked.text(at) == "on", at + 1


def _goes_on(asked: Asked, at: int) -> bool:
    """Whether it is the first of several fields: "with encryption, size and name"."""
    joined = asked.skip(at, ",", "and")
    return joined > at and field_at(asked, joined) is not None


def value(asked: Asked, at: int) -> Claim | None:
    """One or more values of one field: "running", "stopped or deallocated", "tax and credits"."""
    begin = _after_field(asked, at)
    found = listed(asked, begin, _one)
    if found is None:
        return None
    values, end = found
    names = {name for name, _ in values}
    if len(names) != 1:
        first = _one(asked, begin)
        if first is None:
            return None
        values, end, names = (first[0],), first[1], {first[0][0]}
    name = names.pop()
    if name == "charge_category" and asked.text(end) in ("charge", "charges", "fees"):
        end += 1
    test = _condition(asked, name, [value for _, value in values])
    return Claim(at, end, "test", where=(test,))


def category(asked: Asked, at: int) -> Claim | None:
    """One category of charges: "tax"."""
    found = _one(asked, at)
    if found is None or found[0][0] != "charge_category":
        return None
    end = found[1] + (asked.text(found[1]) in ("charge", "charges", "fees"))
    test = Condition(field="charge_category", op="eq", value=found[0][1])
    return Claim(at, end, "test", where=(test,))


def _after_field(asked: Asked, at: int) -> int:
    """Past `state =`, `status is`, `in state`."""
    if asked.text(at) in ("state", "status", "os", "platform", "lifecycle"):
        return asked.skip(at + 1, "is", "=", "are", ":", "of")
    return at


def _one(asked: Asked, at: int) -> tuple[tuple[str, str], int] | None:
    found = _values(asked.subject.name).at(asked, at)
    if found and found[0][0] == "architecture" and _is_wished(asked, at):
        return None
    if found and asked.text(at) in _NEED_COMPANY:
        beside = {asked.text(at - 1), asked.text(found[1])}
        listed_after = asked.skip(found[1], ",", "and", "or")
        if listed_after > found[1] and asked.text(listed_after) in _OTHER_CATEGORIES:
            return found
        alone = asked.text(at) == "purchases" and asked.text(at - 1) in _BEFORE_PURCHASES
        return found if alone or beside & _BESIDE else None
    return found


def _is_wished(asked: Asked, at: int) -> bool:
    """Whether it is what things might become: "VMs that could run on Graviton" do not yet."""
    return any(asked.text(before) in _WISHES for before in range(max(0, at - 5), at))


def _condition(asked: Asked, name: str, values: list[str]) -> Condition:
    states = asked.subject.fields[name].values if name == "state" else ()
    if "stopped" in values and "deallocated" in states:
        values.append("deallocated")
    different = tuple(dict.fromkeys(values))
    if len(different) == 1:
        return Condition(field=name, op="eq", value=different[0])
    return Condition(field=name, op="in", value=different)

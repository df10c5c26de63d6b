"""What usage is of: "egress", "S3 requests", "LCU charges", "gp2 vs gp3", "Windows".

These are values of cost's derived fields, told by the text of the charges; the words are the
catalog's. Several kinds have one name here ("data transfer"), and a few words are such values only
beside others: "storage" after a service, "request" before a word for cost.
"""

from functools import cache

from intents import catalog
from intents.query import Condition
from intents.slots import service
from intents.slots.claim import Asked, Claim, Phrases, listed
from intents.slots.subject import is_cost_word

_FIELDS = ("usage_kind", "disk_type", "operating_system")
# What leaves a region, of which clouds charge for all but what goes to their own CDN.
_OUT = ("internet egress", "inter-region transfer")
_TRANSFER = (*_OUT, "inter-zone transfer", "data transfer in", "CDN origin transfer",
             "other data transfer")  # fmt: skip
_SEVERAL: Phrases[tuple[str, tuple[str, ...]]] = Phrases(
    (phrase, ("usage_kind", kinds))
    for kinds, phrases in (
        (_TRANSFER, ("data transfer", "data transfers", "transfer of data")),
        (_OUT, ("egress", "data egress", "egress traffic", "network egress", "data transfer out",
                "outbound data transfer", "outbound traffic", "data transferred out",
                "outgoing traffic", "outgoing data transfer", "traffic out")),
        (("NAT data processing", "NAT gateway hours"), ("nat gateway usage",)),
    )
    for phrase in phrases
)  # fmt: skip
_BEFORE_COST = frozenset({"request", "token"})
# Which requests they are no kind tells: GET ones are not all.
_SOME_REQUESTS = frozenset("get put post copy delete head read write list select".split())
_MACHINES = frozenset(
    "vm vms instance instances machine machines server servers host hosts ec2".split()
)
_DISKS = frozenset("volume volumes disk disks storage ebs".split())
_LOGS = frozenset({"analytics", "cloudwatch", "monitor", "logs", "log"})
_Value = tuple[str, tuple[str, ...]]
_NEAR = 4
_BETWEEN = frozenset("is was are bill cost spend the 's for of".split())


@cache
def _values() -> Phrases[_Value]:
    fields = catalog.subject("cost").fields
    return Phrases(
        (word, (name, (value,)))
        for name in _FIELDS
        for value, words in fields[name].values.items()
        for word in words
    )


def read(asked: Asked, at: int) -> Claim | None:
    """One or more kinds of usage, types of disks or operating systems."""
    if asked.subject.name != "cost" or asked.words[at].quoted:
        return None
    found = listed(asked, at, _one)
    if found is None:
        return None
    values, end = found
    if len({field for field, _ in values}) > 1:
        return one(asked, at)
    return _claim(asked, at, values, end)


def one(asked: Asked, at: int) -> Claim | None:
    """One of them, for a list with other kinds of charges, or after a negation."""
    found = _one(asked, at) if asked.subject.name == "cost" else None
    return _claim(asked, at, (found[0],), found[1]) if found else None


def _one(asked: Asked, at: int) -> tuple[_Value, int] | None:
    led = at + (asked.text(at) == "ebs")
    if led > at and (found := _values().at(asked, led)) and found[0][0] == "disk_type":
        # "EBS gp3".
        return found[0], _past_things(asked, found[0][0], found[1])
    if asked.text(at) in ("request", "requests") and asked.text(at - 1) in _SOME_REQUESTS:
        return None
    return _told(asked, at)


def _told(asked: Asked, at: int) -> tuple[_Value, int] | None:
    found = _SEVERAL.at(asked, at)
    known = _values().at(asked, at)
    if known and (found is None or known[1] > found[1]):
        found = known
    if found is None:
        return _stored(asked, at) or _ingested(asked, at)
    value, end = found
    if asked.text(end - 1) in _BEFORE_COST and not is_cost_word(asked, end):
        return None
    return value, _past_things(asked, value[0], end)


def _past_things(asked: Asked, field: str, at: int) -> int:
    """Past `VMs` of "Linux VMs", `volumes` of "gp3 volumes", `by` of "data scanned by Athena"."""
    if field == "usage_kind":
        by_service = asked.text(at) == "by" and service.read(asked, at + 1) is not None
        return at + by_service
    things = {"operating_system": _MACHINES, "disk_type": _DISKS}.get(field, frozenset())
    return at + (asked.text(at) in things and asked.text(at) != "ec2")


def _stored(asked: Asked, at: int) -> tuple[_Value, int] | None:
    """`storage` after a service, or in a list with other kinds: what is kept in it."""
    if asked.text(at) != "storage":
        return None
    after = any(_leads_to(asked, n, at) for n in range(max(0, at - _NEAR), at))
    beside = (asked.text(at + 1), asked.text(at - 1))
    in_list = bool({"and", "vs", "versus", ",", "or", "against", "is"} & set(beside))
    others = [n for n in range(len(asked.words)) if n != at]
    kinds = any(_values().at(asked, n) or _SEVERAL.at(asked, n) for n in others)
    return (("usage_kind", ("storage",)), at + 1) if (after or (in_list and kinds)) else None


def _leads_to(asked: Asked, begin: int, at: int) -> bool:
    """Whether a service stands at `begin`, and no other thing is named from there to `at`."""
    found = service.read(asked, begin)
    if found is None or found.where[0].field != "service_name" or found.end > at:
        return False
    return all(asked.text(n) in _BETWEEN for n in range(found.end, at))


def _ingested(asked: Asked, at: int) -> tuple[_Value, int] | None:
    """`ingestion` after what logs are kept in."""
    if asked.text(at) != "ingestion" or not {asked.text(at - 1), asked.text(at - 2)} & _LOGS:
        return None
    return ("usage_kind", ("log ingestion",)), at + 1


def _claim(asked: Asked, at: int, values: tuple[_Value, ...], end: int) -> Claim:
    field = values[0][0]
    names = tuple(dict.fromkeys(name for _, some in values for name in some))
    test = (
        Condition(field=field, op="eq", value=names[0])
        if len(names) == 1
        else Condition(field=field, op="in", value=names)
    )
    said = " ".join(word.text for word in asked.words[at:end])
    note = f"{said} is read as {', '.join(names)}, as charges' descriptions and meters tell"
    return Claim(at, end, "test", where=(test,), note=note)

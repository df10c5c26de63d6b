"""Amounts that things have together: "how many TB of disks", "how much RAM do our VMs have".

What is added up is a field: the one that is named, or of "how many GB", how big the things are.
`of_things` reads "average disk size", where the things stand before their field.
"""

from typing import Literal

from intents.catalog import Field
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.fields import field_at, measured_by
from intents.slots.subject import phrases

Agg = Literal["sum", "avg", "min", "max", "p95"]
_UNITS = frozenset(
    "gb gib gbs tb tib tbs terabyte terabytes gigabyte gigabytes gigs terabytes".split()
)
_OF = ("of", "storage", "data", "space", "capacity", "disk")
_NOUNS = frozenset({"storage", "space", "capacity", "data"})
_ADDED = frozenset({"GiB", "MiB", "count"})
_COUNTS = frozenset({"count", "total"})
_BEHIND = frozenset({"", "by", "per", "for", "of", "in", "across", "each", "please", "on"})
# Verbs of holding: what is had together is what is held, used, provisioned …
_HELD = frozenset(
    "use using used hold holding store storing stored contain contains provisioned allocated "
    "consume consuming take together altogether combined occupy got".split()
)
_COSTS = frozenset("cost costs us costing pay spend paying spending".split())
_COUNTED = Phrases((words, None) for words in ("how many", "number of", "count", "count of"))
_COST_TOO = Phrases(
    (f"{lead}{asks} {they} {tail}", None)
    for lead in ("and ", ", ", ", and ")
    for asks in ("what do", "how much do", "what did", "how much did", "what are", "how much are")
    for they in ("they", "those", "these", "they all")
    for tail in ("cost", "cost us", "costing", "costing us", "cost in total", "cost together",
                 "cost us in total", "cost altogether", "cost us together")
)  # fmt: skip


def read(asked: Asked, at: int) -> Claim | None:
    """What asks for the sum of a field; of what each thing has, its column (see `each_has`)."""
    if asked.text(at) == "how" and asked.text(at + 1) in ("many", "much"):
        return _unit(asked, at) or _field(asked, at)
    return _count_of(asked, at)


def held(asked: Asked, at: int) -> Claim | None:
    """The verb of such a question: "do our buckets use", "have we provisioned"."""
    if asked.text(at) not in _HELD or asked.subject.name in ("cost", "price"):
        return None
    to = asked.text(at + 1) == "to" and phrases(asked.subject.name).at(asked, at + 2) is not None
    last = to or asked.text(at + 1) in ("", ",", "in", "by", "per", "for", "across", "together")
    asks = any(read(asked, start) for start in range(at) if asked.text(start) == "how")
    return Claim(at, at + 1 + to, "noise") if last and asks else None


def as_one(asked: Asked, at: int) -> Claim | None:
    """`what do they cost together`: how much is asked for as one amount anyway."""
    asks = asked.text(0) in ("what", "how") and asked.text(at - 1) in _COSTS
    if at and asks and asked.text(at) in ("together", "altogether", "combined"):
        return Claim(at, at + 1, "noise")
    return None


def _unit(asked: Asked, at: int) -> Claim | None:
    """`how many TB [of storage]`."""
    if asked.text(at + 2) not in _UNITS or asked.text(at + 1) != "many":
        return None
    field = asked.subject.field(measured_by(asked.subject, "size_gib"))
    end = asked.skip(at + 3, *_OF)
    named = field_at(asked, asked.skip(at + 3, "of"))
    if named and _adds(named[0]) and named[1] >= end:
        field, end = named
    return _claim(at, end, field) if field and field.unit in ("GiB", "MiB") else None


def _field(asked: Asked, at: int) -> Claim | None:
    """`how much memory`, `how many vcpus`, `how much storage`."""
    begin = asked.skip(at + 2, "total", "provisioned", "allocated")
    found = field_at(asked, begin)
    if found is None and asked.text(begin) in _NOUNS and asked.text(at + 1) == "much":
        field = asked.subject.field(measured_by(asked.subject, "size_gib"))
        return _claim(at, begin + 1, field) if field and field.unit == "GiB" else None
    if found is None:
        return None
    field = found[0]
    if field.unit == "percent":
        # A share of memory is never added up; its size is.
        return _claim(at, found[1], asked.subject.field(f"{field.name}_gib"))
    return _claim(at, found[1], field) if _adds(field) else None


def _count_of(asked: Asked, at: int) -> Claim | None:
    """`vCPU count per team`."""
    found = field_at(asked, at)
    if found is None or found[0].unit != "count" or found[0].kind != "fact":
        return None
    end = found[1] + (asked.text(found[1]) in _COUNTS)
    counted = end > found[1] or asked.text(found[1] - 1) in _COUNTS
    grouped = asked.text(end) in ("by", "per")
    return _claim(at, end, found[0]) if counted and grouped else None


def of_things(asked: Asked, at: int, begin: int, agg: Agg) -> Claim | None:
    """`average disk size`, `mean bucket size`: what is named between stays in the claim."""
    if asked.subject.name in ("commitment", "budget", "price"):
        return None
    named = phrases(asked.subject.name).at(asked, begin)
    found = field_at(asked, named[1]) if named else None
    if named is None or found is None or found[0].type not in ("number", "money"):
        return None
    if asked.text(found[1]) not in _BEHIND or (agg == "sum" and not _adds(found[0])):
        return None
    clouds, tests, _ = named[0]
    if tests:
        return None
    return Claim(at, found[1], "total", agg=agg, select=(found[0].name,), clouds=clouds)


def cost_too(asked: Asked, at: int) -> Claim | None:
    """`and what do they cost us`: of what is counted, together; of what is listed, each."""
    found = _COST_TOO.at(asked, at) if asked.subject.field("cost") else None
    if found is None or asked.subject.name == "cost" or not at:
        return None
    if any(_COUNTED.at(asked, start) for start in range(at)):
        return Claim(at, found[1], "cost")
    return Claim(at, found[1], "select", select=("cost",))


def _adds(field: Field) -> bool:
    return field.type == "number" and field.unit in _ADDED and field.name != "iops"


def _claim(at: int, end: int, field: Field | None) -> Claim | None:
    return Claim(at, end, "total", agg="sum", select=(field.name,)) if field else None

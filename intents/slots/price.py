"""What a price is asked of: "m5.large", "4 vCPU", "with 16 GB of memory", "cheapest".

Only where prices are supposed to be asked for: of what one runs, "cheapest" is its cost.
"""

import re

from intents.query import Condition
from intents.slots import number
from intents.slots.claim import Asked, Claim, Phrases, listed

SUBJECT = "price"
_AWS = re.compile(r"[a-z]+-?\d+[a-z\d-]*\.(nano|micro|small|medium|\d*x?large|metal[\w-]*)")
_AZURE = re.compile(r"(standard|basic)_[a-z]{1,3}\d[\w-]*|[a-z]{1,3}\d+[\w-]*_v\d")
_ORDERS = Phrases(
    [(word, "hourly_unit_price") for word in ("cheapest", "least expensive", "lowest priced")]
    + [(word, "-hourly_unit_price") for word in ("most expensive", "dearest", "priciest")]
)
_CORES = Phrases(
    (word, None)
    for word in ("vcpu", "vcpus", "core", "cores", "cpu", "cpus", "virtual cpus", "vcores")
)
# What the price is of, where its size says which.
_THINGS = Phrases(
    (word, None)
    for word in ("vm", "vms", "instance", "instances", "virtual machine", "virtual machines",
                 "ec2 instance", "ec2 instances", "azure vm", "azure vms", "machine", "machines")
)  # fmt: skip
_COSTS = Phrases(
    (word, None)
    for word in ("how much does", "how much do", "how much is", "how much are", "cost", "costs",
                 "what does", "what do", "on-demand", "on demand", "hourly", "an hour", "per hour",
                 "hourly cost")
)  # fmt: skip


def is_size(word: str) -> bool:
    """Whether a word has the form of a VM size."""
    return bool(_AWS.fullmatch(word) or _AZURE.fullmatch(word))


def size(asked: Asked, at: int) -> Claim | None:
    """One or more sizes."""
    if asked.subject.name != SUBJECT:
        return None
    found = listed(asked, at, _size)
    if found is None:
        return None
    values = tuple(dict.fromkeys(found[0]))
    test = Condition(field="size", op="in", value=values)
    one = Condition(field="size", op="eq", value=values[0])
    return Claim(at, found[1], "test", where=(one if len(values) == 1 else test,))


def _size(asked: Asked, at: int) -> tuple[str, int] | None:
    return (asked.text(at), at + 1) if is_size(asked.text(at)) else None


def cores(asked: Asked, at: int) -> Claim | None:
    """`4 vCPU`, `with 8 cores`: exactly so many."""
    if asked.subject.name != SUBJECT:
        return None
    begin = asked.skip(at, "with", "of", "a", "an")
    told = number.count(asked, begin)
    found = _CORES.at(asked, told[1]) if told else None
    if told is None or found is None:
        return None
    test = Condition(field="vcpus", op="eq", value=told[0])
    return Claim(at, found[1], "test", where=(test,))


def order(asked: Asked, at: int) -> Claim | None:
    """`cheapest`."""
    found = _ORDERS.at(asked, at) if asked.subject.name == SUBJECT else None
    return Claim(at, found[1], "order", order_by=(found[0],)) if found else None


def thing(asked: Asked, at: int) -> Claim | None:
    """`VM`, and `how much does … cost`, which ask for a price where a size is named."""
    if asked.subject.name != SUBJECT:
        return None
    found = _THINGS.at(asked, at) or _COSTS.at(asked, at)
    # "The cost of m5.large" is rather what was spent on them.
    if found is None or (asked.text(at).startswith("cost") and asked.text(found[1]) == "of"):
        return None
    return Claim(at, found[1], "subject")

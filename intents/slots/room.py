"""What quotas leave: "how many more VMs can we launch", "headroom", "the m5 limit", "used vs max".

A quota says how much there may be of something in a region; a family of VMs has the quota of the
virtual CPUs of its kind.
Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html
"""

import re

from intents.query import Condition
from intents.slots import number, price
from intents.slots.claim import Asked, Claim, Phrases

SUBJECT = "quota"
_CAN = ("can we", "can i", "could we", "could i", "are we allowed to", "are we able to",
        "may we", "am i allowed to", "we can", "i can", "can be", "could be")  # fmt: skip
_MAKE = ("launch", "create", "allocate", "start", "run", "have", "add", "spin up", "deploy", "make",
         "get", "provision", "launched", "created", "allocated", "started", "added", "deployed",
         "use", "request", "boot", "bring up")  # fmt: skip
_MAKING = Phrases(
    (f"{can}{still} {make}", None)
    for can in _CAN for still in ("", " still") for make in _MAKE
)  # fmt: skip
_ROOM = Phrases(
    (phrase, None)
    for phrase in (
        "headroom", "headroom for", "the headroom", "room", "room for", "enough room for",
        "headroom left", "have room for", "have headroom for", "enough quota for", "is left",
        "are left", "left", "remaining", "do we have left", "still available",
        "is still available", "is available", "available", "is still free", "have we left",
        "left over", "is remaining", "do we still have", "capacity left", "remains",
        "headroom to launch", "room to launch", "headroom to create",
    )
)  # fmt: skip
_MANY = Phrases(
    (f"how {many}{more}", None)
    for many in ("many", "much") for more in ("", " more", " additional", " extra")
)  # fmt: skip
_BESIDE = Phrases(
    (f"{lead}{what}", None)
    for lead in ("", "and ", ", ")
    for what in (
        "used vs max", "used versus max", "used vs limit", "usage vs limit", "used and max",
        "how many used", "how many are used", "how much is used", "how much of it we use",
        "how much of it do we use", "how much we use", "how many we use", "current use",
        "usage and limit", "usage", "current usage", "used", "how much of it is used",
        "how much is in use", "how many are in use", "how much of them we use", "how much used",
    )
)  # fmt: skip
_MORE = frozenset({"more", "additional", "extra", "further"})
_LEFT = ("allowed", "used", "left")
# What AWS calls the quota of a family's virtual CPUs, by the family's first letters.
_FAMILIES = {
    "g": "On-Demand G and VT", "vt": "On-Demand G and VT", "p": "On-Demand P instances",
    "x": "On-Demand X instances", "inf": "On-Demand Inf", "trn": "On-Demand Trn",
    "dl": "On-Demand DL", "f": "On-Demand F instances",
    **dict.fromkeys("acdhimrtz", "On-Demand Standard"),
}  # fmt: skip
_FAMILY = re.compile(r"(?P<letters>[a-z]{1,3})\d[a-z]{0,4}s?")
_AZURE = re.compile(
    r"(?:standard_?)?(?P<name>[a-z]{1,5})\d{0,3}(?P<traits>[a-z]{0,4})_?(?P<version>v\d)"
)
_GPUS = ("On-Demand G and VT", "On-Demand P instances", "Standard NC", "Standard ND", "Standard NV")
_TAILS = ("family", "families", "series", "instances", "instance", "vms", "vm", "vcpu", "vcpus")
_SERIES = frozenset("nc nd nv hb hc fx".split())
_VMS = frozenset("vm vms instance instances server servers machines".split())
_LIMITS = frozenset({"limit", "limits", "quota", "quotas"})
_OF_CORES = "Quotas of VMs count virtual CPUs, not VMs. Show how many are left?"


def read(asked: Asked, at: int) -> Claim | None:
    """What asks for what is left, or for what of a quota is used."""
    if asked.subject.name != SUBJECT or asked.words[at].quoted:
        return None
    counted = any(word.text in ("many", "count", "number") for word in asked.words)
    if asked.text(at) == "per" and asked.text(at + 2) in _LIMITS | {"", ","} and not counted:
        # "VPCs per region limit": quotas are told by region anyway.
        return Claim(at, at + 2, "noise") if asked.text(at + 1) in ("region", "account") else None
    return _fits(asked, at) or _left(asked, at) or _beside(asked, at) or _machines(asked, at)


def is_asked(asked: Asked) -> bool:
    """Whether it is asked what there still may be, although no quota is named."""
    places = range(len(asked.words))
    said = {word.text for word in asked.words if not word.quoted}
    if said & {"vcpu", "vcpus", "cores"} and said & {"left", "remaining"}:
        return True
    if not said & _MORE | said & {"headroom", "still"}:
        return False
    limits = said & {"headroom", "room", "quota", "quotas", "limit", "limits"}
    return bool(limits) or any(_MAKING.at(asked, at) for at in places)


def counts_more(asked: Asked, at: int) -> bool:
    """Whether it is so many more: what "can we start" asks of is the room for them."""
    many = number.count(asked, at)
    more = asked.text(at) in _MORE or (many is not None and asked.text(many[1]) in _MORE)
    can = any(asked.text(one) in ("can", "could", "may") and asked.text(one + 1) in ("i", "we")
              for one in range(at))  # fmt: skip
    return can and more


def _fits(asked: Asked, at: int) -> Claim | None:
    """`20 more` of what is counted: at least so many are left."""
    many = number.count(asked, at)
    if many is None or asked.text(many[1]) not in _MORE:
        return None
    end = many[1] + 1
    if _kind(asked, end) or price.size_at(asked, end) or asked.text(end) in _VMS:
        return Claim(at, end, "back", choices=("more",), note=_OF_CORES)
    test = Condition(field="left", op="ge", value=many[0])
    note = f"{many[0]} more is read as at least {many[0]} left"
    return Claim(at, end, "test", where=(test,), note=note)


def _left(asked: Asked, at: int) -> Claim | None:
    if asked.text(at) in _MORE and asked.text(at - 1) in (*_MAKE, "for"):
        return Claim(at, at + 1, "noise")
    many = _MANY.at(asked, at)
    if many and not _bounds(asked, many[1]):
        told = any(
            _MAKING.at(asked, one) or _ROOM.at(asked, one) for one in range(many[1], at + 14)
        )
        return Claim(at, many[1], "noise") if told else None
    found = _MAKING.at(asked, at) or _ROOM.at(asked, at)
    if found is None:
        return None
    return Claim(at, found[1], "select", select=_LEFT)


def _machines(asked: Asked, at: int) -> Claim | None:
    """`VMs` of "how many more VMs can we launch": their virtual CPUs are what is limited."""
    if not is_asked(asked) or asked.text(at) not in _VMS:
        return None
    test = Condition(field="resource", op="eq", value="vcpu")
    return Claim(at, at + 1, "test", where=(test,), note="quotas of VMs count virtual CPUs")


def _bounds(asked: Asked, at: int) -> bool:
    """Whether the quotas themselves are counted: "how many quotas are left"."""
    return asked.text(at) in ("quotas", "limits")


def _beside(asked: Asked, at: int) -> Claim | None:
    found = _BESIDE.at(asked, at)
    if found is None or asked.text(found[1]) not in ("", ",", "in", "for", "of"):
        return None
    if found[1] == at + 1 < len(asked.words):
        # "Usage of quotas" is how much of them is used.
        return None
    return Claim(at, found[1], "select", select=("allowed", "used", "used_percent"))


def family(asked: Asked, at: int) -> Claim | None:
    """`m5`, `Dsv5 family`, `P instances`, `GPU`, `standard instances`, `spot`."""
    if asked.subject.name != SUBJECT or asked.words[at].quoted:
        return None
    begin = asked.skip(at, "the", "on-demand", "of")
    found = _kind(asked, begin)
    if found is None:
        return None
    names, end = found
    end = asked.skip(end, *_TAILS)
    # "m5 vCPU limit".
    end -= asked.text(end) in _LIMITS and asked.text(end - 1) in ("vcpu", "vcpus")
    tests = tuple(Condition(field="name", op="contains", value=name) for name in names)
    said = " ".join(word.raw for word in asked.words[begin:end])
    note = f"{said} is read as quotas named {' or '.join(names)}"
    return Claim(at, end, "test", where=tests, either=len(tests) > 1, note=note)


def _kind(asked: Asked, at: int) -> tuple[tuple[str, ...], int] | None:
    """What the names of the quotas of a family hold, and the position after it."""
    word, after = asked.text(at), asked.text(at + 1)
    if word in ("gpu", "gpus"):
        return _GPUS, at + 1
    if word == "spot":
        return ("Spot", "Low-priority"), at + 1
    named = after in ("family", "series", "instances", "instance")
    if word == "standard" and named:
        return ("On-Demand Standard",), at + 1
    if named and word in _SERIES:
        return (f"Standard {word.upper()}",), at + 1
    if named and word in ("p", "g", "x", "f"):
        return (_FAMILIES[word],), at + 1
    if found := _AZURE.fullmatch(word):
        name = f"{found['name'].upper()}{found['traits']}{found['version']}"
        return (f"Standard {name} Family",), at + 1
    if found := _FAMILY.fullmatch(word.partition(".")[0]):
        known = _FAMILIES.get(found["letters"])
        return ((known,), at + 1) if known else None
    return None

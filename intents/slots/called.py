"""What one thing is called: `vol-0abc…`, `vm-web-1`, `10.1.2.3`, "VM web-1", "the crm-1 database".

Ids and addresses have a form of their own, and an id tells what kind of thing it is. A name is read
as one only beside the subject in the singular, and only if it has a name's shape; a word with a
hyphen may also tell how a thing is ("over-provisioned"), and is no name then.
"""

import re
from collections.abc import Iterable

from intents.query import Condition
from intents.slots.claim import Asked, Claim
from intents.slots.life import ID as FINDING
from intents.slots.pattern import matching
from intents.slots.subject import phrases
from intents.slots.vocabulary import looks_named

# An id's prefix, and the field that holds such an id in each subject; other subjects: none.
IDS = re.compile(r"(i|vol|vpc|subnet|eipalloc|snap|sg|ami|eni|nat)-[0-9a-f]{4,17}")
HOLDERS = {
    "i": {"vm": "id", "disk": "attached_to", "public_ip": "attached_to"},
    "vol": {"disk": "id", "snapshot": "disk"},
    "vpc": {"network": "id", "subnet": "network", "vm": "network"},
    "subnet": {"subnet": "id", "vm": "subnet"},
    "eipalloc": {"public_ip": "id"},
    "snap": {"snapshot": "id"},
    "sg": {"security_group": "id"},
    "ami": {"image": "id", "vm": "image"},
    "eni": {"nic": "id"},
    "nat": {"nat_gateway": "id"},
}
# "vm-web-01" says what it is, and so do "sqldb-crm" and "alb-shop"; "db-1" may run on a VM.
# Source: https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-abbreviations
_VM = re.compile(r"vm-?(?=[a-z0-9-]*[0-9-])[a-z0-9][a-z0-9-]*")
_TELLING = {
    "database": ("sqldb", "rds"),
    "function": ("func", "lambda"),
    "load_balancer": ("alb", "nlb", "elb", "agw", "appgw", "lbe", "lbi"),
    "cluster": ("aks", "eks"),
    "nat_gateway": ("natgw",),
    "scaling_group": ("asg", "vmss"),
}
_BY_BEGIN = {begin: subject for subject, begins in _TELLING.items() for begin in begins}
# Behind such a word and a hyphen these tell of what kind something is, and are no name.
_NO_NAMES = frozenset(
    "hit miss node nodes cluster clusters instance instances class tier cost costs size sizes team "
    "server servers service services engine engines storage backup backups to as only like side "
    "function functions errors managed version versions group groups pool pools pod pods compute "
    "workload workloads related specific subnet group".split()
)
_ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}")
_PRIVATE = re.compile(r"(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\..*")
_SIDES = {"private": "private_ip", "internal": "private_ip", "public": "public_ip",
          "external": "public_ip"}  # fmt: skip
_OF_ADDRESS = ("private", "public", "internal", "external", "ip", "address", "=", "is", "of")
# How a word with a hyphen begins, and ends, that tells how a thing is.
_HOW_BEGIN = frozenset(
    "multi cross non over under auto right high low self re pre post semi well long short read "
    "write general memory compute storage single double internet customer so up on off end fully "
    "zone geo least most best built in out old new small large medium extra cost free pay third "
    "real full half hot cold cool hybrid always never not easy much co de".split()
)
_HOW_END = re.compile(
    r".*(?:ed|ing|able|ible|based|ready|only|wide|facing|family|series|level|type|sized|time|free|"
    r"aware|native|heavy|bound|up|out|side)"
)
_BEFORE_NAME = frozenset("the our is are of for on about does do in to from was has".split())


def is_telling(asked: Asked, at: int) -> bool:
    """Whether a word is a name that tells that the subject is called so: `vm-web-1`."""
    if asked.words[at].quoted:
        return False
    word = asked.text(at)
    return told_by_name(word) == asked.subject.name


def told_by_name(word: str) -> str | None:
    """The subject that a name begins with: `sqldb-crm` is a database."""
    if _VM.fullmatch(word):
        return "vm"
    begin, _, rest = word.partition("-")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", rest) or rest.split("-")[0] in _NO_NAMES:
        return None
    return None if _HOW_END.fullmatch(rest) else _BY_BEGIN.get(begin)


def address(asked: Asked, at: int) -> Claim | None:
    """`10.1.2.3`, `private IP 10.1.2.3`: of a VM or an interface, or a public address itself."""
    begin = asked.skip(at, *_OF_ADDRESS)
    if begin > at + 4 or not _ADDRESS.fullmatch(asked.text(begin)):
        return None
    field = "private_ip" if _PRIVATE.fullmatch(asked.text(begin)) else "public_ip"
    said = {_SIDES[word] for one in range(at, begin) if (word := asked.text(one)) in _SIDES}
    if said - {field}:
        # "The public IP 10.1.2.3" is none.
        return None
    if asked.subject.name == "public_ip":
        field = "address"
    if field not in asked.subject.fields:
        return None
    test = Condition(field=field, op="eq", value=asked.words[begin].raw)
    return Claim(at, begin + 1, "name", where=(test,))


def beside_subject(asked: Asked, at: int) -> Claim | None:
    """`VM web-1`, `the crm-replica database`: a name's shape beside the subject in the singular."""
    if "name" not in asked.subject.fields or not may_name(asked, at):
        return None
    known, starts = phrases(asked.subject.name), range(max(0, at - 3), at)
    before = (known.at(asked, start) for start in starts)
    test = matching("name", asked.words[at].raw)
    # "VM web-1", not "VMs over-provisioned": beside several things stands no name.
    if not asked.text(at - 1).endswith("s") and any(one and one[1] == at for one in before):
        return Claim(at, at + 1, "name", where=(test,)) if test else None
    behind = known.at(asked, at + 1)
    if behind is None or asked.text(at - 1) not in _BEFORE_NAME:
        return None
    if asked.text(behind[1] - 1).endswith("s") or may_name(asked, behind[1]):
        return None
    return Claim(at, at + 1, "name", where=(test,)) if test else None


def may_name(asked: Asked, at: int) -> bool:
    """Whether a word has a name's shape, and is not how something is: "over-provisioned"."""
    if not looks_named(asked, at):
        return False
    word = asked.text(at)
    if asked.words[at].quoted or any(letter.isdigit() for letter in word):
        return True
    return word.partition("-")[0] not in _HOW_BEGIN and _HOW_END.fullmatch(word) is None


def thing(asked: Asked, at: int) -> bool:
    """Whether one thing is named at a position: `the VM web-1`, `vol-0abc…`, `vm-web-1`."""
    at = asked.skip(at, "the", "our", "my")
    known = phrases(asked.subject.name).at(asked, at)
    if known is not None:
        return beside_subject(asked, known[1]) is not None
    if subject_of(asked.text(at)) == asked.subject.name:
        return True
    return at < len(asked.words) and beside_subject(asked, at) is not None


def subjects_of(texts: Iterable[str]) -> tuple[str, ...]:
    """The subjects whose things are called so: `vol-0abc…` is a disk, `vm-web-1` a VM."""
    return tuple(dict.fromkeys(one for text in texts if (one := subject_of(text))))


def subject_of(text: str) -> str | None:
    """The subject of which a thing is called so; None where the form does not tell."""
    if found := IDS.fullmatch(text):
        return next(subject for subject, field in HOLDERS[found[1]].items() if field == "id")
    if FINDING.fullmatch(text):
        return "finding"
    return "vm" if _ADDRESS.fullmatch(text) else told_by_name(text)

"""What something runs, and its version: "mysql 5.7", "running on arm", "on python3.8", "v1.28".

A version is compared by its beginning: 5.7 is 5.7.44, too. Of a runtime, language and version are
two parts of one text, which each cloud writes its own way (`python3.12`, `Python|3.12`). Versions
are never compared by size: no condition says "older than 1.28".
"""

import re

from intents.query import Condition
from intents.slots import meant, value
from intents.slots.claim import SEPARATORS, Asked, Claim, Phrases
from intents.slots.fields import field_at
from intents.slots.subject import phrases

# Fields that say what runs.
_RUN = frozenset({"engine", "runtime", "os", "architecture", "edition"})
_LEADS = Phrases(
    (phrase, None)
    for phrase in (
        "running", "running on", "run", "run on", "runs", "runs on", "using", "use", "uses",
        "built on", "built with", "based on", "written in", "powered by", "on", "with", "still on",
        "still running", "still running on", "still run on", "still use", "still using", "at",
    )
)  # fmt: skip
_AFTER = ("runtime", "runtimes", "engine", "processors", "processor", "based")
_VERSION = re.compile(r"v?(\d{1,4}(?:\.\d{1,4}){0,3})(?:\.x)?")
_DOTTED = re.compile(r"v\d{1,4}(?:\.\d{1,4}){0,3}|\d{1,4}(?:\.\d{1,4}){1,3}(?:\.x)?")
_GLUED = re.compile(r"([a-z]+)-?(\d{1,4}(?:\.\d{1,4}){0,3})(?:\.x)?")
# What stands before the version of a cluster.
_KUBERNETES = frozenset({"kubernetes", "k8s"})
_IS = ("is", "=", "of", "version", "on", ":")


def read(asked: Asked, at: int) -> Claim | None:
    """What runs, with or without a word for "run" and a version."""
    if asked.subject.name == "cost" or asked.words[at].quoted:
        return None
    lead = _LEADS.at(asked, at)
    if lead and asked.text(at) == "running" and _is_state(asked, lead[1]):
        return None
    begin = asked.skip(lead[1], "the", "a", "an") if lead else at
    found = _versioned(asked, begin) or _glued(asked, begin) or _named(asked, begin)
    found = found or (_bare(asked, begin) if lead or _after_subject(asked, at) else None)
    found = found or (_thing(asked, begin) if lead else None)
    if found is None:
        return None
    tests, end, note = found
    return Claim(at, asked.skip(end, *_AFTER), "test", where=tests, note=note)


def _is_state(asked: Asked, at: int) -> bool:
    """Whether "running" is a state: in "running Linux VMs" it is, in "VMs running Linux" not."""
    thing = _versioned(asked, at) or _thing(asked, at)
    return thing is not None and phrases(asked.subject.name).at(asked, thing[1]) is not None


Found = tuple[tuple[Condition, ...], int, str | None]


def _thing(asked: Asked, at: int) -> Found | None:
    """A word for what runs: "postgres", "arm", "python"."""
    claims = (slot(asked, at) for slot in (value.value, meant.read) if at < len(asked.words))
    for claim in claims:
        if claim and len(claim.where) == 1 and claim.where[0].field in _RUN:
            return claim.where, claim.end, claim.note
    return None


def _versioned(asked: Asked, at: int) -> Found | None:
    """`postgres 14`, `python version 3.8`."""
    thing = _thing(asked, at)
    if thing is None or SEPARATORS & {asked.text(one) for one in range(at, thing[1])}:
        # "MySQL and postgres 12": the version is the last one's alone.
        return None
    version = _version(asked, asked.skip(thing[1], "version"), thing[0][0].field)
    return ((*thing[0], version[0]), version[1], thing[2]) if version else None


def _glued(asked: Asked, at: int) -> Found | None:
    """`python3.8`, `postgres14`."""
    found = _GLUED.fullmatch(asked.text(at))
    if found is None:
        return None
    test = meant.of(asked.subject, found[1]) or value.of(asked.subject, found[1])
    field = _field(asked, test.field) if test else None
    if test is None or field is None or test.field not in _RUN:
        return None
    return (test, _begins(field, found[2])), at + 1, None


def _named(asked: Asked, at: int) -> Found | None:
    """`version 1.28`, `kubernetes 1.28`."""
    named = field_at(asked, at)
    field = _field(asked)
    if named and named[0].name == field:
        version = _version(asked, asked.skip(named[1], *_IS))
    elif asked.text(at) in _KUBERNETES and field == "version":
        version = _version(asked, asked.skip(at + 1, *_IS))
    else:
        return None
    return ((version[0],), version[1], None) if version else None


def _bare(asked: Asked, at: int) -> Found | None:
    """`1.28`, `v14`; after a word that names an engine, `redis 6`."""
    clear = _DOTTED.fullmatch(asked.text(at)) or any(
        test.field == "engine" for test in _subject_before(asked, at)
    )
    if asked.text(at - 2) in SEPARATORS and value.of(asked.subject, asked.text(at - 3)):
        # "MySQL and postgres 12": the version is the last one's alone.
        return None
    version = _version(asked, at) if clear else None
    return ((version[0],), version[1], None) if version else None


def _version(asked: Asked, at: int, ran: str = "") -> tuple[Condition, int] | None:
    field, found = _field(asked, ran), _VERSION.fullmatch(asked.text(at))
    if field is None or found is None or asked.words[at].quoted:
        return None
    return _begins(field, found[1]), at + 1


def _begins(field: str, version: str) -> Condition:
    return Condition(
        field=field, op="contains" if field == "runtime" else "starts_with", value=version
    )


def _field(asked: Asked, ran: str = "engine") -> str | None:
    """The field that has the version of what runs; of a system or an architecture there is none."""
    if ran in ("os", "architecture", "edition"):
        return None
    known = ("runtime",) if ran == "runtime" else ("engine_version", "version")
    return next((name for name in known if name in asked.subject.fields), None)


def _after_subject(asked: Asked, at: int) -> bool:
    """Whether a subject's word stands right before or behind: "aks 1.28", "1.28 clusters"."""
    known, starts = phrases(asked.subject.name), range(max(0, at - 3), at)
    before = (known.at(asked, start) for start in starts)
    beside = known.at(asked, at + 1) or value.of(asked.subject, asked.text(at - 1))
    return beside is not None or any(one and one[1] == at for one in before)


def _subject_before(asked: Asked, at: int) -> tuple[Condition, ...]:
    """What a word for the subject says that stands right before: "redis" that it is Redis."""
    known, starts = phrases(asked.subject.name), range(max(0, at - 3), at)
    found = (known.at(asked, start) for start in starts)
    return next((one[0][1] for one in found if one and one[1] == at), ())

"""Sorts of resources as our rules judge them: "over-provisioned VMs", "instances we can downsize".

The judgement stands before the sort ("unused EC2 instances") or after it ("databases that nobody
uses"). Several may be joined ("idle NAT gateways and unattached disks"): any of them is asked for.
What the catalog tells of one word and one sort ("idle {}") is the subject slot's; this one knows
what is said in more ways than can be listed. What each word was taken for is noted where it is no
category's own name.
"""

from dataclasses import dataclass
from itertools import product

from intents.catalog import Cloud
from intents.query import Condition
from intents.slots import waste
from intents.slots.claim import Asked, Claim, Phrases, listed
from intents.slots.subject import ANY, KIND, phrases

_OVERSIZED = ("oversized",)
_NOT_USED = ("idle", "unused")
_IDLE = ("idle",)
# Of what is to go: "unused" as in "what can we delete".
_UNUSED = ("unused",)
_SHRINK = ("downsize", "rightsize", "right-size", "shrink", "resize", "scale down", "size down",
           "make smaller")  # fmt: skip
_REMOVE = ("delete", "remove", "terminate", "decommission", "get rid of", "clean up", "drop")
_MODALS = ("can", "could", "should", "might", "may")
_BEFORE: Phrases[tuple[str, ...]] = Phrases(
    (word, judged)
    for judged, words in (
        (_OVERSIZED, ("over-provisioned", "overprovisioned", "over provisioned", "oversized",
                      "over-sized", "overly large", "too large", "too big")),
        (("idle", "oversized"), ("under-utilised", "under-utilized", "underutilised",
                                 "underutilized", "under utilized", "underused", "under-used",
                                 "under used")),
        (_NOT_USED, ("unused", "not used", "unneeded")),
        (_IDLE, ("idle", "idling")),
    )
    for word in words
)  # fmt: skip
_AFTER: Phrases[tuple[str, ...]] = Phrases(
    (phrase, judged)
    for judged, phrases in (
        (_OVERSIZED, (*(f"{who} {modal} {verb}" for verb in _SHRINK for modal in _MODALS
                        for who in ("we", "i", "that we", "that i", "which we")),
                      *(f"{modal} {who} {verb}" for verb in _SHRINK for modal in _MODALS
                        for who in ("we", "i")),
                      *(f"{lead}{modal} be {verb}" for modal in _MODALS
                        for lead in ("", "that ", "which ")
                        for verb in ("downsized", "rightsized", "right-sized", "shrunk", "smaller",
                                     "resized", "scaled down")),
                      *(f"{modal} go one size down" for modal in _MODALS))),
        (_UNUSED, (*(f"{who} {modal} {verb}" for verb in _REMOVE for modal in _MODALS
                     for who in ("we", "i", "that we", "that i", "which we")),
                   *(f"{modal} {who} {verb}" for verb in _REMOVE for modal in _MODALS
                     for who in ("we", "i")),
                   *(f"{lead}{modal} be {verb}" for modal in _MODALS
                     for lead in ("", "that ", "which ")
                     for verb in ("deleted", "removed", "terminated", "decommissioned",
                                  "cleaned up", "dropped")))),
        (_NOT_USED, ("but nobody uses", "but no one uses", "that nobody uses", "that no one uses",
                     "nobody uses", "no one uses", "nobody is using", "that nobody is using",
                     "no one is using", "that no one is using", "which nobody uses",
                     "we do not use", "we don't use", "that we do not use", "that we don't use",
                     "but not using", "we are not using", "that we are not using",
                     "we aren't using", "and not using")),
    )
    for phrase in phrases
)  # fmt: skip
_IS = Phrases((word, None) for word in ("are", "is", "that are", "that is", "which are"))
_ANYTHING = Phrases((word, None) for word in (*ANY, "cloud resources", "anything", "everything",
                                              "cloud infrastructure"))  # fmt: skip
# Only these are found by a rule of ours and told by no category alone.
_UNATTACHED = Phrases((word, None) for word in ("unattached", "detached", "orphaned", "unmounted"))
_RULES = {"disk": "unattached_disk"}


@dataclass(frozen=True, slots=True)
class _Judged:
    """One sort of resource and what it is judged to be; `tests` must all hold."""

    tests: tuple[Condition, ...]
    clouds: tuple[Cloud, ...]


def read(asked: Asked, at: int) -> Claim | None:
    """One or more sorts of resources, judged."""
    if asked.subject.name != "finding" or asked.words[at].quoted:
        return None
    found = listed(asked, at, _one)
    listed_there = phrases("finding").at(asked, at)
    if found is None or (listed_there and listed_there[1] >= found[1]):
        # What the catalog lists ("idle SQL pools") may be of one rule.
        return None
    several, end = found
    if len(several) == 1:
        one = several[0]
        return Claim(
            at, end, "subject", where=one.tests, clouds=one.clouds, note=_note(asked, at, end, one)
        )
    same = len({one.clouds for one in several}) == 1
    parts = several if same else tuple(map(_with_cloud, several))
    clauses = tuple(
        dict.fromkeys(tuple(dict.fromkeys(one)) for one in product(*(one.tests for one in parts)))
    )
    tests = tuple(dict.fromkeys(test for clause in clauses for test in clause))
    clouds = several[0].clouds if same else ()
    return Claim(at, end, "subject", where=tests, clauses=clauses, clouds=clouds)


def _one(asked: Asked, at: int) -> tuple[_Judged, int] | None:
    """`idle or oversized VMs`, `VMs that we can downsize`, `unattached disks`."""
    before = listed(asked, at, _BEFORE.at)
    if before is None:
        return _unattached(asked, at) or _judged_after(asked, at)
    names = tuple(dict.fromkeys(name for one in before[0] for name in one))
    sorts = listed(asked, before[1], _sort)
    if sorts is None or (not any(one.tests for one in sorts[0]) and before[0] == (_NOT_USED,)):
        # "Unused resources" are the catalog's.
        return None
    if len({one.clouds for one in sorts[0]}) > 1:
        return None
    several, end = sorts
    return _Judged((_category(names), *_of_sorts(several)), several[0].clouds), end


def _of_sorts(several: tuple[_Judged, ...]) -> tuple[Condition, ...]:
    """`VMs and databases`: of one sort or another; of any sort, nothing is said."""
    tests = tuple(dict.fromkeys(test for one in several for test in one.tests))
    if len(tests) < 2:
        return tests
    names = tuple(str(test.value) for test in tests)
    return (Condition(field=KIND, op="in", value=names),)


def _judged_after(asked: Asked, at: int) -> tuple[_Judged, int] | None:
    sort = _sort(asked, at)
    if sort is None:
        return None
    kind, end = sort
    if after := _AFTER.at(asked, end):
        return _Judged((_category(after[0]), *kind.tests), kind.clouds), after[1]
    lead = _IS.at(asked, end)
    told = listed(asked, lead[1], _BEFORE.at) if lead else None
    # "Are any of my EC2 instances over-provisioned": the verb stands before.
    told = told or (listed(asked, end, _BEFORE.at) if _asks(asked) else None)
    if told is None:
        return None
    names = tuple(dict.fromkeys(name for one in told[0] for name in one))
    return _Judged((_category(names), *kind.tests), kind.clouds), told[1]


def _asks(asked: Asked) -> bool:
    return asked.text(0) in ("are", "is")


def _unattached(asked: Asked, at: int) -> tuple[_Judged, int] | None:
    """`unattached disks`: of a word for disks alone, which a rule of ours finds."""
    lead = _UNATTACHED.at(asked, at)
    sort = _sort(asked, lead[1]) if lead else None
    rule = _RULES.get(str(sort[0].tests[0].value)) if sort and sort[0].tests else None
    if sort is None or rule is None:
        return None
    return _Judged((Condition(field="rule", op="eq", value=rule),), sort[0].clouds), sort[1]


def _sort(asked: Asked, at: int) -> tuple[_Judged, int] | None:
    """A sort of resource, or resources of any sort."""
    if found := waste.kinds().at(asked, at):
        (name, clouds), end = found
        return _Judged((Condition(field=KIND, op="eq", value=name),), clouds), end
    anything = _ANYTHING.at(asked, at)
    return (_Judged((), ()), anything[1]) if anything else None


def _with_cloud(one: _Judged) -> _Judged:
    """A cloud that only this one of several has is a condition among the others."""
    tests = tuple(Condition(field="cloud", op="eq", value=cloud) for cloud in one.clouds)
    return _Judged((*one.tests, *tests), ())


def _category(names: tuple[str, ...]) -> Condition:
    if len(names) == 1:
        return Condition(field="category", op="eq", value=names[0])
    return Condition(field="category", op="in", value=names)


def _note(asked: Asked, at: int, end: int, one: _Judged) -> str | None:
    """What words that are no category's own name were taken for."""
    names = next((test.values for test in one.tests if test.field == "category"), ())
    said = " ".join(word.text for word in asked.words[at:end])
    if not names or all(str(name) in said for name in names):
        return None
    return f"{said} is read as category {' or '.join(map(str, names))}"


def named(asked: Asked) -> bool:
    """Whether some sort of resource may be judged, in words that the catalog does not list."""
    return any(
        _BEFORE.at(asked, at) or _AFTER.at(asked, at) or _UNATTACHED.at(asked, at)
        for at in range(len(asked.words))
    )

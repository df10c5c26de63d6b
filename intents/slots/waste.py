"""What findings are about: "disk findings", "waste on databases", "rightsizing for web-*".

Also whose they are ("who owns the most waste"). Only questions about findings are read by it.
"""

from functools import cache

from intents import catalog
from intents.query import Condition
from intents.slots import group, region, subject
from intents.slots.claim import Asked, Claim, Phrases, listed
from intents.slots.pattern import matching
from intents.slots.subject import KIND
from intents.slots.vocabulary import looks_named

_LEADS = Phrases(
    (word, None)
    for word in ("about", "for", "of", "on", "in", "from", "concerning", "regarding",
                 "related to", "among", "across", "involving", "that affect", "affecting")
)  # fmt: skip
_ARTICLES = ("the", "our", "my", "all")
_WHO = Phrases(
    (f"{who} {verb}{most}", None)
    for who in ("who", "which owner", "which owners", "what owner")
    for verb in ("owns", "own", "has", "have", "causes", "cause",
                 "is responsible for", "are responsible for", "is behind", "answers for")
    for most in ("", " the most", " most", " the biggest", " the largest", " most of the",
                 " most of our")
)  # fmt: skip
_WASTES = frozenset({"wastes", "waste"})


def read(asked: Asked, at: int) -> Claim | None:
    """What they are about, or whose they are."""
    if asked.subject.name != "finding" or asked.words[at].quoted:
        return None
    return _who(asked, at) or _about(asked, at) or _before(asked, at) or _of_one(asked, at)


def _who(asked: Asked, at: int) -> Claim | None:
    found = _WHO.at(asked, at)
    if found is None:
        # Of "who wastes the most" the last words name the findings: see the catalog.
        wastes = asked.text(at) == "who" and asked.text(at + 1) in _WASTES
        return Claim(at, at + 1, "group", group_by=("owner",)) if wastes else _which(asked, at)
    return Claim(at, found[1], "group", group_by=("owner",))


def _which(asked: Asked, at: int) -> Claim | None:
    """`which team wastes the most`."""
    found = group.dimension(asked, at) if asked.text(at - 1) in ("which", "what") else None
    if found is None or asked.text(found[1]) not in _WASTES:
        return None
    return Claim(at, found[1], "group", group_by=(found[0],))


def _about(asked: Asked, at: int) -> Claim | None:
    """`about disks`, `on our EC2 instances`."""
    lead = _LEADS.at(asked, at)
    begin = asked.skip(lead[1], *_ARTICLES) if lead else at
    found = kinds().at(asked, begin) if lead else None
    return _claim(at, found) if found else None


def _before(asked: Asked, at: int) -> Claim | None:
    """`disk findings`, `EC2 savings`: right before a word for findings."""
    found = kinds().at(asked, at)
    named = found and subject.read(asked, found[1])
    return _claim(at, found) if found and named else None


def left_out(asked: Asked, at: int) -> Claim | None:
    """`disks`, `disks and snapshots` after a negation: sorts of resources, clouds apart."""
    if asked.subject.name != "finding" or asked.words[at].quoted:
        return None
    found = listed(asked, at, _kind)
    if found is None:
        return None
    names, end = tuple(dict.fromkeys(found[0])), found[1]
    if len(names) == 1:
        return Claim(at, end, "test", where=(Condition(field=KIND, op="eq", value=names[0]),))
    return Claim(at, end, "test", where=(Condition(field=KIND, op="in", value=names),))


def _kind(asked: Asked, at: int) -> tuple[str, int] | None:
    found = kinds().at(asked, at)
    # "Excluding EC2 instances" is of one cloud: more than a condition on the sort of thing.
    return (found[0][0], found[1]) if found and not found[0][1] else None


def _claim(at: int, found: tuple[tuple[str, tuple[catalog.Cloud, ...]], int]) -> Claim:
    (name, clouds), end = found
    test = Condition(field=KIND, op="eq", value=name)
    return Claim(at, end, "test", where=(test,), clouds=clouds)


def _of_one(asked: Asked, at: int) -> Claim | None:
    """`for web-*`, `about web-1`: by the resource's name; an account or a region is a place."""
    lead = _LEADS.at(asked, at)
    if lead is None or asked.text(at) == "in" or not looks_named(asked, lead[1]):
        return None
    if asked.accounts.at(asked, lead[1]) or region.read(asked, lead[1]):
        return None
    test = matching("resource", asked.words[lead[1]].raw)
    return Claim(at, lead[1] + 1, "name", where=(test,)) if test else None


@cache
def kinds() -> Phrases[tuple[str, tuple[catalog.Cloud, ...]]]:
    """The words for each sort of resource, with the cloud that they name."""
    own = [one for one in catalog.subjects() if "account_id" in one.fields and one.billable]
    plain = [(word, (one.name, ())) for one in own for word in one.words]
    clouded = [
        (word, (one.name, (cloud,)))
        for one in own for cloud in catalog.CLOUDS for word in one.cloud_words.get(cloud, ())
    ]  # fmt: skip
    return Phrases([*plain, *clouded])

"""What part of the things something holds for: "what percentage of our VMs are tagged".

The part is what is said behind the verb ("are tagged"), or behind the things where there is no
verb; what else is said is of the whole. Things of which nobody knows whether they are in the part
are left out of both. Only facts are told so: what was used is known of some things and not of
others.
"""

from dataclasses import replace

from intents.compose import TESTS, Misplaced, Parts, where
from intents.query import AnyOf, Condition, Where
from intents.slots.claim import Claim

_VERBS = frozenset(
    "is are has have had run runs use uses lack lacks with without that which belong belongs "
    "carry carries".split()
)
# Known of every thing, or known to be missing.
_KNOWN = frozenset({"tags", "name", "state", "region", "account", "cloud"})


def portion(parts: Parts) -> tuple[Claim, ...] | Misplaced:
    """The claims that say which part is meant; none where the question asks for no part."""
    shares, things = parts.of("share"), parts.of("subject")
    if not shares:
        return ()
    if len(shares) > 1 or len(things) != 1 or parts.of("count", "total", "cost", "select", "each"):
        return Misplaced(shares)
    begin = things[0].end
    verbs = [at for at in range(begin, len(parts.asked.words)) if parts.asked.text(at) in _VERBS]
    found = _behind(parts, verbs[0]) if verbs else _behind(parts, begin)
    tested = [claim for claim in found if claim.kind in TESTS]
    fields = [parts.asked.subject.field(test.field) for claim in tested for test in claim.where]
    if not tested or any(field is None or field.kind != "fact" for field in fields):
        return Misplaced(shares)
    if any(claim.kind == "scope" for claim in found) or (not verbs and len(tested) > 1):
        # "Are in us-east-1", "are spot in us-east-1": of the part, perhaps, or of the whole.
        return Misplaced(shares)
    return found


def _behind(parts: Parts, begin: int) -> tuple[Claim, ...]:
    kinds = (*TESTS, "scope", "joint")
    return tuple(c for c in parts.cover.claims if c.start >= begin and c.kind in kinds)


def of_part(parts: Parts, part: tuple[Claim, ...]) -> tuple[Where, ...] | Misplaced:
    """The conditions that hold for the part."""
    return where(Parts(replace(parts.cover, claims=part)))


def measures(tests: tuple[Where, ...]) -> tuple[dict[str, object], ...]:
    """How many there are in the part, in all, and the one in percent of the other."""
    return (
        {"name": "count", "agg": "count", "where": tests},
        {"name": "total", "agg": "count"},
        {"name": "share", "agg": "share", "where": tests, "per": "total"},
    )


def known(tests: tuple[Where, ...]) -> tuple[Where, ...]:
    """What leaves out the things of which nobody knows whether they are in the part."""
    ones = (one for test in tests for one in (test.any if isinstance(test, AnyOf) else (test,)))
    names = dict.fromkeys(one.field for one in ones if one.op not in ("exists", "missing"))
    return tuple(
        Condition(field=name, op="exists") for name in names if name.partition(".")[0] not in _KNOWN
    )

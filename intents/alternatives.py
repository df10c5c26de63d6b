"""Values of one field set side by side: "node and python functions", "mysql 5.7 or postgres 12".

A thing has one runtime, one engine, one redundancy: two of them are either of the two, whether
"and", "or" or "vs" stands between. What is said of each may be several conditions (an engine and
its version); the one or the other then is clauses, of each of which one condition must hold. Plain
values ("running and stopped") are merged by `compose`; names and tags are not looked at, for one
name may contain two words.
"""

from dataclasses import replace
from itertools import product

from intents.query import Condition
from intents.slots.claim import SEPARATORS, Asked, Claim

_PATTERNS = frozenset({"contains", "starts_with", "matches"})
_MOST_CLAUSES = 64


def joined(claims: tuple[Claim, ...], asked: Asked) -> tuple[Claim, ...]:
    """The claims, alternatives of one field made one."""
    found: list[Claim] = []
    for at, claim in enumerate(claims):
        before = _before(found, asked)
        between = found[before + 1 :] if before is not None else []
        words = {asked.text(one.start) for one in between if one.kind != "count"}
        either = _either(found[before], claim) if before is not None and words else None
        single = before is not None and len(found[before].where) == len(claim.where) == 1
        if either is None or before is None or ("or" in words and (single or _more(claims, at))):
            found.append(claim)
        else:
            found[before:] = [either]
    return tuple(found)


def _before(found: list[Claim], asked: Asked) -> int | None:
    """The place of the last claim that is no word between two."""
    place = len(found) - 1
    while place >= 0 and _stands_between(found[place], asked):
        place -= 1
    return place if place >= 0 else None


def _stands_between(claim: Claim, asked: Asked) -> bool:
    joint = claim.kind == "joint" and asked.text(claim.start) in SEPARATORS
    return joint or claim.kind in ("versus", "count")


def _more(claims: tuple[Claim, ...], at: int) -> bool:
    """Whether more conditions follow an "or", of which nobody knows what they belong to."""
    return any(claim.where for claim in claims[at + 1 :])


def _either(one: Claim, other: Claim) -> Claim | None:
    """The one or the other; None where they are no alternatives of one field."""
    plain = all(c.kind == "test" and c.where and not (c.excludes or c.either) for c in (one, other))
    if not plain or other.clauses or one.where[0].field != other.where[0].field:
        return None
    several = [claim for claim in (one, other) if len(claim.where) > 1]
    patterns = {test.op for test in (one.where[0], other.where[0])} & _PATTERNS
    if not (several or patterns) or one.where[0].op != other.where[0].op:
        return None
    before = one.clauses or tuple((test,) for test in one.where)
    clauses = tuple(_once((*clause, test)) for clause, test in product(before, other.where))
    if len(clauses) > _MOST_CLAUSES:
        return None
    tests = tuple(dict.fromkeys(test for clause in clauses for test in clause))
    notes = "; ".join(dict.fromkeys(note for note in (one.note, other.note) if note)) or None
    return replace(one, end=other.end, where=tests, clauses=clauses, note=notes)


def _once(clause: tuple[Condition, ...]) -> tuple[Condition, ...]:
    return tuple(dict.fromkeys(clause))

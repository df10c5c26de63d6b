"""Walk a question from left to right and account for every word of it.

At each word the longest claim of any slot wins. What no slot claims, and what a small word
introduces but does not follow, is left over: `Cover.left`. A question with anything left over is
not read; that is the whole safety of the rules.
"""

from dataclasses import dataclass

from intents.slots import SLOTS, tag
from intents.slots.claim import SEPARATORS, Asked, Claim, Kind, Slot
from intents.slots.noise import AFTER_TOO, ALL_BUT, JOINTS, NEEDS_EXCLUSION

_COPULAS = frozenset({"is", "are", "was", "were"})
_ASKS = frozenset({"what", "how", "which", "who", "where", "that", "there", "all"})


# What is between two things has one of these between the two.
_TWO = frozenset({"and", "to", "or", "vs", "versus", ","})
# Kinds of claims of which one may be in another's place.
_ALIKE: tuple[frozenset[Kind], ...] = (
    frozenset({"scope", "test", "tag", "name", "covered"}),
    frozenset({"group", "head", "each", "select", "trend"}),
    frozenset({"select", "figures", "basis", "measure", "cost", "share", "subject", "total"}),
)


@dataclass(frozen=True, slots=True)
class Cover:
    """The claims on a question in order, noise apart, and the positions left over."""

    asked: Asked
    claims: tuple[Claim, ...]
    left: tuple[int, ...]

    def words(self, claim: Claim) -> tuple[str, ...]:
        """A claim's words, as typed."""
        return tuple(word.raw for word in self.asked.words[claim.start : claim.end])

    def text(self, claim: Claim) -> str:
        """A claim's words, folded."""
        return " ".join(word.text for word in self.asked.words[claim.start : claim.end])


def cover(asked: Asked, slots: tuple[Slot, ...] = SLOTS) -> Cover:
    """Every claim on the question, and what is left over; looked at once while it is read."""
    found = asked.context.found
    if found is None:
        return _covered(asked, slots)
    key = (asked.words, asked.subject.name, asked.ahead, slots)
    if key not in found:
        found[key] = _covered(asked, slots)
    covered: Cover = found[key]
    return covered


def _covered(asked: Asked, slots: tuple[Slot, ...]) -> Cover:
    claims: list[Claim] = []
    left: list[int] = []
    at = 0
    while at < len(asked.words):
        claim = _longest(asked, at, slots)
        if claim is None or (claim.kind == "noise" and _says_something(asked, claims, at)):
            left.append(at)
            at += 1
            continue
        if claim.kind != "noise":
            claims.append(claim)
            left += range(*claim.unread) if claim.unread else ()
        at = claim.end
    silent = [claim for at, claim in enumerate(claims) if claim.kind == "joint"]
    left += [claim.start for claim in silent if not _holds(asked, claims, claim, left)]
    return Cover(asked, tuple(claims), tuple(sorted(left)))


def _longest(asked: Asked, at: int, slots: tuple[Slot, ...]) -> Claim | None:
    best: Claim | None = None
    for slot in slots:
        claim = slot(asked, at)
        if claim is not None and (best is None or claim.end > best.end):
            best = claim
    return best


def _says_something(asked: Asked, claims: list[Claim], at: int) -> bool:
    """Whether a word of noise is none here: right after a tag's key, or an "is" of nothing."""
    if asked.text(at) in _COPULAS and at + 1 == len(asked.words):
        # "What our cost is" may end so; "VMs where owner is" may not.
        return not any(word.text in _ASKS for word in asked.words[:at])
    if not claims or claims[-1].end != at or claims[-1].kind != "tag":
        return False
    tests = claims[-1].where
    if len(tests) != 1 or tests[0].op not in ("exists", "missing"):
        return False
    alone = tests[0].field != "tags" or asked.text(at - 1) == "tagged"
    named = asked.text(at - 1) not in ("missing", "absent", "empty", "blank", "unset", "null")
    return alone and named and not tag.closes(asked, at)


def _are_alike(one: Claim, other: Claim) -> bool:
    return one.kind == other.kind or any({one.kind, other.kind} <= kinds for kinds in _ALIKE)


def _holds(asked: Asked, claims: list[Claim], joint: Claim, left: list[int]) -> bool:
    """Whether a joint joins what it may: what follows it is of a kind that it introduces."""
    word = asked.text(joint.start)
    place = claims.index(joint)
    following = next((claim for claim in claims[place + 1 :] if claim.kind != "joint"), None)
    before = next((claim for claim in reversed(claims[:place]) if claim.kind != "joint"), None)
    if word == ",":
        return True
    if word == "nor" and following is not None and following.excludes:
        # "Neither spot nor without tags" turns round what is turned round already.
        return False
    if word == "nor" and not (before and before.excludes):
        return False
    if word == "or" and before and following and not _are_alike(before, following):
        # "AWS or budget": nothing that could be the one or the other.
        return False
    if word in SEPARATORS:
        if before and following and following.kind == "subject" and before.kind == "test":
            # "ExpressRoute and VPN gateways" are both, not those gateways that are ExpressRoute.
            return asked.subject.name == "cost" or before.excludes
        return before is not None and (following is not None or bool(left))
    if word == "between" and not _TWO & {one.text for one in asked.words[joint.end :]}:
        return False
    if word == "region" and following is not None and not following.regions:
        return False
    kinds = JOINTS[word]
    if following is not None and following.kind in kinds:
        only = asked.text(joint.start + 1) in AFTER_TOO
        adds = before is not None and before.kind in kinds and joint.start == before.end
        adds = adds and not ALL_BUT & {asked.text(at) for at in range(joint.start)}
        return word not in NEEDS_EXCLUSION or following.excludes or only or adds
    return word in AFTER_TOO and before is not None and before.kind in kinds

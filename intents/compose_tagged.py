"""Tagged and untagged, beside the tags that cost is grouped by.

"By team, excluding untagged" leaves out what has no team, and not only what has no tag at all.
Where one cannot tell which tags are meant, nothing is read.
"""

from dataclasses import replace

from intents.compose import Misplaced, Parts, reworded
from intents.query import Clarify, Condition, Where
from intents.slots.claim import Claim

_SOME = Condition(field="tags", op="exists")
_NONE = Condition(field="tags", op="missing")


def unclear(parts: Parts) -> Misplaced | Clarify | None:
    """The words for tagged beside groups of which nobody can tell what tag is meant.

    "Untagged cost by team" may lack a team or every tag; "tagged, by team and owner" may lack one.
    """
    keys, own = _keys(parts)
    said = tuple(c for c in parts.of("tag") if c.where[0].field == "tags")
    unsure = _NONE in parts.tests or len(keys) > 1 or own
    if said and (keys or own) and unsure:
        return Misplaced(said)
    return _which_share(parts, said)


def _which_share(parts: Parts, said: tuple[Claim, ...]) -> Clarify | None:
    """`percentage of untagged cost by account`: of each account's cost, or of what is untagged."""
    shares, costs = parts.of("share"), parts.of("subject")
    led = bool(shares and said and costs) and shares[0].end == said[0].start
    if not led or _NONE not in parts.tests or not parts.of("group", "head"):
        return None
    each = reworded(parts, {shares[0]: "what percentage of cost is", costs[0]: ""})
    amounts = reworded(parts, {shares[0]: ""})
    return Clarify("How much of each one's cost is untagged, or the untagged cost?",
                   (each, amounts))  # fmt: skip


def by_key(parts: Parts, tests: tuple[Where, ...]) -> tuple[Parts, tuple[Where, ...]]:
    """Leave out what has no team, by team: whatever else it is tagged with."""
    keys, _ = _keys(parts)
    if len(keys) != 1 or _SOME not in tests:
        return parts, tests
    (key,) = keys
    told = f"tagged is read as having the tag {key.removeprefix('tags.')}"
    noted = replace(next(c for c in parts.of("tag") if _SOME in c.where), note=told)
    claims = tuple(noted if _SOME in c.where else c for c in parts.cover.claims)
    with_key = tuple(_SOME.model_copy(update={"field": key}) if t == _SOME else t for t in tests)
    return Parts(replace(parts.cover, claims=claims)), with_key


def _keys(parts: Parts) -> tuple[set[str], bool]:
    """The tags that cost is grouped by, and whether it is by a dimension of the company's own."""
    by = {name for claim in parts.of("group", "head") for name in claim.group_by}
    own = any(name.startswith("dimensions.") for name in by)
    return {name for name in by if name.startswith("tags.")}, own

"""Questions that are two in one: "VMs stopped in AWS and running in Azure".

A Query is one conjunction: every condition holds in every place. A question that gives each place a
condition of its own would come out as their cross product, so it is not read. What is looked for:

- values of one slot, of which either may hold (two clouds, two states), with a condition or place
  of another slot between them: the second value may have lost the first one's condition;
- groups, periods and columns that alternate with such values;
- places of different kinds joined by "and": "us-east-1 and Azure";
- places that no named cloud holds: the answer would be empty whatever there is.
"""

from itertools import combinations, pairwise

from intents.catalog import Cloud
from intents.compose import TESTS, Parts
from intents.slots.claim import SEPARATORS, Claim, Kind
from intents.slots.region import cloud_of

_PLACES = frozenset({"cloud", "account", "region"})
_PER_QUERY: tuple[Kind, ...] = ("limit", "order", "group", "period", "select")
# These may stand between two places and still hold for both: "AWS last month vs Azure".
_WIDE = frozenset({"group", "period"})


def crossed(parts: Parts) -> tuple[Claim, ...]:
    """The claims that begin a second question; none: it is one."""
    keyed = [(key, claim) for claim in parts.cover.claims if (key := _key(claim))]
    return _between(keyed) or _alternating(keyed) or _mixed(parts) or _foreign(parts)


def _key(claim: Claim) -> str | None:
    """The slot that a claim fills."""
    if claim.kind in TESTS and claim.where:
        return claim.where[0].field
    if claim.accounts or claim.regions:
        return "account" if claim.accounts else "region"
    if claim.kind in _PER_QUERY:
        return claim.kind
    return "cloud" if claim.clouds else None


def _content(claim: Claim) -> tuple[object, ...]:
    return (
        claim.where, claim.clouds, claim.accounts, claim.regions, claim.period, claim.group_by,
        claim.grain, claim.select,
    )  # fmt: skip


def _is_either(key: str, claim: Claim) -> bool:
    """Whether a further value of the slot widens the question instead of narrowing it."""
    if key in _PLACES and not claim.where:
        return True
    return any(test.op in ("eq", "in") for test in claim.where) and not claim.excludes


def _between(keyed: list[tuple[str, Claim]]) -> tuple[Claim, ...]:
    """Two values of a slot with another slot's between them, unless it is said of both alike."""
    for (at, (key, first)), (end, (other, last)) in combinations(enumerate(keyed), 2):
        if key != other or _content(first) == _content(last) or not _is_either(key, first):
            continue
        inside = [one for one in keyed[at + 1 : end] if _sets_apart(key, one[0])]
        if any(not _said_of_all(keyed, key, *one) for one in inside):
            return (last,)
    return ()


def _sets_apart(key: str, between: str) -> bool:
    if between == key or between in _WIDE:
        return False
    # A region is in one cloud, and so is an account: `_foreign` sees to them.
    return not ("cloud" in (key, between) and {key, between} <= _PLACES)


def _said_of_all(keyed: list[tuple[str, Claim]], key: str, name: str, claim: Claim) -> bool:
    """Whether the same is said as often as the slot has values: "running EC2, running Azure"."""
    same = [one for other, one in keyed if other == name]
    alike = all(_content(one) == _content(claim) for one in same)
    values = sum(1 for other, _ in keyed if other == key)
    return alike and len(same) >= values and name not in _PER_QUERY


def _alternating(keyed: list[tuple[str, Claim]]) -> tuple[Claim, ...]:
    """Groups or periods that alternate with places or values: "by service in AWS and by …"."""
    for wide in _WIDE:
        for key in {key for key, claim in keyed if _is_either(key, claim)}:
            turns = [(name, claim) for name, claim in keyed if name in (wide, key)]
            changes = sum(1 for before, after in pairwise(turns) if before[0] != after[0])
            different = all(
                len({_content(claim) for name, claim in turns if name == one}) > 1
                for one in (wide, key)
            )
            if changes > 1 and different:
                return (turns[-2][1], turns[-1][1])
    return ()


def _mixed(parts: Parts) -> tuple[Claim, ...]:
    """Places of different kinds joined by "and"."""
    claims = parts.cover.claims
    for at, joint in enumerate(claims[1:-1], start=1):
        if joint.kind != "joint" or parts.asked.text(joint.start) not in SEPARATORS - {","}:
            continue
        after = next((one for one in claims[at + 1 :] if one.kind != "joint"), None)
        before = claims[at - 1]
        if after is None or before.kind != "scope" or after.kind != "scope":
            continue
        if _key(before) != _key(after):
            return (after,)
    return ()


def _foreign(parts: Parts) -> tuple[Claim, ...]:
    """Regions and accounts outside the clouds named, or a cloud named that holds none of them."""
    places = [claim for claim in parts.of("scope") if claim.regions or claim.accounts]
    named = [claim for claim in parts.of("scope", "subject", "each") if claim.clouds]
    meant = {cloud for claim in (*named, *parts.of("test")) for cloud in claim.clouds}
    for claim in places:
        held = _held(parts, claim)
        if held and meant and not held & meant:
            return (claim,)
    for claim in parts.of("group", "head"):
        if claim.clouds and meant and set(claim.clouds) != meant:
            # "AWS cost by subscription".
            return (claim,)
    if not places or not named:
        return _apart(parts)
    clouds = {cloud for claim in named for cloud in claim.clouds}
    for kind in ("regions", "accounts"):
        some = [_held(parts, claim) for claim in places if getattr(claim, kind)]
        if some and all(some) and (lost := clouds - set().union(*some)):
            return tuple(claim for claim in named if lost & set(claim.clouds))
    return ()


def _apart(parts: Parts) -> tuple[Claim, ...]:
    """Regions of one cloud with accounts of the other alone."""
    accounts = [claim for claim in parts.of("scope") if claim.accounts]
    held = [_held(parts, claim) for claim in accounts]
    if not accounts or not all(held):
        return ()
    clouds = set().union(*held)
    regions = (claim for claim in parts.of("scope") if claim.regions)
    return tuple(claim for claim in regions if not _held(parts, claim) & clouds)


def _held(parts: Parts, claim: Claim) -> set[Cloud]:
    """The clouds of a claim's regions or accounts; none where an account is not known."""
    found = {cloud for code in claim.regions if (cloud := cloud_of(code))}
    known = parts.asked.context.accounts
    for name in claim.accounts:
        same = name.casefold()
        found |= {one.cloud for one in known if same in (one.name.casefold(), one.id.casefold())}
    return found

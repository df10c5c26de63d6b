"""Who has most of a thing: "which region has the most VMs", "which teams own the most databases".

Three claims tell it: what the things are counted by, that they are counted, and that only the first
is wanted where one is asked for. Of cost, superlatives are `top`'s.
"""

from intents.slots import group
from intents.slots.claim import Asked, Claim
from intents.slots.subject import phrases

_HAS = frozenset({"has", "have", "had", "owns", "own", "runs", "run", "with", "holds", "uses"})
# "Unattached, untagged disks".
_MOST_BETWEEN = 4
_AMOUNTS = frozenset({"waste", "savings"})
_ASKS = frozenset({"which", "what"})


def read(asked: Asked, at: int) -> Claim | None:
    """The part of such a question that begins at a position."""
    if asked.subject.name == "cost":
        return None
    if at and asked.text(at - 1) in _ASKS:
        found = group.dimension(asked, at)
        if found and _most(asked, found[1]) is not None:
            return Claim(at, found[1], "group", group_by=(found[0],))
        return None
    end = _most(asked, at)
    if end is not None and asked.text(end) in _AMOUNTS and _asks_which(asked, at):
        # Of what is an amount, the amount and not the number of findings is meant.
        return Claim(at, end, "noise") if at else None
    if end is not None and _asks_which(asked, at):
        plural = asked.text(at - 1).endswith("s")
        return Claim(at, end if plural else at + 1, "count")
    if asked.text(at - 1) in _HAS and _asks_which(asked, at - 1):
        end = _most(asked, at - 1)
        return Claim(at, end, "limit", limit=1) if end is not None else None
    return None


def _most(asked: Asked, at: int) -> int | None:
    """The position after `has the most`, where the subject follows: `most unattached disks`."""
    end = asked.skip(at + 1, "the")
    if asked.text(at) not in _HAS or asked.text(end) != "most":
        return None
    named = phrases(asked.subject.name)
    near = range(end + 1, end + 1 + _MOST_BETWEEN)
    return end + 1 if any(named.at(asked, start) for start in near) else None


def _asks_which(asked: Asked, at: int) -> bool:
    """Whether what ends at a position is asked for: "which cost center" has."""
    return any(
        asked.text(start - 1) in _ASKS
        and (found := group.dimension(asked, start)) is not None
        and found[1] == at
        for start in range(max(1, at - 3), at)
    )

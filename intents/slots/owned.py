"""Whose things are: "owned by alice", "VMs that alice owns", "owned by the search team", "unowned".

The tag `owner` tells it, of a team the tag `team`; what was read so is noted.
"""

from intents.query import Condition
from intents.slots import tag
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.presence import UNCLEAR
from intents.slots.vocabulary import is_plain

_BY = Phrases(
    (phrase, None)
    for phrase in ("owned by", "that are owned by", "which are owned by", "are owned by",
                   "is owned by", "belonging to", "that belong to", "which belong to", "belong to",
                   "maintained by", "whose owner is", "with owner", "the owner is")
)  # fmt: skip
_NOBODY = Phrases(
    (phrase, None)
    for phrase in ("owned by nobody", "owned by no one", "owned by noone", "that nobody owns",
                   "that no one owns", "which nobody owns", "nobody owns", "no one owns", "unowned",
                   "ownerless", "not owned by anyone", "not owned by anybody",
                   "that belong to nobody", "that belong to no one", "belonging to nobody",
                   "belonging to no one", "with no known owner", "without a known owner")
)  # fmt: skip
_TEAMS = {"team": "team", "squad": "squad"}
# Of these, "belonging to" says where things are and not whose they are.
_PLACES = frozenset("account accounts subscription subscriptions region vpc vnet".split())


def read(asked: Asked, at: int) -> Claim | None:
    """Whose things are, or that they are nobody's."""
    if "tags" not in asked.subject.fields or asked.words[at].quoted:
        return None
    if nobody := _NOBODY.at(asked, at):
        test = Condition(field="tags.owner", op="missing")
        note = "what nobody owns is read as lacking the tag owner"
        return Claim(at, nobody[1], "tag", where=(test,), excludes=True, note=note)
    return _by(asked, at) or _that_owns(asked, at)


def _by(asked: Asked, at: int) -> Claim | None:
    """`owned by alice`, `owned by team search`, `belonging to the search team`."""
    found = _BY.at(asked, at)
    if found is None:
        return None
    begin = asked.skip(found[1], "the", "our")
    key = _TEAMS.get(asked.text(begin))
    if key:
        return _is(asked, at, begin + 1, begin + 2, key)
    key = _TEAMS.get(asked.text(begin + 1))
    if key:
        return _is(asked, at, begin, begin + 2, key)
    belongs = "belong" in " ".join(word.text for word in asked.words[at : found[1]])
    if belongs and (begin > found[1] or _is_place(asked, begin)):
        return None
    if belongs and tag.one_environment(asked, begin):
        # "Belonging to prod": the tag slot's.
        return None
    return _is(asked, at, begin, begin + 1, "owner") if begin == found[1] else None


def _is_place(asked: Asked, at: int) -> bool:
    known = asked.accounts.at(asked, at) is not None
    return known or bool({asked.text(at), asked.text(at + 1)} & _PLACES)


def _that_owns(asked: Asked, at: int) -> Claim | None:
    """`that alice owns`, `which the search team owns`."""
    if asked.text(at) not in ("that", "which"):
        return None
    begin = asked.skip(at + 1, "the", "our")
    key = _TEAMS.get(asked.text(begin + 1), "owner")
    end = begin + 1 + (key != "owner")
    if asked.text(end) != "owns" or (key == "owner" and begin > at + 1):
        return None
    return _is(asked, at, begin, end + 1, key)


def _is(asked: Asked, start: int, at: int, end: int, key: str) -> Claim | None:
    if not is_plain(asked, at) or asked.text(at) in UNCLEAR or "*" in asked.text(at):
        return None
    if key == "owner" and asked.text(at).endswith("s") and not asked.words[at].quoted:
        # "Owned by contractors" says who they are, not what they are called.
        return None
    value = asked.words[at].raw
    words = " ".join(word.raw for word in asked.words[start:end])
    test = Condition(field=f"tags.{key}", op="eq", value=value)
    return Claim(start, end, "tag", where=(test,), note=f"{words} is read as the tag {key}={value}")

"""Whether a field holds anything: "is empty", "is not set", "not null", "is missing".

No slot itself: what tags and names share. In quotation marks such a word is a value like any other,
and "set to" is no presence but an equals sign.
"""

from typing import Literal

from intents.slots.claim import SEPARATORS, Asked, Phrases
from intents.slots.noise import JOINTS

Presence = Literal["exists", "missing"]
_UNSET = ("missing", "absent", "empty", "blank", "unset", "null", "undefined", "unassigned")
_SET = ("set", "present", "defined", "assigned", "specified", "filled", "filled in", "populated")
_LEADS: tuple[tuple[str, Presence, Presence], ...] = (
    # A lead, what it makes of an unset word, and of a set one.
    *((lead, "missing", "exists") for lead in ("is", "are", "was", "=")),
    *((lead, "exists", "missing") for lead in ("not", "is not", "are not", "was not", "!=")),
)
_LED = [(f"{lead} {word}", unset) for lead, unset, _ in _LEADS for word in _UNSET]
_LED += [(f"{lead} {word}", present) for lead, _, present in _LEADS for word in _SET]
_VERBS: list[tuple[str, Presence]] = [
    ("exists", "exists"), ("exist", "exists"), ("does exist", "exists"),
    ("does not exist", "missing"), ("do not exist", "missing"),
]  # fmt: skip
_BARE: list[tuple[str, Presence]] = [(word, "missing") for word in _UNSET]
_PHRASES: Phrases[Presence] = Phrases([*_LED, *_VERBS, *_BARE])
# Nobody knows whether "owner is none" means no owner, or one whose value is "none".
UNCLEAR = frozenset({"none", "nil", "nothing", "n/a", "nobody", "unknown"})
# What may follow an unset word that has no verb: "VMs with owner missing in us-east-1".
_MAY_FOLLOW = frozenset({"", "last", "this", "since", "by", *SEPARATORS, *JOINTS})


def presence(asked: Asked, at: int) -> tuple[Presence, int] | None:
    """What is said at a position, right after a field, and the position after it."""
    found = _PHRASES.at(asked, at)
    if found is None or asked.text(found[1]) == "to":
        return None
    if found[1] == at + 1 and asked.text(at + 1) not in _MAY_FOLLOW:
        # "The subnet missing owner tag": what is missing may follow.
        return None
    if any(word.quoted for word in asked.words[at : found[1]]):
        return None
    return found

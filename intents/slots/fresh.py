"""What cost nothing before, or costs nothing any more: "new services", "which we stopped using".

Of resources the effects of a change tell it (see `why`); of anything else that has costs, a cost of
nothing in the one period or the other. What they are stands beside it, as the head of the question.
"""

from intents.query import Condition
from intents.slots import group
from intents.slots.claim import Asked, Claim, Phrases

_BEGAN = Phrases(
    (phrase, None)
    for phrase in (
        "are new", "that are new", "which are new", "did we start using", "we started using",
        "have we started using", "that we started using", "started using",
        "did we start paying for", "we started paying for", "we did not use before",
        "that we did not use before",
        "we did not pay for before", "that we did not pay for before", "we did not have before",
        "that we did not have before", "appeared", "that appeared", "showed up", "that showed up",
        "first appeared", "were added", "was added",
    )
)  # fmt: skip
_ENDED = Phrases(
    (phrase, None)
    for phrase in (
        "did we stop using", "we stopped using", "have we stopped using", "that we stopped using",
        "stopped using", "did we stop paying for", "we stopped paying for", "dropped to zero",
        "went to zero", "fell to zero", "went down to zero", "disappeared", "that disappeared",
        "went away", "that went away", "are gone", "that are gone", "stopped costing anything",
    )
)  # fmt: skip
_NEW = frozenset({"new", "brand-new"})
NOTHING_BEFORE = Condition(field="cost_before", op="eq", value=0)
NOTHING_NOW = Condition(field="cost", op="eq", value=0)


def read(asked: Asked, at: int) -> Claim | None:
    """Such words; what they are said of is no resource."""
    if asked.subject.name != "cost" or asked.words[at].quoted:
        return None
    if asked.text(at) in _NEW and _is_of_heads(asked, at + 1):
        return Claim(at, at + 1, "change", where=(NOTHING_BEFORE,))
    if not any(_is_of_heads(asked, before) for before in range(at)):
        return None
    if began := _BEGAN.at(asked, at):
        return Claim(at, began[1], "change", where=(NOTHING_BEFORE,))
    ended = _ENDED.at(asked, at)
    return Claim(at, ended[1], "change", where=(NOTHING_NOW,)) if ended else None


def _is_of_heads(asked: Asked, at: int) -> bool:
    found = group.head(asked, at)
    return found is not None and found.group_by != ("resource_id",)

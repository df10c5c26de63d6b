"""A showback of one team: "showback for team payments", "chargeback of cost center 4410".

What is shared is divided among all that there are; of one alone nothing can be. Where no rule says
that anything is divided, it is that one's own cost. Where a rule is set, the cost would be less
than its part in the showback: that is asked back.
"""

from dataclasses import replace

from intents.compose import Parts, reworded
from intents.query import Clarify, Condition
from intents.slots.claim import Claim

_NOTE = "nothing that is shared is divided: ask for a showback of all of them"


def of_one(parts: Parts) -> Parts | Clarify:
    """The question as of one's cost; as it is where it is no such question."""
    said = parts.of("spread")
    test, divided = _one(parts), parts.asked.context.dimensions
    if len(said) != 1 or said[0].spread or test is None or _is_grouped_by(parts, test.field):
        return parts
    if any(one.field == test.field and one.spread != "none" for one in divided):
        key = test.field.rpartition(".")[2]
        choices = (reworded(parts, {said[0]: "cost"}), f"showback by {key}")
        question = f"The own cost of {test.value}, or the showback of all, with what is shared?"
        return Clarify(question, choices)
    cost = replace(said[0], kind="subject", spread=None, note=_NOTE)
    claims = tuple(cost if claim is said[0] else claim for claim in parts.cover.claims)
    return Parts(replace(parts.cover, claims=claims))


def _one(parts: Parts) -> Condition | None:
    """The one value of a tag or a dimension that is asked about."""
    found: list[Claim] = [*parts.of("tag")]
    if len(found) != 1 or len(found[0].where) != 1 or found[0].where[0].op != "eq":
        return None
    return found[0].where[0]


def _is_grouped_by(parts: Parts, field: str) -> bool:
    return any(field in claim.group_by for claim in parts.of("group", "head"))

"""Groups that have none of some charges: "which accounts have no credits".

"No credits" would leave charges out and show every account; "have no credits" says which accounts
are meant. What they are to have none of is summed beside their cost, and must be unknown: no charge
of it is there. Of tags, nothing is read so: "services that have no owner tag" asks for the charges.
"""

from intents.compose import Misplaced, Parts
from intents.compose_measures import Measurement, Measures
from intents.query import Condition
from intents.slots.claim import Claim
from intents.slots.negation import turned

_HAVE = frozenset({"have", "has", "having", "had"})
_OPENERS = frozenset({"without", "with", "lacking", "missing", "no"})
_LEADS = _HAVE | _OPENERS | {"not", "do", "does", "any", "the", "a", "an"}
_LONGEST_NAME = 40


def without(parts: Parts) -> Measurement | Misplaced | None:
    """The sum that must not be there; None where a question says no such thing."""
    said = tuple(claim for claim in parts.of("test") if claim.turned and _of_groups(parts, claim))
    if not said:
        return None
    held = turned(said[0], parts.asked, said[0].start)
    name = _name(parts, said[0])
    if len(said) > 1 or held is None or said[0].clauses or not name[:1].isalpha() or name == "cost":
        return Misplaced(said)
    cells: Measures = (
        {"name": "cost", "agg": "sum", "field": "cost"},
        {"name": name, "agg": "sum", "field": "cost", "where": held.where},
    )
    none = Condition(field=name, op="missing")
    return Measurement(cells, ("-cost",), (), said, (none,))


def _of_groups(parts: Parts, claim: Claim) -> bool:
    """`which accounts have no credits`, `accounts without credits`: of the head, not its cost."""
    if not parts.of("head"):
        return False
    words = parts.cover.text(claim).split()
    if _HAVE & {*words, parts.asked.text(claim.start - 1)}:
        return True
    after = any(head.end == claim.start for head in parts.of("head"))
    return after and words[0] in _OPENERS and not parts.of("limit", "order")


def _name(parts: Parts, claim: Claim) -> str:
    """What there must be none of, in one word or more: `credits`."""
    words = parts.cover.text(claim).split()
    while words and words[0] in _LEADS:
        words = words[1:]
    said = "".join(c if c.isascii() and c.isalnum() else " " for c in " ".join(words))
    return "_".join(said.split())[:_LONGEST_NAME]

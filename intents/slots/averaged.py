"""What is spent in a day or a month on average: "average daily cost", "per month on average".

It is the trend by that step, which tells its average over whole steps; so the word asks for nothing
more where a step is named. Anywhere else an average is no cost's.
"""

from itertools import pairwise

from intents.query import GRAINS
from intents.slots.claim import Asked, Claim
from intents.slots.subject import is_cost_word

_AVERAGE = frozenset({"average", "avg", "mean", "typical"})
_STEPS = frozenset({"daily", "weekly", "monthly", "quarterly", "yearly", "annual"})
NOTE = "the average is told beside the steps"
_PER = frozenset({"per", "a", "each", "every", "by"})


def read(asked: Asked, at: int) -> Claim | None:
    """`average` before a step or its cost, `on average` beside a step."""
    if asked.subject.name != "cost" or asked.words[at].quoted:
        return None
    if asked.text(at) == "on" and asked.text(at + 1) in ("average", "avg"):
        return Claim(at, at + 2, "trend", note=NOTE) if _names_step(asked) else None
    if asked.text(at) not in _AVERAGE:
        return None
    stepped = asked.text(at + 1) in _STEPS
    cost = is_cost_word(asked, at + 1) and asked.text(at + 2) in _PER
    # "Monthly average", "monthly average spend": the step stands before.
    before = asked.text(at - 1) in _STEPS
    said = stepped or before or (cost and _names_step(asked))
    return Claim(at, at + 1, "trend", note=NOTE) if said else None


def _names_step(asked: Asked) -> bool:
    """Whether `daily` or `per day` is said anywhere."""
    words = [word.text for word in asked.words]
    pairs = pairwise(words)
    return bool(_STEPS & set(words)) or any(a in _PER and b in GRAINS for a, b in pairs)

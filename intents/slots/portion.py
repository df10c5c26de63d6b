"""What part of the things: "what percentage of our VMs are tagged", "share of disks unattached".

Which claims are the part and which the whole, `compose_portion` tells by where they stand.
"""

from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.service import is_service
from intents.slots.subject import phrases

_PHRASES = Phrases(
    (f"{lead}{noun} of", None)
    for lead in ("what ", "which ", "the ", "what is the ", "")
    for noun in ("percentage", "percent", "share", "proportion", "fraction", "%", "part", "pct")
)
_BETWEEN = 5


def read(asked: Asked, at: int) -> Claim | None:
    """The words that ask for a part of the subject's things."""
    if asked.subject.name in ("cost", "price", "budget", "commitment", "finding", "recommendation"):
        return None
    found = _PHRASES.at(asked, at)
    if found is None:
        return None
    known = phrases(asked.subject.name)
    near = range(found[1], found[1] + _BETWEEN)
    things = next(((n, one[1]) for n in near if (one := known.at(asked, n))), None)
    if things is None or is_service(asked, *things):
        # "What share of EC2 is on-demand": of its cost.
        return None
    return Claim(at, found[1], "share")

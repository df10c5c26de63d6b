"""How near quotas are to their limit: "how close are we to the vCPU limit", "limits we are near".

"How close" asks for all with the most used first; what is close is at least so much of it used.
"""

from intents.query import Condition
from intents.slots.claim import Asked, Claim, Phrases

_NEAR = Phrases(
    (phrase, None)
    for phrase in (
        "how close are we to", "how near are we to", "are we close to", "are we near",
        "are we nearing", "are we about to hit", "are we hitting", "do we come close to",
        "which are we close to", "are we close to hitting", "how close are we to hitting",
        "are we approaching", "are we running into", "will we hit", "close to", "near",
        "closest to", "nearest to", "nearing", "approaching", "about to hit", "almost at",
        "least headroom", "the least headroom", "lowest headroom", "smallest headroom",
    )
)  # fmt: skip
_LIMITS = frozenset({"limit", "limits", "quota", "quotas", "max", "maximum"})
_MOST_AWAY = 5
# From there the clouds' own consoles warn.
CLOSE_PERCENT = 80


def read(asked: Asked, at: int) -> Claim | None:
    """What asks how near a limit is; the limit itself names the quotas."""
    if asked.subject.name != "quota" or asked.words[at].quoted:
        return None
    found = _NEAR.at(asked, at)
    if found is None:
        return None
    near = range(max(0, at - _MOST_AWAY), min(found[1] + _MOST_AWAY, len(asked.words)))
    if not any(asked.text(one) in _LIMITS for one in near):
        return None
    said = " ".join(word.text for word in asked.words[at : found[1]])
    if asked.text(at) == "how" or said.startswith(
        ("closest", "nearest", "the least", "least", "lowest", "smallest")
    ):
        note = f"{said} is read as the most used first"
        return Claim(at, found[1], "order", order_by=("-used_percent",), note=note)
    test = Condition(field="used_percent", op="ge", value=CLOSE_PERCENT)
    note = f"{said} is read as at least {CLOSE_PERCENT}% used"
    return Claim(at, found[1], "test", where=(test,), note=note)

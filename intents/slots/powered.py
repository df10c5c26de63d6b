"""Whether things are up: "are up", "currently on", "that are off".

"On" and "off" are prepositions far more often than states: here they stand behind a verb, and
nothing follows that they could introduce.
"""

from intents.query import Condition
from intents.slots.claim import Asked, Claim

_STATES = {"up": "running", "on": "running", "off": "stopped"}
_VERBS = frozenset("is are was were be being been still currently not left now switched".split())
_MAY_FOLLOW = frozenset({"", ",", "right", "now", "currently", "at", "in", "and", "or", "for"})


def read(asked: Asked, at: int) -> Claim | None:
    """A state told by a small word."""
    value = _STATES.get(asked.text(at))
    field = asked.subject.fields.get("state")
    if value is None or field is None or value not in field.values:
        return None
    end = at + 1
    if asked.text(at) == "up" and asked.text(end) == "and" and asked.text(end + 1) == "running":
        end += 2
    elif asked.text(at - 1) not in _VERBS or asked.text(end) not in _MAY_FOLLOW:
        return None
    if asked.text(at) == "on" and asked.text(end) in ("in", "at", "for"):
        # "On in prod" is nothing that people say of a machine that runs.
        return None
    if value == "stopped" and "deallocated" in field.values:
        test = Condition(field="state", op="in", value=("stopped", "deallocated"))
    else:
        test = Condition(field="state", op="eq", value=value)
    return Claim(at, end, "test", where=(test,))

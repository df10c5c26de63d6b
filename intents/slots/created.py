"""When a thing was made: "created in the last 7 days", "launched since March".

The days are those that the same words mean of a cost: "in the last 7 days" are the seven complete
days before today. "Older than 7 days" is an age (`threshold`).
"""

from datetime import timedelta

from intents.query import Condition
from intents.slots import period
from intents.slots.claim import Asked, Claim

_VERBS = frozenset({"created", "launched", "started", "made", "provisioned", "added"})


def read(asked: Asked, at: int) -> Claim | None:
    """A condition on the creation time."""
    if asked.text(at) not in _VERBS or "created_at" not in asked.subject.fields:
        return None
    begin = asked.skip(at + 1, "in", "within", "during", "over", "the", "on")
    found = period.read(asked, begin)
    if found is None or found.period is None:
        return None
    days = asked.context.span(found.period)
    tests = [Condition(field="created_at", op="ge", value=str(days.start))]
    if days.end <= asked.context.today:
        tests.append(Condition(field="created_at", op="lt", value=str(days.end)))
    last = days.end - timedelta(days=1)
    note = found.note or f"created is read as from {days.start} to {last}"
    return Claim(at, found.end, "test", where=tuple(tests), note=note)

"""When a thing was made: "created in the last 7 days", "launched since March".

"In the last N days" is an age, so that a saved report moves with the clock; a calendar period is
two dates.
"""

import re
from datetime import timedelta

from intents.period import span
from intents.query import Condition
from intents.slots import period
from intents.slots.claim import Asked, Claim

_VERBS = frozenset({"created", "launched", "started", "made", "provisioned", "added"})
_DAYS = re.compile(r"last_(\d+)_(day|week)s")


def read(asked: Asked, at: int) -> Claim | None:
    """A condition on the creation time."""
    if asked.text(at) not in _VERBS or "created_at" not in asked.subject.fields:
        return None
    begin = asked.skip(at + 1, "in", "within", "during", "over", "the", "on")
    found = period.read(asked, begin)
    if found is None or found.period is None:
        return None
    note = found.note
    if rolling := _DAYS.fullmatch(found.period):
        days = int(rolling[1]) * (7 if rolling[2] == "week" else 1)
        tests: tuple[Condition, ...] = (Condition(field="age_days", op="lt", value=days),)
    else:
        days_meant = span(found.period, asked.context.today, asked.context.calendar)
        tests = (Condition(field="created_at", op="ge", value=str(days_meant.start)),)
        if days_meant.end <= asked.context.today:
            tests += (Condition(field="created_at", op="lt", value=str(days_meant.end)),)
        last = days_meant.end - timedelta(days=1)
        note = note or f"created is read as from {days_meant.start} to {last}"
    return Claim(at, found.end, "test", where=tests, note=note)

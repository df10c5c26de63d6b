"""Weekdays and weekends: "weekend spend", "on weekdays", "weekday vs weekend".

They are kinds of days, whichever week they are in. "Last weekend" is a period and none of them, and
what is spent "per working day" is an average that no sum tells.
"""

from functools import cache

from intents import catalog
from intents.query import Condition
from intents.slots.claim import Asked, Claim, Phrases, listed

_OF_ONE_WEEK = frozenset("last this past previous next coming the first second that".split())
_EACH = frozenset("per each every by a an average avg mean typical median".split())
_NOTE = "a charge is of the day on which it begins, in UTC"


@cache
def _values() -> Phrases[str]:
    field = catalog.subject("cost").fields["day_type"]
    return Phrases((word, value) for value, words in field.values.items() for word in words)


def read(asked: Asked, at: int) -> Claim | None:
    """`weekends`, `on weekdays only`, `weekdays and weekends`."""
    if asked.subject.name != "cost" or asked.words[at].quoted:
        return None
    led = at + (asked.text(at) in ("on", "at", "over", "during"))
    found = listed(asked, led, _one)
    if found is None:
        return None
    values = tuple(dict.fromkeys(found[0]))
    test = (
        Condition(field="day_type", op="eq", value=values[0])
        if len(values) == 1
        else Condition(field="day_type", op="in", value=values)
    )
    return Claim(at, found[1], "test", where=(test,), note=_NOTE)


def _one(asked: Asked, at: int) -> tuple[str, int] | None:
    found = _values().at(asked, at)
    if found is None or asked.text(at - 1) in (_OF_ONE_WEEK | _EACH):
        return None
    return (found[0], asked.skip(found[1], "only", "alone"))

"""What a language model makes of a question that goes on from another: held to both.

The Query that it gives has to keep what the one before says, unless the words replace it; what is
new in it is held to the words as any reading is (`intents.accounted`). Nothing is taken away
silently: to drop a condition is for the rules, which know the words for it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from intents.accounted import problems
from intents.checked import singles
from intents.context import Previous, ReadContext
from intents.followup import may_go_on
from intents.placed import Part
from intents.query import Query, Where

_LISTS = ("where", "having", "measures", "group_by", "order_by", "select", "limit_per",
          "clouds", "accounts", "regions")  # fmt: skip
_SINGLE = ("period", "compare_to", "grain", "limit", "spread", "cost_basis", "period_on")
_PLACE = re.compile(r"(\w+)[.\[](\d+)(.*)")


def carried_problems(
    question: str, query: Query, previous: Previous, parts: tuple[Part, ...], context: ReadContext
) -> tuple[str, ...]:
    """Why the Query is not the one before as the question changes it; none where it is."""
    before = previous.query
    if query == before:
        return ("the question changes something of the one before; the query changes nothing",)
    if not may_go_on(question, previous, context):
        return ("the question names what it is about: it goes on from nothing",)
    new = _new(query, before)
    moved = tuple(replace(part, place=_place(part.place, query, new)) for part in parts)
    return (*_lost(query, before), *problems(question, new, moved, context))


def _new(query: Query, before: Query) -> Query:
    """What only the later Query says. Not validated: it need not be a whole question."""
    lists = {
        key: tuple(one for one in getattr(query, key) if one not in getattr(before, key))
        for key in _LISTS
    }
    defaults = type(query).model_fields
    same = {
        key: defaults[key].default for key in _SINGLE if getattr(query, key) == getattr(before, key)
    }
    return query.model_copy(update={**lists, **same})


def _place(place: str, query: Query, new: Query) -> str:
    """A place of the whole Query in what is new of it; where it was before, as it is."""
    found = _PLACE.fullmatch(place)
    if not found or found[1] not in _LISTS:
        return place
    whole, left = getattr(query, found[1]), getattr(new, found[1])
    at = int(found[2])
    if at < len(whole) and whole[at] in left:
        return f"{found[1]}.{left.index(whole[at])}{found[3]}"
    return f"{found[1]}.{len(left) + at}{found[3]}"


def _lost(query: Query, before: Query) -> Iterator[str]:
    if query.subject != before.subject:
        yield f"the question before is about {before.subject}: one about another is no follow-up"
    for key in ("where", "having"):
        yield from _lost_conditions(key, getattr(query, key), getattr(before, key))
    for key in _LISTS[2:]:
        had, has = getattr(before, key), getattr(query, key)
        if not set(had) <= set(has) and not set(has) - set(had):
            yield f"{key} of the question before is gone, and nothing new is in its place"
    for key in _SINGLE:
        default = type(query).model_fields[key].default
        if getattr(before, key) != default and getattr(query, key) == default:
            yield f"{key} of the question before is gone"


def _lost_conditions(key: str, has: Sequence[Where], had: Sequence[Where]) -> Iterator[str]:
    """Conditions are kept, or another one on the same field stands for them."""
    new = {test.field for where in has if where not in had for test in singles(where)}
    for where in had:
        fields = {test.field for test in singles(where)}
        if where not in has and not fields & new:
            yield f"{key} of the question before has a condition on {', '.join(sorted(fields))}"

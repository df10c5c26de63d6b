"""How many of something it has, exactly: "without targets", "with no requests", "has 2 subnets".

Only of what is counted or added up: where there is none, that is known to be 0. Of anything else
"without" asks for what is not known, and is `negation`'s to read.
"""

from functools import cache

from intents import catalog
from intents.catalog import Field
from intents.query import Condition
from intents.slots import number
from intents.slots.claim import Asked, Claim, Phrases

_HAVE = ("with", "have", "has", "having", "had", "that have", "which have", "that has", "that had",
         "which had", "got", "get", "received", "receiving", "saw", "see")  # fmt: skip
_NONE = Phrases(
    (phrase, None)
    for phrase in (
        "without", "without any", "without a", "lacking", "lacking any", "missing",
        *(f"{have} {none}" for have in _HAVE
          for none in ("no", "not any", "zero", "0", "none of its")),
    )
)  # fmt: skip
_SOME = Phrases((have, None) for have in _HAVE)


def read(asked: Asked, at: int) -> Claim | None:
    """A number of what is counted, which it has exactly."""
    if none := _NONE.at(asked, at):
        return _claim(asked, at, none[1], 0)
    some = _SOME.at(asked, at)
    told = number.count(asked, some[1]) if some else None
    return _claim(asked, at, told[1], told[0]) if told else None


def _claim(asked: Asked, at: int, end: int, value: int) -> Claim | None:
    found = _counted(asked.subject.name).at(asked, end)
    if found is None:
        return None
    test = Condition(field=found[0], op="eq", value=value)
    return Claim(at, found[1], "test", where=(test,))


@cache
def _counted(subject: str) -> Phrases[str]:
    """The words for what a subject has a number of: its "subnets" are how many they are."""
    fields = [one for one in catalog.subject(subject).fields.values() if is_counted(one)]
    return Phrases(
        (word, field.name)
        for field in fields
        for word in (*field.words, field.name, field.name.replace("_", " "))
    )


def is_counted(field: Field) -> bool:
    """Whether it says how many there are of something, or how much of it in all."""
    if field.type != "number":
        return False
    return field.unit == "count" or (field.kind == "metric" and field.agg == "sum")

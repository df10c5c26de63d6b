"""One field against another: "where desired equals max", "running at their minimum size".

Both must be numbers of one unit that a thing has by itself. What is measured is of a period, and is
compared with numbers alone.
"""

from intents.catalog import Field
from intents.query import Condition, FieldRef, Op
from intents.slots import number
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.fields import field_at

_EQUAL: Phrases[Op] = Phrases(
    [
        (f"{lead}{words}", "eq")
        for lead in ("", "is ", "are ")
        for words in ("=", "equal", "equals", "equal to", "the same as", "same as")
    ]
    + [
        (f"{lead}{words}", "ne")
        for lead in ("", "is ", "are ", "does ", "do ")
        for words in ("!=", "not equal", "not equal to", "not the same as", "different from")
    ]
)


def read(asked: Asked, at: int) -> Claim | None:
    """`desired equals max`, `desired capacity is below the maximum`."""
    first = field_at(asked, at)
    if first is None or not _may(first[0]):
        return None
    compared = _EQUAL.at(asked, first[1]) or number.operator(
        asked, asked.skip(first[1], "is", "are")
    )
    if compared is None:
        return None
    second = field_at(asked, asked.skip(compared[1], "the", "its", "their", "to"))
    if second is None or not _may(second[0]) or second[0].name == first[0].name:
        return None
    if second[0].unit != first[0].unit or second[0].type != first[0].type:
        return None
    value = FieldRef(field=second[0].name)
    test = Condition(field=first[0].name, op=compared[0], value=value)
    return Claim(at, second[1], "test", where=(test,))


def _may(field: Field) -> bool:
    return field.type in ("number", "datetime") and field.kind == "fact"

"""The company's own dimensions of cost as conditions: "cost center CC-1001", "without a product".

What cost is grouped by is `group`'s business; a dimension that is a tag of that name is `tag`'s,
and so is a key written as one ("cost-center=CC-1001").
"""

from intents.query import Condition
from intents.slots.claim import Asked, Claim
from intents.slots.fields import TAG_KEYS
from intents.slots.presence import UNCLEAR, presence
from intents.slots.vocabulary import is_plain

_ARTICLES = frozenset({"a", "an", "any", "no", "without", "missing", "lacking"})
_LEADS = frozenset("for of in from where whose with on and or , only not".split())


def read(asked: Asked, at: int) -> Claim | None:
    """`cost center CC-1001`, `cost center is CC-1001`, `cost center is not set`."""
    found = asked.dimensions.at(asked, at)
    if found is None or found[0].field.startswith("tags."):
        return None
    known, end = found
    if _is_key(asked, at, end):
        return None
    if held := presence(asked, end):
        test = Condition(field=known.field, op=held[0])
        return Claim(at, held[1], "tag", where=(test,), excludes=held[0] == "missing")
    if asked.text(at - 1) in _ARTICLES:
        return Claim(at, end, "tag", where=(Condition(field=known.field, op="exists"),))
    begin = asked.skip(end, "is", "=", "equals")
    led = begin > end or asked.text(at - 1) in _LEADS
    if not led or not is_plain(asked, begin) or asked.text(begin) in UNCLEAR:
        return None
    test = Condition(field=known.field, op="eq", value=asked.words[begin].raw)
    return Claim(at, begin + 1, "tag", where=(test,))


def _is_key(asked: Asked, at: int, end: int) -> bool:
    """`cost-center=CC-1`, `cost-center tag`: a tag's key as written, not the company's own."""
    written = end == at + 1 and asked.text(at) in TAG_KEYS and asked.text(end) in ("=", "!=")
    return written or asked.text(end) in ("tag", "tags")

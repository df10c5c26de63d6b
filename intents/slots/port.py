"""Ports that anybody may reach: "allow 22 from anywhere", "port 3389 open to the internet".

Of ports only SSH's and RDP's are known one by one: the list of open ports has ranges, in which no
condition can look for another. Without a port it is whether anything is open. Only what comes in is
known: what is allowed "to anywhere" goes out.
"""

from intents.query import Condition
from intents.slots.claim import Asked, Claim, Phrases

_FIELDS = {"22": "open_ssh", "ssh": "open_ssh", "3389": "open_rdp", "rdp": "open_rdp"}
_VERBS = frozenset(
    "allow allows allowing permit permits permitting expose exposes exposing open opens opening "
    "opened have has having with accept accepts accepting that exposed".split()
)
_BESIDE = frozenset(
    "port ports tcp inbound incoming ingress access traffic connections open opened exposed on "
    "is the any are rule rules anything everything".split()
)
_WORLD = Phrases([
    *((f"{lead}{place}", None)
    for lead in ("from ", "to ")
    for place in ("anywhere", "everywhere", "the internet", "internet", "the world", "world",
                  "everyone", "anyone", "everybody", "anybody", "the public", "all", "any ip",
                  "0.0.0.0/0", "any", "any source", "the whole world", "the whole internet",
                  "the outside", "public")),
    ("0.0.0.0/0", None),
])  # fmt: skip
_INWARD = frozenset("expose exposes exposing exposed open opens opening opened".split())
_MOST_WORDS = 10


def read(asked: Asked, at: int) -> Claim | None:
    """A port and the whole world, in either order, with the verbs and nouns that go with them."""
    if "open_ssh" not in asked.subject.fields or asked.text(at) not in _VERBS | _BESIDE | {
        *_FIELDS
    }:
        return None
    field, world, end = None, "", at
    while end < min(len(asked.words), at + _MOST_WORDS) and not asked.words[end].quoted:
        word = asked.text(end)
        if place := _WORLD.at(asked, end):
            world, end = word, place[1]
        elif word in _FIELDS and field in (None, _FIELDS[word]):
            field, end = _FIELDS[word], end + 1
        elif word in _VERBS | _BESIDE:
            end += 1
        else:
            break
    if field is None and world:
        field = _anything(asked, at, end, world)
    if field is None or not world:
        return None
    first = Condition(field=field, op="eq", value=True)
    other = _FIELDS.get(asked.text(end + 1), field) if asked.text(end) in ("or", ",") else field
    if other == field:
        return Claim(at, end, "test", where=(first,))
    second = Condition(field=other, op="eq", value=True)
    return Claim(at, end + 2, "test", where=(first, second), either=True)


def _anything(asked: Asked, at: int, end: int, lead: str) -> str | None:
    """The field for any port: "allowing 0.0.0.0/0", "with ingress from anywhere"."""
    said = {asked.text(one) for one in range(at, end)}
    led = bool(said & _VERBS) and (lead != "to" or bool(said & _INWARD))
    return "open_to_world" if led and "open_to_world" in asked.subject.fields else None

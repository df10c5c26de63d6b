"""Kinds of charges by what they are called: "unused commitments", "credit memos".

Each is one or two conditions over FOCUS columns. What a single closed value says ("corrections",
"tax") is the value slot's.
"""

from intents.query import Condition
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.fields import sku_detail


def _is(field: str, value: str) -> Condition:
    return Condition(field=field, op="eq", value=value)


def _with_detail(asked: Asked, at: int) -> Claim | None:
    """`with an instance series`: the SKU has that property."""
    if asked.text(at) not in _SOME or asked.text(at - 1) not in ("with", "having", "have", "has"):
        return None
    found = sku_detail(asked, at + 1)
    if found is None:
        return None
    return Claim(at, found[1], "test", where=(Condition(field=found[0], op="exists"),))


_SOME = ("a", "an", "any", "known")
_COMMITTED = Condition(field="commitment_discount_id", op="exists")
_COMMITMENTS = ("commitments", "commitment", "commitment discounts", "commitment discount")
_RESERVATIONS = ("capacity reservations", "capacity reservation", "reserved capacity")
_KINDS: tuple[tuple[tuple[Condition, ...], tuple[str, ...]], ...] = (
    *(
        ((_is("commitment_discount_status", status),), tuple(f"{word} {c}" for c in _COMMITMENTS))
        for status, word in (("Unused", "unused"), ("Used", "used"))
    ),
    *(
        ((_is("capacity_reservation_status", status),), tuple(f"{word} {r}" for r in _RESERVATIONS))
        for status, word in (("Unused", "unused"), ("Used", "used"))
    ),
    (
        (_is("charge_category", "Purchase"), _COMMITTED),
        ("commitment purchases", "commitment discount purchases", "purchases of commitments",
         "purchased commitments"),
    ),
    (
        (_is("charge_frequency", "Recurring"), _COMMITTED),
        ("recurring commitment charges", "recurring commitment fees", "recurring commitments"),
    ),
    ((_is("charge_category", "Credit"),), ("credit memos", "credit memo", "credit notes")),
)  # fmt: skip
# What commitments cost or save is of the charges under them; FOCUS tells the kinds by category.
_UNDER: Phrases[Condition] = Phrases(
    (name, test)
    for test, names in (
        (_COMMITTED, _COMMITMENTS),
        (_is("commitment_discount_category", "Usage"),
         ("reservation", "reservations", "ri", "ris", "reserved instance", "reserved instances")),
        (_is("commitment_discount_category", "Spend"), ("savings plan", "savings plans")),
    )
    for name in names
)  # fmt: skip
_SAVED = frozenset("save saves saved saving savings".split())
_MONEY = _SAVED | frozenset("cost costs spend pay paid".split())
_BY = frozenset({"from", "with", "through"})
_PHRASES: Phrases[tuple[Condition, ...]] = Phrases(
    (phrase, tests) for tests, phrases in _KINDS for phrase in phrases
)


def read(asked: Asked, at: int) -> Claim | None:
    """A kind of charges at a position."""
    found = _PHRASES.at(asked, at) if asked.subject.name == "cost" else None
    if found is None:
        return _with_detail(asked, at) or _under(asked, at)
    end = found[1] + (asked.text(found[1]) in ("charges", "fees"))
    return Claim(at, end, "test", where=found[0])


def _under(asked: Asked, at: int) -> Claim | None:
    """`commitment savings`, `saved with reservations`, `cost of savings plans`."""
    if asked.subject.name != "cost" or asked.words[at].quoted:
        return None
    saved = asked.text(at) in _BY and _says(asked, _SAVED, range(at))
    found = _UNDER.at(asked, asked.skip(at + 1, "our", "the") if saved else at)
    if found is None or not _says(asked, _MONEY, range(len(asked.words))):
        return None
    return Claim(at, found[1], "test", where=(found[0],))


def _says(asked: Asked, words: frozenset[str], places: range) -> bool:
    """Whether one of the words stands there; that of "savings plan" says nothing of savings."""
    plans = ("plan", "plans")
    return any(asked.text(n) in words and asked.text(n + 1) not in plans for n in places)

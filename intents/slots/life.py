"""The life of findings: "new since last week", "fixed last month", "who accepted …", "and why".

A day in a question about new findings, fixed ones or decided ones says when they came, went, or
were decided on. New ones of no day are those of the last seven. Only questions about findings are
read by it.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from intents.query import Condition, Op
from intents.slots import period
from intents.slots.claim import Asked, Claim, Phrases

# A finding's own id: the rule's name, and twelve digits.
ID = re.compile(r"[a-z][a-z0-9_]+-[0-9a-f]{12}")
NEW_DAYS = 7
_NEW = ("new", "newly", "appeared", "came up", "new ones")
_DECIDED = ("accepted", "snoozed", "dismissed", "decided", "not waste")
_EVENTS: Mapping[str, tuple[str, ...]] = {
    "first_seen": _NEW,
    "gone_on": ("fixed", "gone", "resolved", "went away", "acted on"),
    "decided_on": _DECIDED,
}
_FIELDS = Phrases((words, name) for name, own in _EVENTS.items() for words in own)
_LEADS = ("since", "in", "during", "within", "over", "from", "the", "as", "of")
_SAYS = ("resource", "rule", "status")
_WHO = Phrases(
    (f"{who} {has}{verb}", None)
    for who in ("who", "by whom")
    for has in ("", "has ", "have ", "was ", "were ")
    for verb in ("decided", "decided on")
)  # fmt: skip
_OWNING = ("are", "is")
_VERBS = frozenset({"accepted", "snoozed", "dismissed"})
_REASONS = Phrases(
    (f"{lead}{words}", name)
    for lead in ("and ", ", and ", "with ", "with their ", "and their ", "and the ")
    for words, name in (("why", "reason"), ("reason", "reason"), ("reasons", "reason"),
                        ("by whom", "decided_by"), ("who decided", "decided_by"),
                        ("until when", "snoozed_until"))
)  # fmt: skip


def read(asked: Asked, at: int) -> Claim | None:
    """A finding's id, a day of its life, or who decided what and why."""
    if asked.subject.name != "finding" or asked.words[at].quoted:
        return None
    readers = (_mine, _one, _day, _new, _who, _why)
    return next((found for reader in readers if (found := reader(asked, at))), None)


def _mine(asked: Asked, at: int) -> Claim | None:
    """`my findings`: those of whom who asks is an owner; whose they are may have to be asked."""
    owned = asked.text(at) == "my" and asked.text(at + 1) in ("findings", "finding")
    owned = owned or (asked.text(at) in ("mine", "me") and asked.text(at - 1) in _OWNING)
    if not owned:
        return None
    if not asked.context.mine:
        return Claim(at, at + 1, "unsure")
    test = Condition(field="owner", op="in", value=list(asked.context.mine))
    return Claim(at, at + 1, "test", where=(test,))


def _one(asked: Asked, at: int) -> Claim | None:
    if not ID.fullmatch(asked.text(at)):
        return None
    test = Condition(field="id", op="eq", value=asked.text(at))
    return Claim(at, at + 1, "name", where=(test,))


def _day(asked: Asked, at: int) -> Claim | None:
    """`since last week`, `this month`, where the words before say what happened then."""
    field = _event(asked, at)
    begin = asked.skip(at, *_LEADS)
    found = period.read(asked, begin) if field else None
    if field is None or found is None or found.period is None:
        return None
    days = asked.context.span(found.period)
    bounds: tuple[tuple[Op, date], ...] = (("ge", days.start),)
    since = "since" in (asked.text(at - 1), *(asked.text(place) for place in range(at, begin)))
    since = since or found.period.startswith("since:")
    if days.end <= asked.context.today and not since:
        bounds += (("lt", days.end),)
    where = tuple(Condition(field=field, op=op, value=str(day)) for op, day in bounds)
    return Claim(at, found.end, "test", where=where, note=found.note)


def _event(asked: Asked, at: int) -> str | None:
    """What happened, by the nearest words before."""
    if any(_saved(asked.text(place)) for place in range(len(asked.words))):
        return None
    named = (_FIELDS.at(asked, place) for place in range(at - 1, -1, -1))
    return next((found[0] for found in named if found), None)


def _saved(word: str) -> bool:
    """What was saved is asked over a period, whenever its findings went."""
    return word in ("save", "saved", "realised", "realized")


def _new(asked: Asked, at: int) -> Claim | None:
    if asked.text(at) not in ("new", "newly"):
        return None
    later = range(at + 1, len(asked.words))
    if any((found := _day(asked, place)) and found.where[0].field == "first_seen"
           for place in later):  # fmt: skip
        return Claim(at, at + 1, "noise")
    day = asked.context.today - timedelta(days=NEW_DAYS)
    test = Condition(field="first_seen", op="ge", value=str(day))
    note = f"new are those first seen in the last {NEW_DAYS} days"
    return Claim(at, at + 1, "test", where=(test,), note=note)


def _who(asked: Asked, at: int) -> Claim | None:
    """`who accepted …`: the verb itself is a condition on the status."""
    select = (*_SAYS, "decided_by", "decided_on", "reason")
    if asked.text(at) == "who" and asked.text(at + 1) in _VERBS:
        return Claim(at, at + 1, "select", select=select)
    found = _WHO.at(asked, at)
    return Claim(at, found[1], "select", select=select) if found else None


def _why(asked: Asked, at: int) -> Claim | None:
    """`and why`, `and until when`, of those that somebody decided on."""
    found = _REASONS.at(asked, at)
    words = {asked.text(place) for place in range(at)}
    if found is None or not words & {*_DECIDED, "waste"}:
        return None
    select = (*_SAYS, *dict.fromkeys((found[0], "decided_by", "reason")))
    return Claim(at, found[1], "select", select=select)

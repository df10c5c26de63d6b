"""What is new of resources: "new VMs this month", "newly created disks since Monday".

A period behind such a word is that of their making; without one, new are those of the last days.
Of findings `life` knows what is new, of charges `fresh`.
"""

from datetime import date, timedelta

from intents.query import Condition, Op
from intents.slots import period
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.life import NEW_DAYS
from intents.slots.subject import phrases

_FIELD = "created_at"
_NEW = Phrases(
    [(word, None) for word in ("new", "brand new", "brand-new", "newly")]
    + [
        (f"{how} {made}", None)
        for how in ("newly", "recently", "just", "freshly")
        for made in ("created", "launched", "added", "deployed", "provisioned", "started", "made",
                     "spun up", "built")
    ]
)  # fmt: skip
_LATELY = Phrases(
    (f"{made} {when}", None)
    for made in ("created", "launched", "added", "deployed", "provisioned", "spun up", "built")
    for when in ("recently", "lately", "just now")
)
_LEADS = ("since", "in", "during", "within", "over", "from", "the", "as", "of")
# "New unattached disks".
_MOST_BETWEEN = 3
_ELSEWHERE = frozenset({"finding", "recommendation", "cost", "commitment", "budget", "price"})


def read(asked: Asked, at: int) -> Claim | None:
    """What says that they are new, or the period in which they were made."""
    if asked.subject.name in _ELSEWHERE or _FIELD not in asked.subject.fields:
        return None
    if asked.words[at].quoted:
        return None
    return _new(asked, at) or _lately(asked, at) or _day(asked, at)


def _new(asked: Asked, at: int) -> Claim | None:
    end = _is_new(asked, at)
    if end is None:
        return None
    if any(_day(asked, later) for later in range(end, len(asked.words))):
        return Claim(at, end, "noise")
    return _of_late(asked, at, end)


def _lately(asked: Asked, at: int) -> Claim | None:
    found = _LATELY.at(asked, at)
    return _of_late(asked, at, found[1]) if found else None


def _of_late(asked: Asked, at: int, end: int) -> Claim:
    first = asked.context.today - timedelta(days=NEW_DAYS)
    said = " ".join(word.text for word in asked.words[at:end])
    test = Condition(field=_FIELD, op="ge", value=str(first))
    note = f"{said} is read as made in the last {NEW_DAYS} days"
    return Claim(at, end, "test", where=(test,), note=note)


def _is_new(asked: Asked, at: int) -> int | None:
    """The position after a word for new, where the things follow it."""
    found = _NEW.at(asked, at)
    if found is None:
        return None
    named, near = phrases(asked.subject.name), range(found[1], found[1] + 1 + _MOST_BETWEEN)
    return found[1] if any(named.at(asked, one) for one in near) else None


def _day(asked: Asked, at: int) -> Claim | None:
    """`this month`, `since Monday`, behind what is new."""
    begin = asked.skip(at, *_LEADS)
    found = period.read(asked, begin)
    if found is None or found.period is None or not any(_is_new(asked, one) for one in range(at)):
        return None
    days = asked.context.span(found.period)
    bounds: tuple[tuple[Op, date], ...] = (("ge", days.start),)
    since = any(asked.text(one) == "since" for one in range(at - 1, begin))
    if days.end <= asked.context.today and not (since or found.period.startswith("since:")):
        bounds += (("lt", days.end),)
    where = tuple(Condition(field=_FIELD, op=op, value=str(day)) for op, day in bounds)
    made = f"since {days.start}"
    if len(bounds) > 1:
        made = f"from {days.start} to {days.end - timedelta(days=1)}"
    note = f"new is read as made {made}"
    return Claim(at, found.end, "test", where=where, note=note)

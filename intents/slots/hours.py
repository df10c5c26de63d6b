"""Windows of hours: "over the last 4 hours", "last 24h", "in 6 hour windows", "hourly".

What is measured is told by whole days, and hours have no certain ones: which days are meant is
asked back.
"""

import re

from intents.slots import number
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.statistic import metric_at

_LEADS = Phrases(
    (f"{over}{the}{last}", None)
    for over in ("", "over ", "in ", "for ", "during ", "within ", "from ")
    for the in ("", "the ")
    for last in ("last", "past", "previous")
)
_HOURS = frozenset("hour hours hr hrs h minute minutes mins min".split())
_GLUED = re.compile(r"(\d{1,4})(?:h|hrs?|m|mins?)")
HOURS_A_DAY = 24
_STEPS = Phrases(
    (f"{by}hourly{steps}", None)
    for by in ("", "at ", "by ", "with ", "in ", "on an ")
    for steps in ("", " granularity", " intervals", " interval", " buckets", " windows", " basis")
)
_EACH = Phrases(
    (lead, None)
    for lead in ("by", "per", "every", "each", "with", "in", "at", "at a", "with a", "with an",
                 "by the", "with intervals of", "at intervals of", "in intervals of")
)  # fmt: skip
_WINDOWS = frozenset(
    "window windows interval intervals bucket buckets granularity step steps resolution".split()
)
_ASKED = "What is measured is told by whole days: over which days?"
_BY_DAY = "What is measured is told by whole days, not by the hour. By day?"


def read(asked: Asked, at: int) -> Claim | None:
    """A window of hours, or steps of them, of what is measured."""
    if asked.subject.name in ("cost", "price"):
        return None
    if (steps := _steps(asked, at)) and _is_measured(asked):
        return Claim(at, steps, "back", choices=("by day",), note=_BY_DAY)
    lead = _LEADS.at(asked, at)
    found = _of_hours(asked, lead[1]) if lead else None
    if found is None or not _is_measured(asked):
        return None
    many, end = found
    return Claim(at, end, "back", choices=(*_near(many), "yesterday"), note=_ASKED)


def _near(many: int) -> tuple[str, ...]:
    """Days that are about as long: 24 hours are today or yesterday, 48 hours are two days."""
    days = many // HOURS_A_DAY
    return (f"over the last {days} days",) if days > 1 else ("over the last 7 days", "today")


def _is_measured(asked: Asked) -> bool:
    return any(metric_at(asked, at) for at in range(len(asked.words)))


def _of_hours(asked: Asked, at: int) -> tuple[int, int] | None:
    """How many `4 hours`, `24h`, `24 hrs` are, and the position after them."""
    word = asked.text(at)
    if word in ("hour", "hr", "minute"):
        return 1, at + 1
    glued = _GLUED.fullmatch(word)
    if glued:
        return int(glued[1]), at + 1
    many = number.count(asked, at)
    return (many[0], many[1] + 1) if many and asked.text(many[1]) in _HOURS else None


def _steps(asked: Asked, at: int) -> int | None:
    """Past `hourly`, `in 6 hour windows`, `every 5 minutes`, `by hour`."""
    if stepped := _STEPS.at(asked, at):
        return stepped[1]
    lead = _EACH.at(asked, at)
    found = _of_hours(asked, lead[1]) if lead else None
    if lead is None or found is None:
        return None
    end = found[1]
    if asked.text(end) in _WINDOWS:
        return end + 1
    closed = asked.text(lead[1] - 1) in ("by", "per", "every", "each", "of", "the")
    return end if closed else None

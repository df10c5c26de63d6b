"""When something was, or will be: "created before March", "last used over a year ago", "expired".

The fields are the subject's own times. A day stands for itself, a month or year for all of its
days: "after June" begins in July, "before June" ends in May. "In the last 7 days" are the days that
the same words mean of a cost. What expires lies ahead: its "February" is the next one.
"""

import re
from datetime import date, timedelta
from functools import cache

from intents import catalog
from intents.query import Condition, Op
from intents.slots import number, period
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.date import point
from intents.slots.expiry import ENDS, OVER, later, when

_MADE = (
    "created", "launched", "started", "made", "provisioned", "added", "taken", "built", "spun up",
    "set up", "created at", "deployed",
)  # fmt: skip
_EXPIRES = "expires_at"
# Azure Key Vault tells of what is near its expiry 30 days before.
SOON_DAYS = 30
_HOURS = re.compile(r"(\d{1,3})(?:h|hr|hrs)")
_MOST_HOURS = 168
_SOON = Phrases((word, None) for word in ("soon", "shortly", "next"))
_SIDES: Phrases[str] = Phrases(
    [(word, "before") for word in ("before", "prior to", "earlier than", "until before")]
    + [(word, "after") for word in ("after", "later than")]
    + [(word, "since") for word in ("since", "on or after", "from", "as of")]
    + [(word, "by") for word in ("until", "by", "up to", "till", "on or before")]
)
_SILENT = ("is", "was", "were", "are", "date", "on", "at", "the", "in", "within", "during", "over")
_NOT = Phrases((word, None) for word in ("not", "not been", "never", "not yet been"))
_LACKING = Phrases(
    (phrase, None)
    for phrase in ("without", "without an", "without any", "with no", "has no", "have no", "no",
                   "missing", "missing an", "lacking an", "lacking", "never", "not",
                   "do not have an", "does not have an", "not have an", "not set to")
)  # fmt: skip
# What was not done "in the last year" was not done for so many days.
_ROLLING = {"last_week": 7, "last_month": 30, "last_quarter": 90, "last_year": 365}
_AGO: dict[Op, Op] = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}


def read(asked: Asked, at: int) -> Claim | None:
    """A condition on one of the subject's times."""
    if asked.subject.name in ("cost", "commitment", "budget", "price") or asked.words[at].quoted:
        return None
    if _EXPIRES in asked.subject.fields and (ends := _expires(asked, at)):
        return ends
    denied = _NOT.at(asked, at)
    lead = _times(asked.subject.name).at(asked, denied[1] if denied else at)
    if lead is None or lead[0] == _EXPIRES:
        return None
    field, begin = lead
    if denied:
        return _not_since(asked, at, begin, field)
    return _beside(asked, at, begin, field) or _ago(asked, at, begin, field) or _within(
        asked, at, begin, field
    )  # fmt: skip


@cache
def _times(subject: str) -> Phrases[str]:
    """The words for the times of a subject, as "last used"."""
    known = catalog.subject(subject)
    times = [field for field in known.fields.values() if field.type == "datetime"]
    said = [(word, field.name) for field in times for word in field.words]
    made = _MADE if "created_at" in known.fields else ()
    return Phrases(said + [(word, "created_at") for word in made])


def _claim(
    at: int, end: int, field: str, bounds: tuple[tuple[Op, date], ...], note: str | None = None
) -> Claim:
    where = tuple(Condition(field=field, op=op, value=str(day)) for op, day in bounds)
    return Claim(at, end, "test", where=where, note=note)


def _beside(asked: Asked, at: int, begin: int, field: str) -> Claim | None:
    """`before March`, `after 2025-10-01`, `since October`."""
    side = _SIDES.at(asked, asked.skip(begin, "is", "was", "were", "are"))
    found = point(asked, asked.skip(side[1], "the")) if side else None
    if side is None or found is None:
        return None
    named, end = found
    days = named.span(asked)
    bounds: dict[str, tuple[Op, date]] = {
        "before": ("lt", days.start), "after": ("ge", days.end),
        "since": ("ge", days.start), "by": ("lt", days.end),
    }  # fmt: skip
    return _claim(at, end, field, (bounds[side[0]],), named.note(asked))


def _ago(asked: Asked, at: int, begin: int, field: str) -> Claim | None:
    """`more than 6 months ago`."""
    compared = number.operator(asked, begin)
    amount = number.amount(asked, compared[1]) if compared else None
    if compared is None or amount is None or amount.unit != "days":
        return None
    op = compared[0]
    if op not in _AGO or asked.text(amount.end) not in ("ago", "back"):
        return None
    if field == "created_at" and "age_days" in asked.subject.fields:
        test = Condition(field="age_days", op=op, value=amount.plain)
        return Claim(at, amount.end + 1, "test", where=(test,), note=amount.note)
    day = asked.context.today - timedelta(days=int(amount.value))
    return _claim(at, amount.end + 1, field, ((_AGO[op], day),), amount.note)


def _within(asked: Asked, at: int, begin: int, field: str) -> Claim | None:
    """`in the last 7 days`, `this year`, `on 3 October`."""
    if lately := _hours(asked, at, begin, field):
        return lately
    found = period.read(asked, asked.skip(begin, *_SILENT))
    if found is None or found.period is None:
        return None
    days = asked.context.span(found.period)
    bounds: tuple[tuple[Op, date], ...] = (("ge", days.start),)
    if days.end <= asked.context.today:
        bounds += (("lt", days.end),)
    word, last = asked.text(at), days.end - timedelta(days=1)
    note = found.note or f"{word} is read as from {days.start} to {last}"
    return _claim(at, found.end, field, bounds, note)


def _hours(asked: Asked, at: int, begin: int, field: str) -> Claim | None:
    """`in the last 24 hours`: since the day in which they began, for no condition knows hours."""
    last = asked.skip(begin, *_SILENT)
    if asked.text(last) not in ("last", "past"):
        return None
    glued = _HOURS.fullmatch(asked.text(last + 1))
    amount = None if glued else number.amount(asked, last + 1)
    if amount and asked.text(amount.end - 1) not in ("hours", "hour"):
        return None
    if not (glued or amount):
        return None
    hours = int(glued[1]) if glued else int(amount.value) // 3600 if amount else 0
    if not 0 < hours <= _MOST_HOURS:
        return None
    day = asked.context.today - timedelta(days=-(-hours // 24))
    note = f"the last {hours} hours are read as since {day}"
    return _claim(at, amount.end if amount else last + 2, field, (("ge", day),), note)


def _not_since(asked: Asked, at: int, begin: int, field: str) -> Claim | None:
    """`not modified since June`, `not rotated in the last year`, `not changed for 90 days`."""
    begun = asked.skip(begin, "in", "for", "within", "over", "the", "during")
    amount = number.amount(asked, begun)
    if amount and amount.unit == "days":
        day = asked.context.today - timedelta(days=int(amount.value))
        return _claim(at, amount.end, field, (("lt", day),), amount.note)
    found = period.read(asked, begun)
    if found is None or found.period is None:
        return None
    if rolling := _ROLLING.get(found.period):
        day = asked.context.today - timedelta(days=rolling)
        note = f"{found.period.replace('_', ' ')} is read as {rolling} days"
        return _claim(at, found.end, field, (("lt", day),), note)
    days = asked.context.span(found.period)
    if found.period.partition(":")[0] != "since" and not found.period.startswith("last_"):
        # "Not created in October" leaves what came after.
        return None
    return _claim(at, found.end, field, (("lt", days.start),), found.note)


def _expires(asked: Asked, at: int) -> Claim | None:
    """`expire before February`, `expiring in 30 days`, `expired`, `without an expiry date`."""
    if lacking := _LACKING.at(asked, at):
        ends = ENDS.at(asked, lacking[1])
        if ends is None:
            return None
        test = Condition(field=_EXPIRES, op="missing")
        return Claim(at, ends[1], "test", where=(test,), excludes=True)
    today = asked.context.today
    if over := OVER.at(asked, at):
        return _claim(at, over[1], _EXPIRES, (("lt", today),))
    found = ENDS.at(asked, at)
    if found is None:
        return None
    end = found[1]
    soon = _SOON.at(asked, end)
    if soon and (asked.text(end) != "next" or soon[1] == len(asked.words)):
        return _ending_soon(asked, at, soon[1])
    return _expiring(later(asked), at, end) or (
        _ending_soon(asked, at, end)
        if "expiring" in asked.text(end - 1)
        else Claim(at, end, "test", where=(Condition(field=_EXPIRES, op="exists"),))
    )


def _ending_soon(asked: Asked, at: int, end: int) -> Claim:
    today = asked.context.today
    words = " ".join(word.text for word in asked.words[at:end])
    last = today + timedelta(days=SOON_DAYS + 1)
    note = f"{words} is read as within {SOON_DAYS} days"
    return _claim(at, end, _EXPIRES, (("ge", today), ("lt", last)), note)


def _expiring(asked: Asked, at: int, end: int) -> Claim | None:
    """What is said of the time behind "expire", of which all lies ahead."""
    today = asked.context.today
    side = _SIDES.at(asked, end)
    if side and (found := point(asked, asked.skip(side[1], "the"))):
        days = found[0].span(asked)
        last = days.start if side[0] == "before" else days.end
        bounds: tuple[tuple[Op, date], ...] = (("ge", today), ("lt", last))
        if side[0] in ("after", "since"):
            bounds = (("ge", max(today, days.end if side[0] == "after" else days.start)),)
        return _claim(at, found[1], _EXPIRES, bounds, found[0].note(asked))
    begin = asked.skip(end, "in", "within", "over", "during", "on", "the", "by", "before")
    begin = asked.skip(begin, "less", "than", "under")
    amount = number.amount(asked, begin)
    if amount and amount.unit == "days":
        last = today + timedelta(days=int(amount.value) + 1)
        return _claim(at, amount.end, _EXPIRES, (("ge", today), ("lt", last)), amount.note)
    told = when(asked, begin)
    if told is None or told.period is None:
        return None
    unit = told.period.removeprefix("this_")
    days = asked.context.span(f"whole_{unit}" if unit != told.period else told.period)
    near = days.end > today and days.start <= today + timedelta(days=1)
    first = today if near else days.start
    return _claim(at, told.end, _EXPIRES, (("ge", first), ("lt", days.end)), told.note)

"""When commitments end: "expiring in the next 90 days", "ending before March", "expired".

A number of days ahead stays relative; a quarter or a month is written as its days. What expires
lies ahead: "in December" is the next one, as in a forecast. "By March" is from today to its end.
"""

from dataclasses import replace

from intents import catalog
from intents.query import Condition
from intents.slots import ahead, period
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.date import point
from intents.slots.subject import phrases

ENDS = Phrases(
    (phrase, None)
    for phrase in (
        "expire", "expires", "expiring", "expiration", "expirations", "expiry", "expiries", "end",
        "ends", "ending", "run out", "runs out", "running out", "lapse", "lapses", "lapsing",
        "due for renewal", "up for renewal", "come up for renewal", "coming up for renewal",
        "to be renewed", "renew", "will expire", "will end", "are expiring", "is expiring",
        "expiry dates", "expiration dates", "expiry date", "expiration date", "end dates",
        "expiry calendar", "expiration calendar", "renewal calendar", "about to expire",
        "going to expire", "due to expire", "set to expire", "mature", "renewals", "renewal dates",
    )
)  # fmt: skip
OVER = Phrases((phrase, None) for phrase in ("expired", "have expired", "has ended", "ended"))
_SOON = Phrases((phrase, None) for phrase in ("soon", "shortly", "next"))
SOON_DAYS = 90
_LEFT = Condition(field="days_left", op="ge", value=0)
GONE = Condition(field="days_left", op="lt", value=0)
# Below this, FinOps practice looks at what was bought.
LOW_UTILISATION = 80
_LOW = Phrases(
    (phrase, None)
    for phrase in ("under-used", "underused", "under-utilised", "under-utilized", "underutilised",
                   "underutilized", "not fully used", "poorly used")
)  # fmt: skip


def read(asked: Asked, at: int) -> Claim | None:
    """A condition on the end, or on how well it is used."""
    if asked.subject.name != "commitment" or asked.words[at].quoted:
        return None
    if found := _LOW.at(asked, at):
        note = f"under-used is read as a utilisation below {LOW_UTILISATION}%"
        test = Condition(field="utilisation", op="lt", value=LOW_UTILISATION)
        return Claim(at, found[1], "test", where=(test,), note=note)
    if found := OVER.at(asked, at):
        return Claim(at, found[1], "test", where=(GONE,))
    if asked.text(at) == "next" and phrases("commitment").at(asked, at + 1):
        # "When does the next savings plan expire": in the order in which they end.
        ends = any(ENDS.at(asked, n) for n in range(at + 1, len(asked.words)))
        return Claim(at, at + 1, "order", order_by=("end",)) if ends else None
    if asked.text(at) == "when":
        ahead_of = range(at + 1, len(asked.words))
        ends = any(ENDS.at(asked, n) for n in ahead_of)
        return Claim(at, asked.skip(at + 1, "will"), "noise") if ends else None
    found = ENDS.at(asked, at)
    return _ending(asked, at, found[1]) if found else None


def _ending(asked: Asked, at: int, end: int) -> Claim:
    """`expiring [in] [the next 90 days]`; without a time, those that have not ended."""
    if soon := _SOON.at(asked, end):
        if asked.text(end) != "next" or soon[1] == len(asked.words):
            last = Condition(field="days_left", op="le", value=SOON_DAYS)
            note = f"soon is read as within {SOON_DAYS} days"
            return Claim(at, soon[1], "test", where=(_LEFT, last), note=note)
    ahead_of = later(asked)
    if beyond := _beyond(ahead_of, at, end):
        return beyond
    silent = ("in", "within", "over", "during", "on", "the")
    told = when(ahead_of, asked.skip(end, *silent))
    told = told or when(ahead_of, asked.skip(end, *silent, "by"))
    if told is None or told.period is None:
        return Claim(at, end, "test", where=(_LEFT,))
    return Claim(at, told.end, "test", where=within(ahead_of, told.period), note=told.note)


def later(asked: Asked) -> Asked:
    """The same words, where all days lie ahead."""
    # Only questions about cost know periods that lie ahead otherwise.
    return replace(asked, subject=catalog.subject("cost"), ahead=True)


def _beyond(asked: Asked, at: int, end: int) -> Claim | None:
    """`before March`, `after January`: up to its first day, or from the day after its last.

    `before the end of March` is up to its last day.
    """
    side = asked.text(end)
    if side not in ("before", "after"):
        return None
    begin = asked.skip(end + 1, "the")
    ends = side == "before" and (asked.text(begin), asked.text(begin + 1)) == ("end", "of")
    found = point(asked, asked.skip(begin + 2 * ends, "the"))
    if found is None:
        return None
    named, last = found
    days, today = named.span(asked), asked.context.today
    test = Condition(field="end", op="lt", value=str(days.end if ends else days.start))
    if side == "after":
        test = Condition(field="end", op="ge", value=str(max(days.end, today)))
    where = (_LEFT, test) if side == "before" else (test,)
    return Claim(at, last, "test", where=where, note=named.note(asked))


def when(asked: Asked, at: int) -> Claim | None:
    """A period, those that lie ahead included."""
    if at >= len(asked.words):
        return None
    found = [one for one in (ahead.read(asked, at), period.read(asked, at)) if one]
    return max(found, key=lambda one: one.end) if found else None


def within(asked: Asked, said: str) -> tuple[Condition, ...]:
    """Days from now stay so many days; else from today, or the period's start, to its end.

    Of a period that is over, all of it.
    """
    context = asked.context
    parts = said.split("_")
    if parts[0] == "next" and len(parts) == 3 and parts[2].startswith("day"):
        return _LEFT, Condition(field="days_left", op="le", value=int(parts[1]))
    unit = said.removeprefix("this_")
    days = context.span(f"whole_{unit}" if unit != said else said)
    over = days.end <= context.today
    first = days.start if over else max(days.start, context.today)
    return (
        Condition(field="end", op="ge", value=str(first)),
        Condition(field="end", op="lt", value=str(days.end)),
    )

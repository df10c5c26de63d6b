"""Periods that reach beyond today: "next 3 months", "rest of the year", "by month end".

They stand only in questions about cost. "This month" and months by name are `period`'s.
"""

import re

from intents.period import Unit
from intents.slots import number
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.date import point
from intents.slots.outlook import looks_ahead

_UNITS: dict[str, Unit] = {
    "day": "day", "days": "day", "week": "week", "weeks": "week", "month": "month",
    "months": "month", "month's": "month", "quarter": "quarter", "quarters": "quarter",
    "year": "year", "years": "year",
}  # fmt: skip
_NEXT = frozenset({"next", "coming", "upcoming", "following"})
_ENDS_OF: tuple[tuple[Unit, tuple[str, ...]], ...] = (
    ("week", ("end-of-week", "end of week", "end of the week", "end of this week", "week end",
              "week-end")),
    ("month", ("end-of-month", "end of month", "end of the month", "end of this month",
               "month end", "month-end", "month's end", "eom", "month close")),
    ("quarter", ("end-of-quarter", "end of quarter", "end of the quarter", "end of this quarter",
                 "quarter end", "quarter-end", "eoq", "quarter close")),
    ("year", ("end-of-year", "end of year", "end of the year", "end of this year", "year end",
              "year-end", "year's end", "eoy")),
)  # fmt: skip
_ENDS: Phrases[Unit] = Phrases(
    (f"{lead}{phrase}", unit)
    for lead in (
        "",
        "by ",
        "by the ",
        "at ",
        "at the ",
        "until ",
        "until the ",
        "till ",
        "till the ",
        "to ",
        "to the ",
        "through ",
        "through the ",
        "on ",
        "for ",
        "for the ",
        "before ",
        "before the ",
    )
    for unit, phrases in _ENDS_OF
    for phrase in phrases
)
_REST: Phrases[Unit] = Phrases(
    (f"{what} {article}{unit}", unit)
    for what in ("rest of", "the rest of", "remainder of", "the remainder of", "balance of",
                 "remaining")
    for article in ("", "the ", "this ", "the current ")
    for unit in ("week", "month", "quarter", "year")
    if what != "remaining" or not article
)  # fmt: skip
_WHOLE: Phrases[Unit] = Phrases(
    (f"{what} {unit}", unit)
    for what in ("full", "the full", "whole", "the whole", "entire", "the entire")
    for unit in ("month", "quarter", "year")
)
_LONG = re.compile(r"(\d{1,4})-(day|week|month|quarter|year)")


def read(asked: Asked, at: int) -> Claim | None:
    """The period that begins at a position."""
    if asked.subject.name != "cost":
        return None
    if asked.text(at) == "tomorrow":
        return Claim(at, at + 1, "period", period="next_day")
    if found := _REST.at(asked, at):
        return Claim(at, found[1], "period", period=f"rest_of_{found[0]}")
    if found := _ENDS.at(asked, at):
        return Claim(at, found[1], "period", period=f"whole_{found[0]}")
    if asked.text(at) in _NEXT:
        return _next(asked, at)
    return _only_ahead(asked, at) if looks_ahead(asked) else None


def _next(asked: Asked, at: int) -> Claim | None:
    """`next [N] units`."""
    many = number.count(asked, at + 1)
    begin = asked.skip(many[1] if many else at + 1, "full", "calendar", "fiscal", "billing")
    unit = _UNITS.get(asked.text(begin))
    if unit is None or (many and not 0 < many[0] <= 1000):
        return None
    return Claim(at, begin + 1, "period", period=_so_many(many[0] if many else None, unit))


def _so_many(count: int | None, unit: Unit) -> str:
    return f"next_{unit}" if count is None else f"next_{count}_{unit}s"


def _only_ahead(asked: Asked, at: int) -> Claim | None:
    """What means the time to come only in a forecast: `full year`, `30-day`, `through March`."""
    if found := _WHOLE.at(asked, at):
        return Claim(at, found[1], "period", period=f"whole_{found[0]}")
    if long := _LONG.fullmatch(asked.text(at)):
        period = _so_many(int(long[1]), _UNITS[long[2]])
        return Claim(at, at + 1, "period", period=period)
    many = number.count(asked, at)
    if many and (unit := _UNITS.get(asked.text(many[1]))) and 0 < many[0] <= 1000:
        return Claim(at, many[1] + 1, "period", period=_so_many(many[0], unit))
    if asked.text(at) in ("by", "through", "until", "till"):
        return _until(asked, at)
    return None


def _until(asked: Asked, at: int) -> Claim | None:
    """`through December`: from today to its end."""
    found = point(asked, asked.skip(at + 1, "the", "end", "of"))
    if found is None:
        return None
    named, end = found
    context = asked.context
    try:
        until = named.span(asked).end
        period = context.span(f"{context.today}/{until}").text
    except ValueError:
        return None
    return Claim(at, end, "period", period=period, note=named.note(asked))

"""Cost, or a number of things, over time; one period beside another: "daily", "vs last month".

`trend` claims a step; `versus` claims that things are to be compared, with what, where that is said
relatively. Which things, the rules find among the other claims.
"""

from intents.period import reaches_now
from intents.query import Grain
from intents.slots import period
from intents.slots.claim import Asked, Claim, Phrases, spoken

_STEPS: Phrases[Grain | None] = spoken(
    {
        "day": "daily, day by day, day-by-day, per day, each day, every day",
        "week": "weekly, week by week, per week, each week, every week",
        "month": "monthly, month by month, month-by-month, per month, each month, every month",
        "quarter": "quarterly, per quarter, each quarter, every quarter",
        "year": "yearly, annual, annually, per year, each year, every year",
        None: (
            "trend, trends, trending, over time, trendline, evolution, historical trend, timeline, "
            "develop, developed, developing, evolve, evolved, evolving, trended, time series, "
            "timeseries, historically, history"
        ),
    }
)
# Of a rate it is said as "annual" is; an annualized cost is no cost by year.
_ANNUALIZED = ("annualized", "annualised")
_RELATIVE: Phrases[str] = spoken(
    {
        "previous": (
            "month over month, month-over-month, mom, month-on-month, month on month, week "
            "over week, week-over-week, quarter over quarter, quarter-over-quarter, qoq, day "
            "over day, day-over-day, period over period, period-over-period, wow, week on week, "
            "week-on-week, quarter on quarter, quarter-on-quarter, day on day, day-on-day, m/m"
        ),
        "year_before": "year over year, year-over-year, yoy, year on year, year-on-year",
    }
)
_BESIDE: Phrases[str] = Phrases(
    (f"{lead}{article}{what}", compare_to)
    for lead in ("vs ", "versus ", "against ", "compared to ", "compared with ", "relative to ",
                 "and ", "with ", "to ", "over ")
    for article in ("the ", "")
    for compare_to, phrases in (
        ("previous", (
            "previous period", "prior period", "period before", "month before", "week before",
            "quarter before", "year before", "preceding period", "one before", "day before",
        )),
        ("year_before", (
            "same period last year", "same month last year", "same period a year ago",
            "same month a year ago", "a year ago", "one year ago", "a year earlier",
            "this time last year", "same time a year ago",
            "same quarter last year", "same time last year",
            "same period the year before", "same month the year before",
            "same point last year", "same stage last year", "same days last year",
            "same point a year ago", "same time a year ago",
        )),
    )
    for what in phrases
    if article or what.startswith(("previous", "prior", "preceding", "same", "a ", "one ", "this "))
)  # fmt: skip
# "At the same point last month": as many days of the month before.
_AGO: tuple[tuple[Grain, tuple[str, ...]], ...] = (
    ("month", ("last month", "the month before", "in the previous month", "of last month",
               "in the prior month", "in last month", "a month ago", "previous month",
               "the previous month", "prior month")),
    ("quarter", ("last quarter", "the quarter before", "in the previous quarter",
                 "of last quarter", "in the prior quarter", "a quarter ago")),
    ("week", ("last week", "the week before", "in the previous week", "of last week",
              "a week ago")),
)  # fmt: skip
_SAME_POINT: Phrases[Grain] = Phrases(
    (f"{lead}{the}same {point} {when}", grain)
    for lead in ("vs ", "versus ", "against ", "compared to ", "compared with ", "than ",
                 "relative to ", "over ", "vs at ", "than at ", "compared to where we were at ",
                 "and ", "with ", "to ")
    for the in ("the ", "")
    for point in ("point", "time", "stage", "period", "days", "day", "point in time")
    for grain, whens in _AGO
    for when in whens
)  # fmt: skip
# "Q4 so far vs the same days of Q3": a period until now is beside as many days of another anyway.
_SAME_DAYS = Phrases(
    (f"{the}same {what} {of}", None)
    for the in ("the ", "")
    for what in ("days", "period", "number of days", "stretch", "part", "days so far", "point",
                 "amount of days")
    for of in ("of", "in", "from")
)  # fmt: skip
_VERSUS = Phrases(
    (word, None)
    for word in ("vs", "versus", "compare", "compared to", "compared with", "comparing", "against",
                 "comparison", "comparison of", "compared", "a comparison of", "relative to",
                 "difference between", "side by side", "separately", "respectively",
                 "individually", "which costs more", "which one costs more", "which cost more",
                 "which is more expensive", "which one is more expensive", "which is cheaper",
                 "which one is cheaper", "which costs us more", "which is the bigger",
                 "which is bigger", "which is higher", "and how much", "compare to")
)  # fmt: skip
_CHANGE = Phrases(
    (word, None) for word in ("change", "changes", "changed", "difference", "differences", "delta")
)
_UNITS: dict[str, str] = {
    "month": "last_month", "week": "last_week", "quarter": "last_quarter", "day": "yesterday",
    "mom": "last_month", "qoq": "last_quarter", "year": "this_year", "yoy": "this_year",
    "wow": "last_week", "m/m": "last_month",
}  # fmt: skip


def step(asked: Asked, at: int) -> Claim | None:
    """`daily`, `per month`, `over time`."""
    if asked.text(at) in _ANNUALIZED and asked.text(at + 1) in ("run", "run-rate", "runrate"):
        return Claim(at, at + 1, "trend", grain="year")
    found = _STEPS.at(asked, at)
    if found is None:
        return None
    return Claim(at, found[1], "trend", grain=found[0])


def versus(asked: Asked, at: int) -> Claim | None:
    """`vs`, `compared with the month before`, `year over year`."""
    if same := _SAME_POINT.at(asked, at):
        this = f"this_{same[0]}"
        return Claim(at, same[1], "versus", compare_to="previous", period=this, grain=same[0])
    if found := _BESIDE.at(asked, at):
        return Claim(at, found[1], "versus", compare_to=found[0])
    if found := _RELATIVE.at(asked, at):
        unit = _UNITS.get(asked.text(at).partition("-")[0])
        return Claim(at, found[1], "versus", compare_to=found[0], period=unit)
    if plain := _VERSUS.at(asked, at):
        return Claim(at, plain[1], "versus")
    return None


def same_days(asked: Asked, at: int) -> Claim | None:
    """`the same days of` before a named period, beside one that is not over."""
    found = _SAME_DAYS.at(asked, at)
    if found is None or period.read(asked, found[1]) is None:
        return None
    beside = (period.read(asked, n) for n in range(at))
    is_open = any(one and one.period and reaches_now(one.period) for one in beside)
    return Claim(at, found[1], "noise") if is_open else None


def change(asked: Asked, at: int) -> Claim | None:
    """`change`, `changed`: neutral words only; "increase" asks for some changes, not for all."""
    found = _CHANGE.at(asked, at)
    if found is None or asked.subject.name != "cost":
        return None
    return Claim(at, found[1], "change")

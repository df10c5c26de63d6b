"""Answers over time as lines: a trend, and a forecast with the band it may fall in.

Steps that the answer has no row for stand in the chart as unknown, so that a line breaks there and
does not run over what nobody knows.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from bot.drawing.cells import heading
from bot.drawing.measures import left_out, measure, measures, name_of, number
from bot.drawing.series import Chart, Series
from finops.answer import Answer, Cell
from intents.query import GRAINS

# More lines than this cannot be told apart on a phone.
MOST_LINES = 6
# A day for ten years; more is no picture.
MOST_STEPS = 3_700
LOW, HIGH, KIND, FORECAST = "low", "high", "kind", "forecast"
Values = dict[date, Decimal | None]


def timeline(answer: Answer) -> Chart | None:
    """The lines of an answer whose rows are days, weeks, months …; None where it has none."""
    grain = next((one.name for one in answer.columns if one.name in GRAINS), None)
    column = measure(answer)
    if grain is None or column is None:
        return None
    groups = _groups(answer, grain, column.name)
    starts = _steps(grain, {start for values in groups.values() for start in values})
    if len(starts) < 2 or not groups:
        return None
    kept = _largest(groups)
    band = _band(answer, grain, starts) if len(kept) == 1 else ()
    lines = tuple(_series(name, groups[name], starts) for name in kept)
    return Chart(
        kind="band" if band else "line",
        title=answer.headline,
        said=answer.understood,
        column=column,
        labels=_labels(grain, starts),
        series=(*lines, *band),
        starts=starts,
        forecast_from=_forecast_from(answer, grain, starts),
        notes=(*left_out(len(groups) - len(kept), "lines"), *_untold(answer, column.name)),
    )


def _untold(answer: Answer, drawn: str) -> tuple[str, ...]:
    """The measures that were asked for and are not drawn."""
    asked = bool((answer.query or {}).get("measures"))
    others = [one for one in measures(answer) if one.name not in (drawn, LOW, HIGH)]
    names = ", ".join(heading(one) for one in others)
    return (f"{names}: in the table",) if others and asked else ()


def _groups(answer: Answer, grain: str, name: str) -> dict[str, Values]:
    """The values of each group; of an answer without groups, all under the measure's own name."""
    grouped: dict[str, Values] = {}
    for row in answer.rows:
        start = date_of(row.get(grain))
        if start is None:
            continue
        group = name_of(answer, row) or name.replace("_", " ")
        grouped.setdefault(group, {})[start] = number(row, name)
    return grouped


def _largest(groups: Mapping[str, Values]) -> list[str]:
    """The groups that are drawn, in the answer's order."""

    def weight(name: str) -> Decimal:
        return sum((abs(value) for value in groups[name].values() if value), Decimal(0))

    kept = sorted(groups, key=weight, reverse=True)[:MOST_LINES]
    return [name for name in groups if name in kept]


def _series(name: str, values: Values, starts: Sequence[date]) -> Series:
    return Series(name, tuple(values.get(start) for start in starts))


def _band(answer: Answer, grain: str, starts: Sequence[date]) -> tuple[Series, ...]:
    names = {column.name for column in answer.columns}
    if not {LOW, HIGH} <= names:
        return ()
    edges: dict[str, Values] = {LOW: {}, HIGH: {}}
    for row in answer.rows:
        start = date_of(row.get(grain))
        if start is not None and row.get(KIND, FORECAST) == FORECAST:
            for name, values in edges.items():
                values[start] = number(row, name)
    return tuple(_series(name, values, starts) for name, values in edges.items())


def _forecast_from(answer: Answer, grain: str, starts: Sequence[date]) -> int | None:
    """The first step that is forecast; None where none is."""
    ahead = {date_of(row.get(grain)) for row in answer.rows if row.get(KIND) == FORECAST}
    return next((number for number, start in enumerate(starts) if start in ahead), None)


# -------------------------------------------------------------------------------------- the steps


def date_of(value: Cell) -> date | None:
    """The day of a cell; None where it holds none."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def _steps(grain: str, known: set[date]) -> tuple[date, ...]:
    """Every step from the first to the last, with those that no row is of; () if too many."""
    steps: list[date] = []
    for start in sorted(known):
        while steps and (following := _after(grain, steps[-1])) < start:
            steps.append(following)
            if len(steps) > MOST_STEPS:
                return ()
        steps.append(start)
    return tuple(steps) if len(steps) <= MOST_STEPS else ()


def _after(grain: str, start: date) -> date:
    match grain:
        case "day":
            return start + timedelta(days=1)
        case "week":
            return start + timedelta(weeks=1)
        case _:
            months = {"month": 1, "quarter": 3}.get(grain, 12)
            month = start.year * 12 + start.month - 1 + months
            # The first of a month is where months, quarters and years begin.
            return date(month // 12, month % 12 + 1, 1)


def _labels(grain: str, starts: Sequence[date]) -> tuple[str, ...]:
    """How people read each step; without its year where all are of one."""
    one_year = len({start.year for start in starts}) == 1
    return tuple(_label(grain, start, one_year=one_year) for start in starts)


def _label(grain: str, start: date, *, one_year: bool) -> str:
    year = "" if one_year and grain != "year" else f" {start.year}"
    match grain:
        case "month":
            return f"{start:%b}{year}"
        case "quarter":
            # Fiscal quarters begin in any month, so that "Q4" would say too little.
            return f"{start:%b}–{_last_month(start):%b}{year}"
        case "year":
            return str(start.year) if start.month == 1 else f"{start:%b} {start.year}"
        case _:
            return day(start) if year else f"{start.day} {start:%b}"


def day(when: date) -> str:
    """A day with its year: `4 Nov 2026`."""
    return f"{when.day} {when:%b %Y}"


def _last_month(start: date) -> date:
    return _after("quarter", start) - timedelta(days=1)

"""Answers that are no line as bars: breakdowns, changes, anomalies and budgets.

The largest bars are drawn, in the answer's order; how many are not is said.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.drawing.cells import NUMERIC
from bot.drawing.measures import BETWEEN, is_comparable, left_out, measure, name_of, number
from bot.drawing.series import Chart, Kind, Series
from bot.drawing.timeline import date_of, day
from finops.answer import Answer, Cell, Column
from finops.columns import BEFORE, CHANGE, COST

MOST_BARS = 10
MOST_PAIRS = 6
# How far parts may be from their sum: each is rounded to the cent by some who bill.
SLACK = Decimal("0.05")
# What a change is made of, as columns name it and as people read it.
EFFECTS = {
    "price_effect": "price",
    "quantity_effect": "quantity",
    "new": "new",
    "gone": "gone",
    "commitment_effect": "commitments",
    "other_effect": "other",
}
Row = Mapping[str, Cell]


def breakdown(answer: Answer) -> Chart | None:
    """One bar a group."""
    column = measure(answer)
    named = [row for row in answer.rows if name_of(answer, row)]
    return _bars(answer, "bars", column, named) if column else None


def movement(answer: Answer) -> Chart | None:
    """What a difference is made of: its effects where they are known, else who moved most."""
    return _waterfall(answer) or _movers(answer)


def _movers(answer: Answer) -> Chart | None:
    column = _column(answer, CHANGE)
    named = [row for row in answer.rows if name_of(answer, row)]
    return _bars(answer, "diverging", column, named) if column else None


def _waterfall(answer: Answer) -> Chart | None:
    """From the cost before over each effect to the cost now, where they add up to it."""
    row = answer.rows[0] if len(answer.rows) == 1 else _whole(answer)
    column, before, now = _column(answer, COST), number(row, BEFORE), number(row, COST)
    effects = {title: number(row, name) for name, title in EFFECTS.items()}
    steps = {title: effect for title, effect in effects.items() if effect}
    if column is None or before is None or now is None or not steps:
        return None
    if abs(before + sum(steps.values()) - now) > SLACK:
        return None
    series = Series(column.name, (before, *steps.values(), now))
    return _chart(answer, "waterfall", column, ("before", *steps, "now"), (series,))


def _whole(answer: Answer) -> Row:
    """The totals, where they are of every row there is."""
    query = answer.query or {}
    is_cut = query.get("limit") is not None and not query.get("others")
    return {} if is_cut else answer.totals


def anomalies(answer: Answer) -> Chart | None:
    """What was expected beside what it was, for the first few."""
    return _together(answer, "pairs", COST, ("expected", COST))


def limits(answer: Answer) -> Chart | None:
    """What is spent and forecast, against each limit."""
    names = ("spent", "forecast", "amount") if _column(answer, "forecast") else ("spent", "amount")
    return _together(answer, "limits", "amount", names)


def _together(answer: Answer, kind: Kind, main: str, names: Sequence[str]) -> Chart | None:
    """Several columns side by side, for the first rows."""
    column = _column(answer, main)
    rows = answer.rows[:MOST_PAIRS]
    if column is None or not rows or not all(_column(answer, name) for name in names):
        return None
    series = tuple(Series(name, tuple(number(row, name) for row in rows)) for name in names)
    if not any(one.known for one in series):
        return None
    labels = [_title(answer, row) for row in rows]
    notes = left_out(len(answer.rows) - len(rows), "rows")
    return _chart(answer, kind, column, labels, series, notes)


def _bars(answer: Answer, kind: Kind, column: Column, rows: Sequence[Row]) -> Chart | None:
    """The largest bars of one column; one alone says no more than its number."""
    values = [number(row, column.name) for row in rows]
    if sum(value is not None for value in values) < 2:
        return None
    order = sorted(range(len(rows)), key=lambda at: abs(values[at] or Decimal(0)), reverse=True)
    kept = sorted(order[:MOST_BARS])
    labels = [name_of(answer, rows[at]) for at in kept]
    series = Series(column.name, tuple(values[at] for at in kept))
    notes = left_out(len(rows) - len(kept), "rows")
    return _chart(answer, kind, column, labels, (series,), notes)


def _chart(
    answer: Answer,
    kind: Kind,
    column: Column,
    labels: Sequence[str],
    series: tuple[Series, ...],
    notes: tuple[str, ...] = (),
) -> Chart:
    return Chart(
        kind=kind,
        title=answer.headline,
        said=answer.understood,
        column=column,
        labels=tuple(labels),
        series=series,
        notes=notes,
    )


def _column(answer: Answer, name: str) -> Column | None:
    """The column of amounts of that name, where it can be drawn."""
    found = next((one for one in answer.columns if one.name == name), None)
    if found is None or found.type not in NUMERIC:
        return None
    return found if is_comparable(answer, found) else None


def _title(answer: Answer, row: Row) -> str:
    """What a row is called: the cells that are no numbers."""
    cells = [row.get(one.name) for one in answer.columns if one.type in ("date", "text")]
    dates = [date_of(cell) for cell in cells]
    words = (day(date) if date else cell for date, cell in zip(dates, cells, strict=True))
    return BETWEEN.join(str(word) for word in words if word is not None)

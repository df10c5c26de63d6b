"""Charts in Teams: its own `Chart.*` elements, with the same in characters where there are none.

Phones and older clients draw no charts, so each has a `fallback` of monospaced lines. What Teams
would draw wrong it gets as those lines alone: its bars know no losses, its lines no gaps.
"""

from collections.abc import Iterator, Sequence

from bot.drawing.brief import rounded
from bot.drawing.cells import heading
from bot.drawing.series import Chart, Series
from bot.drawing.sketch import sketch
from bot.teams.text import Element, block, fit

# What fits beside each other on a phone in small letters.
CELLS = 36
MOST_LINE, MOST_NAME, MOST_NOTE = 120, 60, 200
# Web pages run spaces together, and these not.
SPACE, FIXED_SPACE = " ", "\u00a0"


def drawn(chart: Chart) -> list[Element]:
    """The chart, and what it leaves out."""
    fallback = {"type": "Container", "items": list(_lines(chart))}
    native = _native(chart)
    shown = {**native, "title": _title(chart), "fallback": fallback} if native else fallback
    return [shown, *(block(note, MOST_NOTE, isSubtle=True) for note in chart.notes)]


def _lines(chart: Chart) -> Iterator[Element]:
    for line in sketch(chart, CELLS):
        text = line.replace(SPACE, FIXED_SPACE)
        yield {**block(text, MOST_LINE, fontType="Monospace", size="Small"), "spacing": "None"}


def _native(chart: Chart) -> Element | None:
    """The element without its title; None where Teams would draw something else."""
    if chart.kind == "band" and chart.series[0].is_whole:
        return {"type": "Chart.Line", "data": list(_band(chart))}
    if not chart.is_whole or chart.bounds[0] < 0:
        return None
    match chart.kind:
        case "line" if chart.forecast_from is None:
            data = [_line(chart, one, range(len(chart.labels))) for one in chart.series]
            return {"type": "Chart.Line", "data": data}
        case "bars":
            return {"type": "Chart.HorizontalBar", "data": _points(chart, chart.series[0])}
        case "pairs" | "limits":
            data = [_values(one.name, _points(chart, one)) for one in chart.series]
            return {"type": "Chart.VerticalBar.Grouped", "data": data}
        case _:
            return None


def _band(chart: Chart) -> Iterator[Element]:
    """What was, what is forecast, and between which limits: each a line of its own."""
    value, low, high = chart.series
    turn = chart.forecast_from or 0
    was = range(turn)
    ahead = range(max(turn - 1, 0), len(chart.labels))
    for name, line, steps in (("actual", value, was), ("forecast", value, ahead)):
        yield _line(chart, Series(name, line.values), steps)
    for edge in (low, high):
        yield _line(chart, edge, range(turn, len(chart.labels)))


def _line(chart: Chart, line: Series, steps: Sequence[int]) -> Element:
    known = [(at, line.values[at]) for at in steps]
    points = [
        {"x": chart.starts[at].isoformat(), "y": rounded(value)}
        for at, value in known
        if value is not None
    ]
    return _values(line.name, points)


def _points(chart: Chart, line: Series) -> list[Element]:
    named = zip(chart.labels, line.values, strict=True)
    return [
        {"x": fit(label, MOST_NAME), "y": rounded(value)}
        for label, value in named
        if value is not None
    ]


def _values(name: str, points: list[Element]) -> Element:
    return {"legend": fit(name, MOST_NAME), "values": points}


def _title(chart: Chart) -> str:
    unit = f" ({chart.column.unit})" if chart.column.type == "money" else ""
    return fit(heading(chart.column) + unit, MOST_NAME)

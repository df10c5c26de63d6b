"""Lines over time: each named at its end, broken where nothing is known, dashed where forecast."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.drawing.brief import brief
from bot.drawing.page import ASIDE, MARGIN, SMALL, TEXT, WIDTH, Page, Pen, drawable
from bot.drawing.plots.colours import BLUE, COLOURS
from bot.drawing.plots.frame import GAP, Frame
from bot.drawing.series import Chart, Series

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# What is written at the ends takes at most so much of a picture's width; its lines are so far
# apart at least.
MOST_ENDS, NEED = 400, 34
NAN = float("nan")


def lines(chart: Chart, page: Page, top: float, bottom: float) -> None:
    """All lines on one scale that holds zero, so that a small change looks small."""
    drawn = chart.series[:1] if chart.kind == "band" else chart.series
    right = WIDTH - MARGIN - GAP - min(max(_width(chart, line, page) for line in drawn), MOST_ENDS)
    frame = Frame(chart, page, top, right, bottom)
    _filled(chart, frame.axes)
    for number, line in enumerate(drawn):
        _line(frame.axes, line, COLOURS[number], chart.forecast_from)
    _ends(chart, drawn, page, frame, right + GAP)
    if len(drawn) == 1:
        _extremes(chart, page, frame)
    if chart.forecast_from is not None:
        middle = (chart.forecast_from + len(chart.labels) - 1) / 2
        page.write("forecast", frame.x(middle), top + SMALL.size / 2, ASIDE, "center")


def _filled(chart: Chart, axes: "Axes") -> None:
    """The band of a forecast; under a line that is alone, how far it is from zero."""
    steps = range(len(chart.labels))
    if chart.kind == "band":
        low, high = (_floats(one) for one in chart.series[1:])
        axes.fill_between(steps, low, high, color=BLUE, alpha=0.2, linewidth=0)
    elif len(chart.series) == 1 and chart.forecast_from is None:
        axes.fill_between(steps, _floats(chart.series[0]), 0, color=BLUE, alpha=0.1, linewidth=0)


def _line(axes: "Axes", line: Series, colour: str, forecast_from: int | None) -> None:
    """Solid as far as it is known, dashed where forecast; a point between gaps is a dot."""
    values = _floats(line)
    turn = len(values) if forecast_from is None else forecast_from
    begin = max(turn - 1, 0)
    axes.plot(range(turn), values[:turn], color=colour, linewidth=4)
    ahead = range(begin, len(values))
    axes.plot(ahead, values[begin:], color=colour, linewidth=4, linestyle=(0, (2, 1.2)))
    dots = [at for at in line.where if _is_alone(line, at) or at == line.where[-1]]
    axes.plot(dots, [values[at] for at in dots], "o", color=colour, markersize=9)


def _is_alone(line: Series, at: int) -> bool:
    around = (*line.values[max(at - 1, 0) : at], *line.values[at + 1 : at + 2])
    return not any(value is not None for value in around)


def _extremes(chart: Chart, page: Page, frame: Frame) -> None:
    """The highest and the lowest figure of a line that is alone, unless they stand at its end."""
    line = chart.series[0]
    for at, side in zip(line.extremes, (1, -1), strict=False):
        value = line.values[at]
        if value is not None and at != line.where[-1]:
            y = frame.y(value) + side * SMALL.size * 0.9
            figure = drawable(brief(value, chart.column))
            page.write(figure, frame.x(at), y, Pen(SMALL.size, BLUE), "center")


# --------------------------------------------------------------------------------- the lines' ends


def _ends(chart: Chart, drawn: Sequence[Series], page: Page, frame: Frame, left: float) -> None:
    """Beside the end of each line its name and last figure; of a band, its edges."""
    values = [line.known[-1] if line.known else chart.bounds[0] for line in drawn]
    places = _apart([frame.y(value) for value in values], frame.bottom)
    for number, (line, y) in enumerate(zip(drawn, places, strict=True)):
        pen, figure = _pen(number), _figure(chart, line)
        x = left
        if name := _name(chart, line):
            room = WIDTH - MARGIN - left - page.width(figure, pen) - GAP
            fitted = page.fit(name, room, pen)
            page.write(fitted, x, y, pen)
            x += page.width(fitted, pen) + GAP
        page.write(figure, x, y, pen)
    if chart.kind == "band":
        page.write(_edges(chart), left, places[0] + NEED, ASIDE)


def _width(chart: Chart, line: Series, page: Page) -> float:
    name, figure = _name(chart, line), _figure(chart, line)
    widths = [page.width(text, _pen(0)) for text in (name, figure) if text]
    whole = sum(widths) + GAP * (len(widths) - 1)
    return max(whole, page.width(_edges(chart), ASIDE)) if chart.kind == "band" else whole


def _name(chart: Chart, line: Series) -> str:
    return drawable(line.name, 60) if chart.kind == "line" and len(chart.series) > 1 else ""


def _figure(chart: Chart, line: Series) -> str:
    """The last that is known, and of when it is where that is not the end."""
    if not line.known:
        return "unknown"
    figure, last = brief(line.known[-1], chart.column), line.where[-1]
    is_old = last != len(line.values) - 1
    return drawable(f"{figure} on {chart.labels[last]}" if is_old else figure)


def _edges(chart: Chart) -> str:
    low, high = (one.known[-1:] for one in chart.series[1:])
    return drawable(" to ".join(brief(value, chart.column) for value in (*low, *high)))


def _pen(number: int) -> Pen:
    return Pen(TEXT.size, COLOURS[number], bold=True)


def _apart(places: Sequence[float], bottom: float) -> list[float]:
    """The heights, moved as little as it takes for letters not to touch."""
    moved, order = list(places), sorted(range(len(places)), key=lambda at: places[at])
    for above, at in pairwise(order):
        moved[at] = max(moved[at], moved[above] + NEED)
    for at in reversed(order):
        moved[at] = min(moved[at], bottom)
        bottom = moved[at] - NEED
    return moved


def _floats(line: Series) -> list[float]:
    return [NAN if value is None else float(value) for value in line.values]

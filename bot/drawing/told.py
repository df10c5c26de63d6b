"""A chart in words, for those who hear it read: what stands for the picture where none is seen."""

from collections.abc import Iterator
from decimal import Decimal

from bot.drawing.brief import brief
from bot.drawing.clean import clean
from bot.drawing.series import Chart, Series

ARROW = "→"


def told(chart: Chart) -> str:
    """Title, and each line or bar with its figures."""
    said = _lines(chart) if chart.kind in ("line", "band") else _bars(chart)
    return clean(". ".join((chart.title, *said, *chart.notes)))


def course(line: Series, chart: Chart, arrow: str = ARROW) -> str:
    """A line's first and last figure, the extremes between, and where its forecast begins."""
    said = [ends(line, chart, arrow)]
    for word, at in zip(("lowest", "highest"), line.extremes, strict=False):
        said.append(f"{word} {figure(line.values[at], chart)} ({chart.labels[at]})")
    if chart.forecast_from is not None:
        said.append(f"forecast from {chart.labels[chart.forecast_from]}")
    return ", ".join(said)


def ends(line: Series, chart: Chart, arrow: str = ARROW) -> str:
    """A line's first and last figure."""
    if len(line.known) < 2:
        return figure(next(iter(line.known), None), chart)
    return f"{figure(line.known[0], chart)} {arrow} {figure(line.known[-1], chart)}"


def figure(value: Decimal | None, chart: Chart, *, signed: bool = False) -> str:
    """A value at a glance; `signed` shows that it is a gain."""
    if value is None:
        return "unknown"
    return clean(("+" if signed and value > 0 else "") + brief(value, chart.column))


def _lines(chart: Chart) -> Iterator[str]:
    drawn = chart.series[:1] if chart.kind == "band" else chart.series
    for line in drawn:
        yield f"{line.name}, {chart.labels[0]} to {chart.labels[-1]}: {course(line, chart)}"


def _bars(chart: Chart) -> Iterator[str]:
    for row, label in enumerate(chart.labels):
        figures = [figure(one.values[row], chart) for one in chart.series]
        if len(figures) > 1:
            names = [one.name for one in chart.series]
            figures = [f"{name} {text}" for name, text in zip(names, figures, strict=True)]
        yield f"{label}: {', '.join(figures)}"

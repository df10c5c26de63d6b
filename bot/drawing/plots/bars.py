"""Lying bars, from the top in the answer's order: names on the left, figures at the bars' ends."""

from decimal import Decimal

from bot.drawing import told
from bot.drawing.page import ASIDE, FAINT, GREY, MARGIN, TEXT, WIDTH, Page, drawable
from bot.drawing.plots.colours import BLUE, RED
from bot.drawing.series import Chart

# Names take at most so much of a picture's width.
MOST_NAMES = 430
GAP = 14
# A bar takes so much of its row, and is no thicker.
FILL, THICKEST = 0.62, 46


def bars(chart: Chart, page: Page, top: float, bottom: float) -> None:
    """One bar a name; of a change, gains to the right of zero and losses to the left."""
    values = chart.series[0].values
    is_change = chart.kind == "diverging"
    figures = [figure(value, chart, signed=is_change) for value in values]
    left = names(chart, page, top, bottom) + GAP
    widest = max(page.width(text, TEXT) for text in figures) + GAP
    low, high = map(float, chart.bounds)
    if low < 0:
        left += widest
    right = WIDTH - MARGIN - (widest if high > 0 or low == 0 else 0)
    scale = (right - left) / ((high - low) or 1)
    zero = left - low * scale
    axes = page.axes(0, top, WIDTH, bottom)
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(bottom, top)
    height = (bottom - top) / len(values)
    for number, (value, text) in enumerate(zip(values, figures, strict=True)):
        middle = top + height * (number + 0.5)
        length = float(value or 0) * scale
        colour = RED if is_change and length > 0 else BLUE
        axes.barh(middle, length, min(height * FILL, THICKEST), left=zero, color=colour)
        is_loss = length < 0
        end = zero + length + (-GAP if is_loss else GAP) * 0.7
        pen = ASIDE if value is None else TEXT
        page.write(text, end, middle, pen, "right" if is_loss else "left")
    axes.axvline(zero, color=GREY if low < 0 else FAINT, linewidth=2)


def names(chart: Chart, page: Page, top: float, bottom: float) -> float:
    """The names of the rows, down the left; where they end."""
    height = (bottom - top) / len(chart.labels)
    fitted = [page.fit(drawable(label), MOST_NAMES, TEXT) for label in chart.labels]
    for number, name in enumerate(fitted):
        page.write(name, MARGIN, top + height * (number + 0.5), TEXT)
    return MARGIN + max(page.width(name, TEXT) for name in fitted)


def figure(value: Decimal | None, chart: Chart, *, signed: bool = False) -> str:
    """What stands at a bar's end."""
    return drawable(told.figure(value, chart, signed=signed))

"""From a cost before, over what made it change, to the cost now: standing bars, left to right.

Where the changes are small beside the whole, the two outer bars are cut off below, and a white mark
across them says so: else the changes could not be seen.
"""

from collections.abc import Iterator, Sequence

from bot.drawing.page import GREY, MARGIN, PAPER, SMALL, WIDTH, Page, Pen, drawable
from bot.drawing.plots.bars import figure
from bot.drawing.plots.colours import BLUE, PALE, RED
from bot.drawing.series import Chart

FILL = 0.66
# The longest effect must fit under its bar.
NAME = Pen(20, GREY)
# Of a picture's height, the least that the changes take.
LEAST = 0.35


def waterfall(chart: Chart, page: Page, top: float, bottom: float) -> None:
    """The two ends from the ground, each change from where the one before ended."""
    values = [float(value or 0) for value in chart.series[0].values]
    spans = list(_spans(values))
    ground, roof = _frame(spans)
    bottom -= SMALL.size * 1.8
    scale = (bottom - top - SMALL.size * 1.8) / ((roof - ground) or 1)
    axes = page.axes(0, top, WIDTH, bottom)
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(bottom, top)
    step = (WIDTH - 2 * MARGIN) / len(values)
    for number, (start, end) in enumerate(spans):
        middle, is_end = MARGIN + step * (number + 0.5), number in (0, len(values) - 1)
        first, last = (bottom - (at - ground) * scale for at in (max(start, ground), end))
        colour = PALE if is_end else RED if values[number] > 0 else BLUE
        axes.bar(middle, last - first, step * FILL, bottom=first, color=colour)
        if is_end and ground > 0:
            axes.bar(middle, -7, step * FILL * 1.1, bottom=bottom - 26, color=PAPER)
        if number + 1 < len(values):
            axes.plot([middle, middle + step], [last, last], color=GREY, linewidth=1.5, zorder=0)
        text = figure(chart.series[0].values[number], chart, signed=not is_end)
        page.write(text, middle, min(first, last) - SMALL.size * 0.8, SMALL, "center")
        name = page.fit(drawable(chart.labels[number]), step - 4, NAME)
        page.write(name, middle, bottom + SMALL.size, NAME, "center")


def _spans(values: Sequence[float]) -> Iterator[tuple[float, float]]:
    """Where each bar starts and ends."""
    level = 0.0
    for number, value in enumerate(values):
        start = 0.0 if number == len(values) - 1 else level
        level = start + value
        yield start, level


def _frame(spans: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The lowest and the highest amount in the picture."""
    inner = [at for span in spans[1:-1] for at in span]
    low, high = min(*inner, spans[0][1], spans[-1][1]), max(*inner, spans[0][1], spans[-1][1])
    if low <= 0 or high - low > LEAST * high:
        return min(low, 0.0), high
    return high - (high - low) / LEAST / 1.4, high
